import { createHash } from "node:crypto";

const DIGITS = /^\d{1,16}$/;
const HASH_BITS = 52n;

/**
 * The number of an order on a tape: its id where that is a whole number below 2^53, else a negative
 * number made of the id's hash, the same on every tape.
 */
export function orderNumber(id: string): number {
  if (DIGITS.test(id)) {
    const number = Number(id);
    if (number > 0 && Number.isSafeInteger(number)) return number;
  }
  const hash = createHash("sha256").update(id).digest().readBigUInt64BE(0);
  return -Number(BigInt.asUintN(Number(HASH_BITS), hash)) - 1;
}
