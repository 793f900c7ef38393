import { readFileSync } from "node:fs";

/**
 * When a process was started, in the system's own units: with its id it names a process for good,
 * as ids are used again. Undefined when there is no such process; 0 where the system does not tell.
 */
export function processStart(pid: number): number | undefined {
  if (process.platform !== "linux") return alive(pid) ? 0 : undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the process, in brackets, may hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie has ended, though its parent has not looked yet.
    return fields[0] === "Z" || fields[0] === "X" ? undefined : Number(fields[19]);
  } catch {
    return undefined;
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
