import { spawn } from "node:child_process";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import { fail } from "@mexoms/core/internal";
import type { ProbeJob } from "./probe-job.ts";

const PROBE = path.join(import.meta.dirname, "probe.js");

/** Flags under which two runs of one program do the same, down to addresses of objects. */
export const REPEATABLE: readonly string[] = [
  "--predictable",
  "--single-threaded",
  "--hash-seed=1",
  "--random-seed=1",
];

/** A program that runs Node for us, and its arguments, for example valgrind. */
export interface Around {
  readonly program: string;
  readonly args: readonly string[];
}

export interface ProbeOutput<T> {
  readonly told: T;
  readonly stderr: string;
}

/**
 * Does a job in a process of its own. Throws ConfigError with the process's own message when the job
 * cannot be done, for example for a parameter that is out of range.
 */
export async function runProbe<T>(
  job: ProbeJob,
  nodeFlags: readonly string[] = [],
  around?: Around,
): Promise<ProbeOutput<T>> {
  const node = [process.execPath, ...nodeFlags, PROBE, JSON.stringify(job)];
  const [program, ...args] = around ? [around.program, ...around.args, ...node] : node;
  const { code, stdout, stderr } = await finished(program!, args);
  const line = stdout.trimEnd().split("\n").at(-1) ?? "";
  if (code !== 0) throw new ConfigError(job.workload.name, problemIn(stderr, code));
  if (!line.startsWith("{")) fail(`the probe printed "${line}"`);
  return { told: JSON.parse(line) as T, stderr };
}

/** The line of an uncaught error without its stack; all of it when there is no such line. */
function problemIn(stderr: string, code: number | null): string {
  const found = /^(?:\w*Error|[\w.]+Error \[\w+\])(?: \[\w+\])?: (.*)$/m.exec(stderr);
  return found?.[1] ?? `the measuring process ended with ${code}: ${stderr.trim()}`;
}

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function finished(program: string, args: readonly string[]): Promise<Finished> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { code, stdout, stderr };
}
