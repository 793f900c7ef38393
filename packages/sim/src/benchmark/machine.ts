import { cpus, loadavg } from "node:os";

/** Where figures were taken. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Version of Node, for example "20.20.2". */
  readonly node: string;
  readonly v8: string;
  readonly arch: string;
  /** Load average of the last minute when measuring began. */
  readonly load: number;
}

export function thisMachine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    node: process.versions.node,
    v8: process.versions.v8,
    arch: process.arch,
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

/** What instructions and heap bytes depend on besides the code. */
export function runtimeKey({ node, v8, arch }: Machine): string {
  return `node ${node} v8 ${v8} ${arch}`;
}
