import { problem } from "./line-problem.ts";
import type { ByteCursor } from "./byte-cursor.ts";

const S_PER_DAY = 86_400;
const NS_PER_S = 1_000_000_000;
const NS_PER_MS = 1_000_000;
const SPAN_S = 103 * S_PER_DAY; // nanoseconds of a longer span have no exact double

/**
 * What the times of a recording are relative to: the UTC midnight before its first time. All files
 * of one tape share one, so that their times can be compared.
 */
export class TimeBase {
  #seconds = Number.NaN;

  /** Seconds since 1970 of the base; times must have been read before. */
  get epochNs(): bigint {
    return BigInt(this.#seconds) * BigInt(NS_PER_S);
  }

  /** Nanoseconds after the base of a time given in seconds since 1970 and nanoseconds. */
  at(seconds: number, ns: number, field: string): number {
    if (!(Math.abs(seconds - this.#seconds) < SPAN_S)) this.#start(seconds, field);
    return (seconds - this.#seconds) * NS_PER_S + ns;
  }

  atMs(ms: number, field: string): number {
    const seconds = Math.floor(ms / 1000);
    return this.at(seconds, (ms - seconds * 1000) * NS_PER_MS, field);
  }

  #start(seconds: number, field: string): void {
    if (!Number.isNaN(this.#seconds)) {
      problem(field, `${seconds} s since 1970 is more than 103 days from the first time`);
    }
    this.#seconds = Math.floor(seconds / S_PER_DAY) * S_PER_DAY;
  }
}

/**
 * A time since 1970 in as many digits as its unit takes today: 13 ms, 16 us, 19 ns. Throws a
 * LineProblem when it has another length. Leaves the cursor after it.
 */
export function readStamp(cursor: ByteCursor, base: TimeBase, field: string): number {
  const start = cursor.at;
  const bytes = cursor.bytes;
  let seconds = 0;
  let ns = 0;
  let at = start;
  for (; at < cursor.end; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) break;
    if (at - start < 10) seconds = seconds * 10 + digit;
    else ns = ns * 10 + digit;
  }
  cursor.at = at;
  const length = at - start;
  if (length === 19) return base.at(seconds, ns, field);
  if (length === 16) return base.at(seconds, ns * 1000, field);
  if (length === 13) return base.at(seconds, ns * NS_PER_MS, field);
  const seen = cursor.text(start, Math.min(cursor.end, start + 24));
  return problem(field, `"${seen}" does not start with a time since 1970 of 13, 16 or 19 digits`);
}
