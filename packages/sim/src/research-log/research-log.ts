import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { DataError } from "@mexoms/core";
import { hasSystemCode, systemProblem } from "../system-error.ts";
import {
  type HoldoutLine,
  ID_CHARACTERS,
  type LogLine,
  parseLine,
  type SweepLine,
} from "./log-line.ts";

/** The file in a project's folder. */
export const RESEARCH_LOG = "mexoms-research.jsonl";

const NEWLINE = 0x0a;

/** What was tried in a project so far. */
export interface ResearchLog {
  readonly file: string;
  readonly sweeps: readonly SweepLine[];
  readonly holdouts: readonly HoldoutLine[];
  /** Numbers of the lines that cannot be read, from 1: torn by a crash, or damaged. */
  readonly damaged: readonly number[];
}

/**
 * Reads a project's log; an empty one where there is no file. Lines that cannot be read are told, and
 * the others count. Throws DataError for a file that cannot be read at all.
 */
export function readResearchLog(project: string): ResearchLog {
  const file = path.join(project, RESEARCH_LOG);
  const sweeps: SweepLine[] = [];
  const holdouts: HoldoutLine[] = [];
  const damaged: number[] = [];
  for (const [i, text] of readText(file).split("\n").entries()) {
    if (text === "") continue;
    const line = parseLine(text);
    if (line === undefined) damaged.push(i + 1);
    else if (line.kind === "sweep") sweeps.push(line);
    else holdouts.push(line);
  }
  return { file, sweeps, holdouts, damaged };
}

/** The number of different points that were ever run in a project, over all of its studies. */
export function projectTrials(log: ResearchLog): number {
  return new Set(log.sweeps.flatMap((line) => knownIds(line))).size;
}

/** The ids that a line brings, cut to what the log keeps. */
export function knownIds({ new: ids }: SweepLine): string[] {
  const count = ids.length / ID_CHARACTERS;
  return Array.from({ length: count }, (_, i) =>
    ids.slice(i * ID_CHARACTERS, (i + 1) * ID_CHARACTERS),
  );
}

/**
 * Adds a line with one write at the end of the file, so that lines of several processes do not mix, and
 * returns when it is on the disk. A torn line at the end of the file is closed first: it stays there as
 * a damaged one. Throws DataError when it cannot be written.
 */
export function appendToLog(project: string, line: LogLine): void {
  const file = path.join(project, RESEARCH_LOG);
  try {
    const fd = openSync(file, "a+");
    try {
      const bytes = Buffer.from(`${isTorn(fd) ? "\n" : ""}${JSON.stringify(line)}\n`);
      const written = writeSync(fd, bytes);
      if (written < bytes.length)
        throw new Error(`${written} of ${bytes.length} bytes were written`);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch (cause) {
    throw new DataError({ file }, `cannot be written: ${systemProblem(cause)}`);
  }
}

/** Throws DataError when lines cannot be added: better told before hours of work than after them. */
export function checkLogWritable(project: string): void {
  const file = path.join(project, RESEARCH_LOG);
  try {
    accessSync(existsSync(file) ? file : project, constants.W_OK);
  } catch (cause) {
    throw new DataError({ file }, `cannot be written: ${systemProblem(cause)}`);
  }
}

function isTorn(fd: number): boolean {
  const { size } = fstatSync(fd);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(fd, last, 0, 1, size - 1);
  return last[0] !== NEWLINE;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (hasSystemCode(cause, "ENOENT")) return "";
    throw new DataError({ file }, `cannot be read: ${systemProblem(cause)}`);
  }
}
