const NS_PER_DAY = 86_400_000_000_000;

/**
 * The epoch of a tape: the UTC midnight at or before the exchange time of the first row received.
 * Takes and gives that time relative to an epoch that is itself a UTC midnight, so that the result
 * does not depend on how a recording was shifted, cut into files or stored.
 */
export function epochShiftNs(firstExchNs: number): number {
  return Math.floor(firstExchNs / NS_PER_DAY) * NS_PER_DAY;
}

/** The UTC midnight at or before a time in nanoseconds since 1970. */
export function midnightBefore(ns: bigint): bigint {
  const day = BigInt(NS_PER_DAY);
  return ns - (((ns % day) + day) % day);
}
