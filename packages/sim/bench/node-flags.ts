/** A young generation that is never collected while measuring: what is allocated can be counted. */
export const NODE_FLAGS: readonly string[] = [
  "--expose-gc",
  "--max-semi-space-size=256",
  "--min-semi-space-size=256",
];
