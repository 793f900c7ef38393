import { Instrument, type InstrumentSpec, Money, type Side } from "@mexoms/core";
import type { Look } from "../src/executor/hedge-order.ts";
import type { DealRules } from "../src/executor/rules.ts";

const SPEC: InstrumentSpec = {
  venue: "east",
  market: "spot",
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "0.1",
  lotSize: "0.001",
  makerFee: "10bps",
  takerFee: "10bps",
  minNotional: "5",
};

export function market(spec: Partial<InstrumentSpec> = {}): Instrument {
  return new Instrument({ ...SPEC, ...spec });
}

/** Three markets of one asset with different ticks, lots and minimums. */
export const EAST: Instrument = market();
export const WEST: Instrument = market({
  venue: "west",
  tickSize: "0.01",
  lotSize: "0.00001",
  minNotional: "10",
});
export const PERP: Instrument = market({
  venue: "south",
  market: "swap",
  tickSize: "0.5",
  lotSize: "0.01",
  minNotional: "100",
});

export const RULES: DealRules = {
  first: "both",
  rehedgeRate: 10_000_000,
  unwindRate: 50_000_000,
  answerNs: 1e9,
  lateNs: 250e6,
  stageNs: 250e6,
  unknownNs: 10e9,
  heldNs: 60e9,
};

export function usdt(text: string): Money {
  const [whole = "0", fraction = ""] = text.split(".");
  return new Money(BigInt(whole + fraction), fraction.length);
}

/** Books of which only the best prices are known. A price is set in the currency. */
export class FixedLook implements Look {
  readonly #prices = new Map<Instrument, { readonly bid: number; readonly ask: number }>();

  set(instrument: Instrument, bid: string, ask: string): this {
    const ticks = (price: string): number => instrument.tick.floor(price, "price");
    this.#prices.set(instrument, { bid: ticks(bid), ask: ticks(ask) });
    return this;
  }

  /** Its book is not valid any more. */
  clear(instrument: Instrument): this {
    this.#prices.delete(instrument);
    return this;
  }

  best(instrument: Instrument, bookSide: Side): number {
    const known = this.#prices.get(instrument);
    if (known === undefined) return Number.NaN;
    return bookSide === "buy" ? known.bid : known.ask;
  }
}
