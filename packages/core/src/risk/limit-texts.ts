import { ConfigError } from "../errors.ts";
import { Decimal } from "../numbers/decimal.ts";
import { Rate } from "../numbers/rate.ts";
import { parseDuration } from "../time/duration.ts";

/** Amounts of the risk currency are whole numbers of 10^-6. */
export const MICRO = 1_000_000;
/** Shares and distances are whole numbers of 10^-6: a hundredth of a basis point. */
export const PPM = 1_000_000;

/** A size with its unit, which instruments turn into lots. */
export interface SizeText {
  readonly amount: Decimal;
  readonly unit: string;
  readonly field: string;
}

/** So many of something in a time. */
export interface RateLimit {
  readonly most: number;
  readonly spanNs: number;
  /** How many of `most` are kept for cancels. */
  readonly kept: number;
}

/** "10000USDT" in 10^-6 of the currency, rounded down: a limit is never looser than it says. */
export function parseAmount(text: string, currency: string, field: string): number {
  const { amount, unit } = parseSize(text, field, `10000${currency}`);
  if (unit !== currency) {
    throw new ConfigError(field, `"${text}" must be in ${currency}, such as 10000${currency}`);
  }
  const micro = amount.mul(MICRO).floor();
  if (micro.lt(1) || micro.gt(Number.MAX_SAFE_INTEGER)) {
    throw new ConfigError(field, `${text} must be from 0.000001 to 9 billion ${currency}`);
  }
  return micro.toNumber();
}

export function parseSize(text: string, field: string, example = "1BTC"): SizeText {
  const match = /^(\d+(?:\.\d+)?)([A-Za-z0-9]*[A-Za-z])$/.exec(text);
  if (!match) {
    throw new ConfigError(field, `"${text}" is not an amount with its unit, such as ${example}`);
  }
  return { amount: new Decimal(match[1]!), unit: match[2]!, field };
}

/** "5bps" or "20%" in 10^-6, above zero. */
export function parseShare(text: string, field: string): number {
  const { units } = Rate.parse(text, field);
  if (units <= 0 || units % 1e4 !== 0) {
    throw new ConfigError(
      field,
      `${text} must be above zero, in steps of 0.01bps; say 5bps or 20%`,
    );
  }
  return units / 1e4;
}

/** A share below the whole. */
export function parsePart(text: string, field: string): number {
  const share = parseShare(text, field);
  if (share >= PPM) throw new ConfigError(field, `${text} must be below 100%, such as 60%`);
  return share;
}

/** A distance from a price; unlike a share it may be zero. */
export function parseDistance(text: string, field: string): number {
  return /^0+(\.0+)?(bps|%)$/.test(text) ? 0 : parseShare(text, field);
}

/** "20% of 10 levels". */
export function parseDepthShare(text: string, field: string): { share: number; levels: number } {
  const match = /^(\S+) of (\d{1,3}) levels?$/.exec(text);
  if (!match || match[2] === "0") {
    throw new ConfigError(field, `"${text}" is not a share of levels, such as 20% of 10 levels`);
  }
  return { share: parseShare(match[1]!, field), levels: Number(match[2]) };
}

/** "50/1s", and for messages "100/1s, 20% for cancels". */
export function parseRateLimit(text: string, field: string, keeps: boolean): RateLimit {
  const match = /^(\d{1,6})\/([^,\s]+)(?:, (\S+) for cancels)?$/.exec(text);
  const example = keeps ? "100/1s, 20% for cancels" : "50/1s";
  if (!match || (match[3] !== undefined) !== keeps) {
    throw new ConfigError(field, `"${text}" is not a rate such as ${example}`);
  }
  const most = Number(match[1]);
  const spanNs = parseDuration(match[2]!, field);
  if (most < 1 || most > 100_000 || spanNs === 0) {
    throw new ConfigError(field, `${text} must be 1 to 100000 in some time, such as ${example}`);
  }
  // Rounded up: what is kept for cancels is never less than the share says.
  const kept = keeps ? Math.ceil((most * parseShare(match[3]!, field)) / PPM) : 0;
  return { most, spanNs, kept };
}

/** "50 after 1000". */
export function parseOrderToTrade(text: string, field: string): { most: number; after: number } {
  const match = /^(\d{1,6}) after (\d{1,9})$/.exec(text);
  if (!match || match[1] === "0") {
    throw new ConfigError(field, `"${text}" is not requests a fill, such as 50 after 1000`);
  }
  return { most: Number(match[1]), after: Number(match[2]) };
}

/** "10 for 30s". */
export function parseRejects(text: string, field: string): { most: number; pauseNs: number } {
  const match = /^(\d{1,4}) for (\S+)$/.exec(text);
  if (!match || match[1] === "0") {
    throw new ConfigError(field, `"${text}" is not a number and a pause, such as 10 for 30s`);
  }
  return { most: Number(match[1]), pauseNs: parseDuration(match[2]!, field) };
}

/** "00:00", "21:30" in nanoseconds since midnight. */
export function parseTimeOfDay(text: string, field: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (!match) throw new ConfigError(field, `"${text}" is not a UTC time of day such as 00:00`);
  return (Number(match[1]) * 60 + Number(match[2])) * 60e9;
}
