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

  /** In nanoseconds since 1970. A time must have been read before. */
  get epochNs(): bigint {
    return BigInt(this.#seconds) * BigInt(NS_PER_S);
  }

  /** Nanoseconds after the base of a time given in seconds since 1970 and nanoseconds. */
  at(seconds: number, ns: number, field: string): number {
    if (!(Math.abs(seconds - this.#seconds) < SPAN_S)) this.#start(seconds, field);
    return (seconds - this.#seconds) * NS_PER_S + ns;
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
  const length = digitsAt(cursor);
  if (length === 19) return readDigits(cursor, base, 9, 1, field);
  if (length === 16) return readDigits(cursor, base, 6, 1000, field);
  if (length === 13) return readDigits(cursor, base, 3, NS_PER_MS, field);
  const seen = cursor.text(start, Math.min(cursor.end, start + 24));
  return problem(field, `"${seen}" does not start with a time since 1970 of 13, 16 or 19 digits`);
}

/** A time in nanoseconds since 1970. As `readStamp`, but of any length up to 19 digits. */
export function readNs(cursor: ByteCursor, base: TimeBase, field: string): number {
  const length = digitsAt(cursor);
  if (length > 0 && length <= 19) return readDigits(cursor, base, 9, 1, field);
  const seen = cursor.text(cursor.at, Math.min(cursor.end, cursor.at + 24));
  return problem(field, `"${seen}" does not start with nanoseconds since 1970`);
}

function digitsAt(cursor: ByteCursor): number {
  const { bytes, end } = cursor;
  let at = cursor.at;
  while (at < end && bytes[at]! >= 48 && bytes[at]! <= 57) at++;
  return at - cursor.at;
}

// The last `places` digits are a fraction of a second, in units of `unitNs`.
function readDigits(
  cursor: ByteCursor,
  base: TimeBase,
  places: number,
  unitNs: number,
  field: string,
): number {
  const bytes = cursor.bytes;
  const end = cursor.at + digitsAt(cursor);
  let seconds = 0;
  let fraction = 0;
  let at = cursor.at;
  for (; at < end - places; at++) seconds = seconds * 10 + bytes[at]! - 48;
  for (; at < end; at++) fraction = fraction * 10 + bytes[at]! - 48;
  cursor.at = end;
  return base.at(seconds, fraction * unitNs, field);
}
