import { type Instrument, Money, type Side } from "@mexoms/core";

/** Rates here are whole units of 10^-10, as in Rate of @mexoms/core. */
const ONE_RATE = 10_000_000_000n;

/** A price with the instrument whose ticks it is in. */
export interface Price {
  readonly instrument: Instrument;
  readonly ticks: number;
}

/** A price as exact money. */
export function priceMoney({ instrument, ticks }: Price): Money {
  const { mantissa, decimals } = instrument.tick;
  return new Money(BigInt(ticks) * BigInt(mantissa), decimals);
}

/** Middle of two prices as exact money. */
export function middleMoney({ tick }: Instrument, bidTicks: number, askTicks: number): Money {
  return new Money(BigInt(bidTicks + askTicks) * BigInt(tick.mantissa) * 5n, tick.decimals + 1);
}

export function times(a: Money, b: Money): Money {
  return new Money(a.units * b.units, a.decimals + b.decimals);
}

export function negative(money: Money): Money {
  return new Money(-money.units, money.decimals);
}

/** What lots are worth at a price, in the quote currency. */
export function valueOf(
  { tick, lot, contractSize }: Instrument,
  ticks: number,
  lots: number,
): Money {
  const scale = BigInt(tick.mantissa) * BigInt(lot.mantissa) * BigInt(contractSize.mantissa);
  const decimals = tick.decimals + lot.decimals + contractSize.decimals;
  return new Money(BigInt(ticks) * BigInt(lots) * scale, decimals);
}

/**
 * A price that is worse by a rate for one who trades on a side, in ticks of an instrument, rounded to
 * the better tick: a buy at it or below, a sell at it or above, is never worse than asked for.
 */
export function worseTicks(
  { instrument, ticks }: Price,
  side: Side,
  rateUnits: number,
  on: Instrument,
): number {
  const factor = side === "buy" ? ONE_RATE + BigInt(rateUnits) : ONE_RATE - BigInt(rateUnits);
  const [from, to] = [instrument.tick, on.tick];
  const above = BigInt(ticks) * BigInt(from.mantissa) * factor * 10n ** BigInt(to.decimals);
  const below = BigInt(to.mantissa) * ONE_RATE * 10n ** BigInt(from.decimals);
  return Number(side === "buy" ? above / below : (above + below - 1n) / below);
}

/** Whether a buy or sell at `ticks` is within its limit. */
export function within(side: Side, ticks: number, limitTicks: number): boolean {
  return side === "buy" ? ticks <= limitTicks : ticks >= limitTicks;
}

export function otherSide(side: Side): Side {
  return side === "buy" ? "sell" : "buy";
}
