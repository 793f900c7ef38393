import { ConfigError, type Instrument, type Money, type Side } from "@mexoms/core";
import { Edge } from "./edge.ts";
import type { Clock } from "./clock.ts";
import type { EdgeLives } from "./edge-lives.ts";
import type { MarketLook } from "./market-look.ts";
import { ONE } from "./ratio-test.ts";

/** Amounts in a cycle are whole numbers of 10^-AMOUNT_DECIMALS of their currency. */
export const AMOUNT_DECIMALS = 36;
const RATE_DECIMALS = 10;

/** One conversion of a cycle: buying turns quote into base, selling base into quote. */
export class CycleLeg {
  readonly market: MarketLook;
  readonly side: Side;
  readonly from: string;
  readonly to: string;
  /** Amount of base in a lot. */
  readonly lotBase: bigint;
  readonly #tickLot: bigint;
  readonly #factor: bigint;

  constructor(options: { market: MarketLook; side: Side; from: string; to: string }) {
    const { market, side } = options;
    const { tick, lot, contractSize } = market.instrument;
    const lots = BigInt(lot.mantissa) * BigInt(contractSize.mantissa);
    const decimals = lot.decimals + contractSize.decimals;
    const shift = AMOUNT_DECIMALS - RATE_DECIMALS - tick.decimals - decimals;
    if (shift < 0) {
      const { id } = market.instrument;
      throw new ConfigError("markets", `${id} has more decimals than a cycle can hold`);
    }
    this.market = market;
    this.side = side;
    this.from = options.from;
    this.to = options.to;
    this.lotBase = lots * 10n ** BigInt(AMOUNT_DECIMALS - decimals);
    this.#tickLot = BigInt(tick.mantissa) * lots * 10n ** BigInt(shift);
    const fee = BigInt(market.takerFee);
    this.#factor = side === "buy" ? ONE + fee : ONE - fee;
  }

  /** What one lot costs at a price, or brings, with the fee; quote. */
  lotValue(ticks: number): bigint {
    return BigInt(ticks) * this.#tickLot * this.#factor;
  }

  /** The conversion the other way round. */
  back(): CycleLeg {
    const { market, from, to } = this;
    return new CycleLeg({ market, side: this.side === "buy" ? "sell" : "buy", from: to, to: from });
  }

  /** The tick at which the leg takes first. */
  get topTicks(): number {
    return this.side === "buy" ? this.market.askTicks : this.market.bidTicks;
  }

  /** How much of `to` comes for how much of `from` at a price. */
  rate(ticks: number): { readonly to: bigint; readonly from: bigint } {
    const value = this.lotValue(ticks);
    return this.side === "buy"
      ? { to: this.lotBase, from: value }
      : { to: value, from: this.lotBase };
  }
}

/** Three conversions at one venue that lead back to the currency they start from. */
export class Cycle {
  readonly edge: Edge;
  readonly legs: readonly [CycleLeg, CycleLeg, CycleLeg];
  /** The least profit, and the most that may be put in. */
  readonly need: number;
  readonly maxValue: bigint;

  constructor(options: {
    legs: readonly [CycleLeg, CycleLeg, CycleLeg];
    need: number;
    maxValue: bigint;
    lives: EdgeLives;
    clock: Clock;
  }) {
    const { legs } = options;
    this.legs = legs;
    this.need = options.need;
    this.maxValue = options.maxValue;
    const path = legs.map(({ from, market }) => `${from} ${symbolOf(market.instrument)}`);
    this.edge = new Edge({
      ...options,
      name: `${legs[0].market.venue} ${path.join(" ")} ${legs[0].from}`,
      markets: legs.map(({ market }) => market),
    });
  }

  /** Whether the three prices (ticks, in order) give at least `need` rate units. Exact. */
  gives(first: number, second: number, third: number, need: number): boolean {
    const [a, b, c] = this.legs;
    const [x, y, z] = [a.rate(first), b.rate(second), c.rate(third)];
    return x.to * y.to * z.to * ONE >= x.from * y.from * z.from * (ONE + BigInt(need));
  }
}

/** An amount as a whole number of 10^-AMOUNT_DECIMALS, rounded down. */
export function amountOf({ units, decimals }: Money): bigint {
  return decimals <= AMOUNT_DECIMALS
    ? units * 10n ** BigInt(AMOUNT_DECIMALS - decimals)
    : units / 10n ** BigInt(decimals - AMOUNT_DECIMALS);
}

function symbolOf({ spec }: Instrument): string {
  return spec.market === "spot" ? spec.symbol : `${spec.market}:${spec.symbol}`;
}
