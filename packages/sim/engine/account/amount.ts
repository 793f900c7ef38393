import { ConfigError, Decimal, parseDuration, Rate } from "@mexoms/core";
import { AMOUNT_DECIMALS, RATE_DECIMALS } from "@mexoms/core/internal";

/** Interest is rounded to these decimals, half up, once an hour. */
const INTEREST_STEP = 10n ** BigInt(AMOUNT_DECIMALS - 18);
const HOURS = { hour: 1, day: 24, year: 8760 } as const;

/** An amount from decimal text that is zero or more. Throws ConfigError naming `field`. */
export function parseAmount(text: string, field: string): bigint {
  if (!/^\d+(\.\d+)?$/.test(text) || (text.split(".")[1]?.length ?? 0) > 18) {
    throw new ConfigError(field, `"${text}" is not an amount such as "10000" or "0.5"`);
  }
  const [whole, fraction = ""] = text.split(".");
  return BigInt(whole! + fraction) * 10n ** BigInt(AMOUNT_DECIMALS - fraction.length);
}

/** A whole or decimal factor above zero, such as a leverage, as thousandths. */
export function parseThousandths(text: string, field: string): bigint {
  const thousandths = /^\d+(\.\d{1,3})?$/.test(text) ? new Decimal(text).mul(1000).toNumber() : 0;
  if (thousandths <= 0 || !Number.isSafeInteger(thousandths)) {
    throw new ConfigError(field, `"${text}" is not a factor above zero such as "20"`);
  }
  return BigInt(thousandths);
}

/** An amount over a factor in thousandths, rounded up. */
export function dividedUp(amount: bigint, thousandths: bigint): bigint {
  return (amount * 1000n + thousandths - 1n) / thousandths;
}

/** A rate for a period, as borrowing costs: "3%/year", "0.1bps/hour". */
export interface BorrowRate {
  readonly rateUnits: number;
  readonly hours: number;
}

export function parseBorrowRate(text: string, field: string): BorrowRate {
  const [rate = "", unit = ""] = text.split("/");
  if (!(unit in HOURS) || text.split("/").length !== 2) {
    throw new ConfigError(
      field,
      `"${text}" is not a rate such as 3%/year, 1bps/day or 0.1bps/hour`,
    );
  }
  const { units } = Rate.parse(rate, field);
  if (units < 0) throw new ConfigError(field, `"${text}" is below zero`);
  return { rateUnits: units, hours: HOURS[unit as keyof typeof HOURS] };
}

/** Interest of one hour. */
export function hourOfInterest(debt: bigint, { rateUnits, hours }: BorrowRate): bigint {
  const above = debt * BigInt(rateUnits);
  const below = 10n ** BigInt(RATE_DECIMALS) * BigInt(hours) * INTEREST_STEP;
  return ((2n * above + below) / (2n * below)) * INTEREST_STEP;
}

/** A rate paid at every multiple of an interval since 1970 UTC: "1bps/8h". */
export function parseFixedFunding(
  text: string,
  field: string,
): { readonly rate: Rate; readonly everyNs: number } {
  const [rate = "", every = "", ...rest] = text.split("/");
  if (every === "" || rest.length > 0) {
    throw new ConfigError(field, `"${text}" is not none or a rate such as 1bps/8h`);
  }
  const everyNs = parseDuration(every, field);
  if (everyNs <= 0) throw new ConfigError(field, `the interval of "${text}" must be above zero`);
  return { rate: Rate.parse(rate, field), everyNs };
}
