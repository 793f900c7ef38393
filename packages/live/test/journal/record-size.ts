/** Doubles in the payload of record i of a journal of numbered records. */
export function doublesOf(i: number): number {
  return i % 40;
}
