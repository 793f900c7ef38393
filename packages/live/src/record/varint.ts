const TWO_TO_28 = 2 ** 28;

/** Largest whole number that a varint holds: 53 bits. */
export const VARINT_MAX: number = Number.MAX_SAFE_INTEGER;

/** Largest step, either way, that fits as zigzag and with a bit beside it. */
export const STEP_MAX: number = 2 ** 51 - 1;

/** A whole number of either sign as one that is not negative: 0, -1, 1, -2 become 0, 1, 2, 3. */
export function zigzag(step: number): number {
  return step >= 0 ? step * 2 : -step * 2 - 1;
}

/** The number that `zigzag` was given. */
export function unzigzag(value: number): number {
  const half = Math.floor(value / 2);
  return value - half * 2 === 0 ? half : -half - 1;
}

/** Writes a whole number from 0 to VARINT_MAX. Returns where the next byte goes. */
export function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let end = at;
  let rest = value;
  // Above 28 bits the arithmetic is that of doubles, below that of integers.
  while (rest >= TWO_TO_28) {
    const higher = Math.floor(rest / 128);
    bytes[end++] = (rest - higher * 128) | 128;
    rest = higher;
  }
  let low = rest | 0;
  while (low > 127) {
    bytes[end++] = (low & 127) | 128;
    low >>= 7;
  }
  bytes[end++] = low;
  return end;
}
