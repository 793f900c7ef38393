import { readFileSync } from "node:fs";

/** A process, told apart from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot at which it started; 0 where the system does not tell. */
  readonly startTicks: number;
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, startTicks: startTicksOf(process.pid) ?? 0 };
}

/** Whether that very process is still there. */
export function isAlive({ pid, startTicks }: ProcessIdentity): boolean {
  if (process.platform === "linux") {
    const now = startTicksOf(pid);
    return now !== undefined && (startTicks === 0 || now === startTicks);
  }
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The process that has a number now, if any does. */
export function processOf(pid: number): ProcessIdentity | undefined {
  const startTicks = startTicksOf(pid);
  const found = startTicks === undefined ? undefined : { pid, startTicks };
  return found !== undefined && isAlive(found) ? found : undefined;
}

/** Start time of a process that runs; undefined when there is none, or only its remains. */
function startTicksOf(pid: number): number | undefined {
  if (process.platform !== "linux") return 0;
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // pid (name) state ...: the name may hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? undefined : Number(fields[19]);
}
