const DAY_NS = 86_400e9;

/** First time of a run that is a reset, at a time of day after its start; a day in nanoseconds on. */
export function firstResetNs(resetNs: number, epochNs: bigint): number {
  const inDay = Number(epochNs % BigInt(DAY_NS));
  return resetNs > inDay ? resetNs - inDay : resetNs - inDay + DAY_NS;
}
