import { readFileSync } from "node:fs";
import { hasSystemCode } from "./system-error.ts";

const START_FIELD = 19; // of /proc/PID/stat, counted behind the name in brackets

/** A process of this machine, told apart from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot at which it started; 0 where the system does not tell. */
  readonly startTicks: number;
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, startTicks: startTicksOf(process.pid) ?? 0 };
}

/** Whether that very process is still there: not its remains only, nor another with its number. */
export function isAlive({ pid, startTicks }: ProcessIdentity): boolean {
  const now = startTicksOf(pid);
  return now !== undefined && (startTicks === 0 || now === 0 || now === startTicks);
}

/** The process that has a number now, if any does. */
export function processOf(pid: number): ProcessIdentity | undefined {
  const startTicks = startTicksOf(pid);
  return startTicks === undefined ? undefined : { pid, startTicks };
}

/**
 * Start time of a process that runs, 0 when the system does not tell; undefined when there is none,
 * or only its remains.
 */
function startTicksOf(pid: number): number | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined; // kill means a group by those
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    // Another system, or another user's process that the system hides.
    return answers(pid) ? 0 : undefined;
  }
  // pid (name) state ...: the name may hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? undefined : Number(fields[START_FIELD]);
}

function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasSystemCode(error, "EPERM");
  }
}
