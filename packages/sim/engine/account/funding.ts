import { ConfigError, parseTimestamp, Rate } from "@mexoms/core";
import type { FundingPayment } from "./account-config.ts";
import { nextMultiple } from "./account-markets.ts";
import { parseFixedFunding } from "./amount.ts";

/** When funding is paid and at what rate. Times are nanoseconds since the run's epoch. */
export interface FundingSchedule {
  /** Time of the next payment after a time, undefined when there is none. */
  next(afterNs: number): number | undefined;
  /** Units of the rate that is paid at one of these times. */
  rateUnits(atNs: number): number;
}

/** Reads "none", "1bps/8h" or payments. Throws ConfigError naming `field`. */
export function parseFunding(
  funding: string | readonly FundingPayment[],
  field: string,
  epochNs: bigint,
): FundingSchedule {
  if (funding === "none") return { next: () => undefined, rateUnits: () => 0 };
  if (typeof funding === "string") {
    const { rate, everyNs } = parseFixedFunding(funding, field);
    return {
      next: (afterNs) => nextMultiple(epochNs, afterNs, everyNs),
      rateUnits: () => rate.units,
    };
  }
  const rates = new Map<number, number>();
  const times = funding.map(({ time, rate }, i) => {
    const atNs = Number(parseTimestamp(time, `${field}.${i}.time`) - epochNs);
    rates.set(atNs, Rate.parse(rate, `${field}.${i}.rate`).units);
    return atNs;
  });
  times.forEach((atNs, i) => {
    if (i > 0 && atNs <= times[i - 1]!) {
      throw new ConfigError(`${field}.${i}.time`, "is not after the one before");
    }
  });
  return {
    next: (afterNs) => times.find((atNs) => atNs > afterNs),
    rateUnits: (atNs) => rates.get(atNs) ?? 0,
  };
}
