import type { ByteCursor } from "./byte-cursor.ts";
import { problem } from "./line-problem.ts";

export const QUOTE = 34;
export const COMMA = 44;
export const COLON = 58;
export const OPEN_BRACKET = 91;
export const CLOSE_BRACKET = 93;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;
const SPACE = 32;
const BACKSLASH = 92;

/** Steps over one byte and the spaces around it. Throws a LineProblem when another one is there. */
export function expectByte(cursor: ByteCursor, byte: number, field: string): void {
  skipSpaces(cursor);
  if (cursor.byte !== byte) {
    const seen = cursor.at < cursor.end ? `"${cursor.text(cursor.at, cursor.at + 1)}"` : "the end";
    problem(field, `expected "${String.fromCharCode(byte)}", found ${seen}`);
  }
  cursor.at++;
  skipSpaces(cursor);
}

/** Steps over one byte and the spaces around it if it is there. */
export function takeByte(cursor: ByteCursor, byte: number): boolean {
  skipSpaces(cursor);
  if (cursor.byte !== byte) return false;
  cursor.at++;
  skipSpaces(cursor);
  return true;
}

export function skipSpaces(cursor: ByteCursor): void {
  while (cursor.byte === SPACE) cursor.at++;
}

/** Steps over a string with its quotes. Returns where its text begins; it ends at `at - 1`. */
export function skipString(cursor: ByteCursor, field: string): number {
  expectQuote(cursor, field);
  const start = cursor.at;
  for (; cursor.at < cursor.end; cursor.at++) {
    const byte = cursor.bytes[cursor.at]!;
    if (byte === BACKSLASH) cursor.at++;
    else if (byte === QUOTE) {
      cursor.at++;
      return start;
    }
  }
  return problem(field, "the text has no closing quote");
}

export function expectQuote(cursor: ByteCursor, field: string): void {
  if (cursor.byte !== QUOTE) expectByte(cursor, QUOTE, field);
  else cursor.at++;
}

/** Steps over any value. */
export function skipValue(cursor: ByteCursor, field: string): void {
  const start = cursor.at;
  let depth = 0;
  while (cursor.at < cursor.end) {
    const byte = cursor.byte;
    if (byte === QUOTE) {
      skipString(cursor, field);
      if (depth === 0) return;
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (depth === 0) break;
      depth--;
      if (depth === 0) {
        cursor.at++;
        return;
      }
    } else if (byte === COMMA && depth === 0) break;
    cursor.at++;
  }
  if (depth > 0 || cursor.at === start) problem(field, "the value is not complete");
}
