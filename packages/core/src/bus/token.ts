import { DataError, fail } from "../errors.ts";

/** Stands for no text at all, which a subject has no room for. */
const EMPTY = "-";
const HEX = "0123456789ABCDEF";
const PERCENT = 0x25;

/**
 * A text as one token of a NATS subject. Letters, digits and _ - / : stay as they are, so that
 * BTCUSDT stays BTCUSDT; each byte of UTF-8 of anything else becomes %XX, and no text becomes "-".
 * Different texts give different tokens, and `decodeToken` gives the text back, even one with half
 * a surrogate pair. Ordinary text comes back as it is, with nothing allocated.
 */
export function encodeToken(text: string): string {
  const { length } = text;
  let plain = 0;
  while (plain < length && isPlain(text.charCodeAt(plain))) plain++;
  if (plain === length && length > 0 && text !== EMPTY) return text;
  return length === 0 ? EMPTY : escaped(text, plain);
}

/**
 * The text of a token. Throws DataError, naming `field`, for what `encodeToken` never makes: two
 * tokens never mean the same text.
 */
export function decodeToken(token: string, field: string): string {
  const { length } = token;
  let plain = 0;
  while (plain < length && isPlain(token.charCodeAt(plain))) plain++;
  if (plain === length && length > 0) return token === EMPTY ? "" : token;
  const text = unescaped(token);
  if (text === undefined || encodeToken(text) !== token) {
    const example = encodeToken("a.b");
    throw new DataError(
      { file: "NATS subject", field },
      `${JSON.stringify(token)} is no token of a subject; one is BTCUSDT, or ${example} for "a.b"`,
    );
  }
  return text;
}

/** Letters, digits, _ - / : */
function isPlain(unit: number): boolean {
  if (unit >= 0x61) return unit <= 0x7a;
  if (unit >= 0x41) return unit <= 0x5a || unit === 0x5f;
  return (unit >= 0x2f && unit <= 0x3a) || unit === 0x2d;
}

function escaped(text: string, plain: number): string {
  if (text === EMPTY) return byteText(EMPTY.charCodeAt(0));
  let token = text.slice(0, plain);
  for (let i = plain; i < text.length; i++) {
    const point = text.codePointAt(i) ?? fail("a text ended early");
    if (point > 0xffff) i++;
    token += isPlain(point) ? String.fromCharCode(point) : pointText(point);
  }
  return token;
}

/** UTF-8 of a code point, as %XX. Half a surrogate pair is written like any other. */
function pointText(point: number): string {
  if (point < 0x80) return byteText(point);
  const rest = (shift: number): string => byteText(0x80 | ((point >> shift) & 0x3f));
  if (point < 0x800) return byteText(0xc0 | (point >> 6)) + rest(0);
  if (point < 0x10000) return byteText(0xe0 | (point >> 12)) + rest(6) + rest(0);
  return byteText(0xf0 | (point >> 18)) + rest(12) + rest(6) + rest(0);
}

function byteText(byte: number): string {
  return `%${HEX[byte >> 4]}${HEX[byte & 15]}`;
}

/** The text that a token's bytes mean; undefined when they are cut or out of range. */
function unescaped(token: string): string | undefined {
  let text = "";
  let at = 0;
  while (at < token.length) {
    if (token.charCodeAt(at) !== PERCENT) {
      text += token[at++];
      continue;
    }
    const first = byteAt(token, at);
    if (first === undefined) return undefined;
    const more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    let point = more === 0 ? first : first & (0x3f >> more);
    for (let i = 1; i <= more; i++) {
      const byte = byteAt(token, at + 3 * i);
      if (byte === undefined) return undefined;
      point = (point << 6) | (byte & 0x3f);
    }
    if (point > 0x10ffff) return undefined;
    text += String.fromCodePoint(point);
    at += 3 * (more + 1);
  }
  return text;
}

function byteAt(token: string, at: number): number | undefined {
  if (token.charCodeAt(at) !== PERCENT || at + 2 >= token.length) return undefined;
  const high = HEX.indexOf(token[at + 1] ?? "");
  const low = HEX.indexOf(token[at + 2] ?? "");
  return high < 0 || low < 0 ? undefined : high * 16 + low;
}
