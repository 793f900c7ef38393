import { naturalExp } from "@mexoms/core";

/** What is left of a weight of 1 after some time: 2^(-elapsed / halfLife), from 0 to 1. */
export function decay(elapsedNs: number, halfLifeNs: number): number {
  const halves = elapsedNs / halfLifeNs;
  return halves > 1000 ? 0 : naturalExp(-halves * Math.LN2);
}
