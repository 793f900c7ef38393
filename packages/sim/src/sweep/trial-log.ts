import {
  closeSync,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { crc32 } from "node:zlib";
import { ConfigError, DataError } from "@mexoms/core";
import type { Point, Trial, TrialRow } from "@mexoms/sim/engine";
import { systemProblem } from "../system-error.ts";
import { type OutcomeJson, outcomeFromJson, outcomeToJson } from "./outcome-json.ts";
import { checkVersion, isOlder } from "./format-version.ts";
import type { TrialEnd } from "./trial-executor.ts";

// A log of trials: a line for each end, in the order in which they came. A line is the CRC-32 of its
// JSON in eight hex digits, a space, the JSON and a line feed. The first line names the format and
// the settings. Points have all parameters, so that a sweep of other ones can go on. A crash may leave a last line that is not whole; every other line must be sound.

const LOG_FORMAT = "mexoms-trials";
const LOG_VERSION = 2;
const CRC_DIGITS = 8;
const SYNC_MS = 1_000;

interface LogHeader {
  readonly format: string;
  readonly version: number;
  readonly settings: string;
}

interface LogLine {
  readonly number: number;
  readonly trial: Trial;
  readonly outcome?: OutcomeJson;
  readonly reason?: string;
}

/** What a log holds. */
export interface ReadLog {
  /** Of `settingsDigest`. */
  readonly settings: string;
  /**
   * In the order of their ends; the numbers are those of the sweep that ran them, and the points have
   * all parameters.
   */
  readonly rows: readonly TrialRow[];
  /** Bytes of the sound lines. */
  readonly length: number;
  /** Bytes behind them: a line that was not written to its end. */
  readonly torn: number;
}

/** Reads a log. Throws DataError that names the line which is damaged. */
export function readTrialLog(file: string): ReadLog {
  const bytes = readBytes(file);
  const rows: TrialRow[] = [];
  let settings: string | undefined;
  let at = 0;
  for (let line = 1; at < bytes.length; line++) {
    const end = bytes.indexOf("\n", at);
    if (end < 0) break;
    const text = soundText(bytes.toString("utf8", at, end));
    if (text === undefined) {
      if (end === bytes.length - 1) break; // the last line, torn with something behind it
      throw new DataError({ file, line }, "its checksum does not match: the log is damaged");
    }
    if (settings === undefined) settings = headerOf(text, file).settings;
    else rows.push(rowOf(JSON.parse(text) as LogLine));
    at = end + 1;
  }
  if (settings === undefined && bytes.length > 0 && !looksTorn(bytes)) {
    throw new DataError({ file, line: 1 }, "is not a log of trials");
  }
  return { settings: settings ?? "", rows, length: at, torn: bytes.length - at };
}

/**
 * Throws DataError for a log that a later version of mexoms wrote, and for what is no log; not for
 * one that is damaged.
 */
export function checkLogClearable(file: string): void {
  const bytes = readBytes(file);
  const end = bytes.indexOf("\n");
  const text = end < 0 ? undefined : soundText(bytes.toString("utf8", 0, end));
  if (text === undefined) return;
  const { format, version } = Object(JSON.parse(text)) as Partial<LogHeader>;
  if (format !== LOG_FORMAT || !isOlder(version, LOG_VERSION)) headerOf(text, file);
}

/** A log that ends of trials are added to. */
export class TrialLog {
  readonly #file: string;
  readonly #fd: number;
  readonly #timer: NodeJS.Timeout;
  readonly #fixed: Point;
  #length: number;
  #dirty = false;

  /**
   * Opens the log of trials with these settings behind `length` sound bytes, 0 for a new one; what
   * follows them is cut. `fixed` are the parameters that trials have beside their points.
   */
  constructor(
    file: string,
    of: { readonly settings: string; readonly fixed: Point; readonly length: number },
  ) {
    const { settings, fixed, length } = of;
    this.#file = file;
    this.#fixed = fixed;
    this.#fd = openSync(file, length === 0 ? "w" : "r+");
    ftruncateSync(this.#fd, length);
    this.#length = length;
    if (length === 0) this.#append({ format: LOG_FORMAT, version: LOG_VERSION, settings });
    this.#timer = setInterval(() => this.#syncLater(), SYNC_MS);
    this.#timer.unref();
  }

  /**
   * Hands the line to the system, which keeps it also when this process is killed. Throws DataError
   * when the disk is full.
   */
  append(number: number, { point, ...rest }: Trial, end: TrialEnd): void {
    const trial: Trial = { ...rest, point: { ...this.#fixed, ...point } };
    const line: LogLine =
      end.kind === "done"
        ? { number, trial, outcome: outcomeToJson(end.outcome) }
        : { number, trial, reason: end.reason };
    this.#append(line);
  }

  /** On the disk when this returns. */
  close(): void {
    clearInterval(this.#timer);
    try {
      fsyncSync(this.#fd);
    } finally {
      closeSync(this.#fd);
    }
  }

  #append(value: LogHeader | LogLine): void {
    const json = JSON.stringify(value);
    const bytes = Buffer.from(`${checksum(json)} ${json}\n`);
    try {
      let done = 0;
      while (done < bytes.length) {
        done += writeSync(this.#fd, bytes, done, bytes.length - done, this.#length + done);
      }
    } catch (error) {
      const problem = `cannot be written: ${systemProblem(error)}; the same sweep goes on from what it has`;
      throw new DataError({ file: this.#file }, problem);
    }
    this.#length += bytes.length;
    this.#dirty = true;
  }

  #syncLater(): void {
    if (!this.#dirty) return;
    this.#dirty = false;
    // The last sync, at the end, tells an error of the disk.
    fdatasync(this.#fd, () => {});
  }
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(CRC_DIGITS, "0");
}

/** The JSON of a line, or undefined when it is not what was written. */
function soundText(line: string): string | undefined {
  const json = line.slice(CRC_DIGITS + 1);
  return line.slice(0, CRC_DIGITS + 1) === `${checksum(json)} ` ? json : undefined;
}

function headerOf(json: string, file: string): LogHeader {
  const header = Object(JSON.parse(json)) as Partial<LogHeader>;
  const { format, version, settings } = header;
  if (format !== LOG_FORMAT) throw new DataError({ file, line: 1 }, "is not a log of trials");
  checkVersion({ file, line: 1 }, version, LOG_VERSION);
  if (typeof settings !== "string") {
    throw new DataError({ file, line: 1, field: "settings" }, "is missing");
  }
  return { format, version: LOG_VERSION, settings };
}

/** Whether this may be the beginning of a first line. */
function looksTorn(bytes: Buffer): boolean {
  return /^[0-9a-f]{0,8}($| (\{"form.*)?$)/s.test(bytes.toString("utf8", 0, 16));
}

function rowOf({ number, trial, outcome, reason }: LogLine): TrialRow {
  return {
    number,
    trial,
    ...(outcome && { outcome: outcomeFromJson(outcome) }),
    ...(reason !== undefined && { reason }),
  };
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ConfigError("sweep", `${file} cannot be read: ${systemProblem(error)}`);
  }
}
