import type { Step } from "@mexoms/core";
import { problem } from "./line-problem.ts";

const ZERO = 48;
const POINT = 46;
const MAX_WHOLE_DIGITS = 15; // fewer than 2^53

/** Results of `steps` that are not counts. */
export const NOT_A_DECIMAL = -1;
export const OFF_GRID = -2;
export const TOO_LARGE = -3;

/** Reads numbers out of the bytes of one line, with no strings in between. */
export class ByteCursor {
  bytes: Buffer;
  /** The byte that is read next. */
  at = 0;
  /** The end of the line, exclusive. */
  end = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  set(bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** The next byte, or -1 at the end of the line. */
  get byte(): number {
    return this.at < this.end ? this.bytes[this.at]! : -1;
  }

  text(start: number, end: number): string {
    return this.bytes.toString("utf8", start, end);
  }

  /** A whole number of at most 15 digits, or -1 when there is none here. */
  whole(): number {
    const bytes = this.bytes;
    const start = this.at;
    let value = 0;
    let at = start;
    for (; at < this.end; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.at = at;
    return at === start || at - start > MAX_WHOLE_DIGITS ? -1 : value;
  }

  /**
   * The decimal here as a count of steps, exactly: an integer, or NOT_A_DECIMAL, OFF_GRID or
   * TOO_LARGE. Reads digits and one point, and stops at anything else.
   */
  steps(step: Step): number {
    const bytes = this.bytes;
    const start = this.at;
    const end = this.end;
    let at = start;
    let value = 0;
    let digit = 0;
    for (; at < end; at++) {
      digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.at = at;
    if (at === start) return NOT_A_DECIMAL;
    let places = step.decimals;
    let rest = 0;
    if (at < end && bytes[at] === POINT) {
      const point = at++;
      for (; at < end; at++) {
        digit = bytes[at]! - ZERO;
        if (digit < 0 || digit > 9) break;
        if (places > 0) {
          value = value * 10 + digit;
          places--;
        } else {
          rest |= digit;
        }
      }
      this.at = at;
      if (at === point + 1) return NOT_A_DECIMAL;
    }
    for (; places > 0; places--) value *= 10;
    if (rest !== 0) return OFF_GRID;
    if (!(value <= Number.MAX_SAFE_INTEGER)) return TOO_LARGE;
    const mantissa = step.mantissa;
    if (mantissa === 1) return value;
    return value % mantissa === 0 ? value / mantissa : OFF_GRID;
  }
}

/** The largest price that a tape can hold. */
export const MAX_TICKS: number = 2 ** 31 - 1;

/** The price here in ticks, above zero. Throws a LineProblem naming `field`. */
export function priceTicks(cursor: ByteCursor, tick: Step, field: string): number {
  const start = cursor.at;
  const ticks = cursor.steps(tick);
  if (ticks > 0 && ticks <= MAX_TICKS) return ticks;
  return badDecimal(cursor, start, ticks, tick, field, "tick");
}

/** Throws the LineProblem that fits what `steps` said. */
export function badDecimal(
  cursor: ByteCursor,
  start: number,
  steps: number,
  step: Step,
  field: string,
  unit: string,
): never {
  if (steps === NOT_A_DECIMAL) {
    const seen = cursor.text(start, Math.min(cursor.end, start + 24));
    problem(field, `"${seen}" does not start with a decimal such as ${step.text}`);
  }
  const text = cursor.text(start, cursor.at);
  if (steps === OFF_GRID) {
    problem(field, `${text} is not a multiple of the ${unit} size ${step.text}`);
  }
  if (steps === 0) problem(field, `${text} is not a price above zero`);
  const bound = unit === "tick" ? `${MAX_TICKS}` : "2^53";
  problem(field, `${text} is too large: more than ${bound} steps of ${step.text}`);
}
