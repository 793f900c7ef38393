import { type Instrument, Money, type Side } from "@mexoms/core";
import type { Reference } from "./deal-plan.ts";
import { negative, priceMoney, times, valueOf } from "./price.ts";
import { possibleLots, type Purpose, type Ticket } from "./ticket.ts";
import type { Universe } from "./universe.ts";

const NOTHING = new Money(0n, 0);

/** One execution as a deal counts it. */
export interface Execution {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly ticks: number;
  readonly lots: number;
  readonly maker: boolean;
  readonly purpose: Purpose;
}

/** What executions have left behind: open amounts of each asset, and exact cash of one currency. */
export class DealLedger {
  readonly #universe: Universe;
  readonly #currency: string;
  readonly #net = new Map<string, number>();
  /** Received less paid, fees included. */
  cash: Money = NOTHING;
  /** Value of what was bought for the currency. */
  bought: Money = NOTHING;
  /** What orders that cleared residuals have lost against the references, with their fees. */
  residualCost: Money = NOTHING;

  constructor(universe: Universe, currency: string) {
    this.#universe = universe;
    this.#currency = currency;
  }

  /** Assets that have been touched. */
  get assets(): readonly string[] {
    return [...this.#net.keys()];
  }

  /** Open units of an asset: + to be sold, - to be bought. */
  net(asset: string): number {
    return this.#net.get(asset) ?? 0;
  }

  /** Sets what an earlier run has left. */
  restore(asset: string, units: number): void {
    this.#net.set(asset, units);
  }

  /** Takes units over at a price, or gives them away with a minus. */
  transfer(asset: string, units: number, price: Money): void {
    this.#add(asset, units);
    this.cash = this.cash.minus(times(this.#universe.amount(asset, units), price));
  }

  /** Books one execution. */
  book(execution: Execution, references: readonly Reference[]): void {
    const { instrument, side, ticks, lots, maker, purpose } = execution;
    const { base, quote } = instrument.spec;
    const sign = side === "buy" ? 1 : -1;
    const value = valueOf(instrument, ticks, lots);
    const fee = this.#universe.feeOf(instrument, ticks, lots, maker ? "maker" : "taker");
    this.#add(base, sign * lots * this.#universe.lotUnits(instrument));
    if (quote !== this.#currency) {
      const units = this.#universe.quoteUnits(instrument, ticks, lots);
      this.#add(quote, -sign * units - this.#universe.unitsOf(quote, fee));
      return;
    }
    this.cash = this.cash.minus(sign > 0 ? value : negative(value)).minus(fee);
    if (side === "buy") this.bought = this.bought.plus(value);
    if (purpose !== "leg") this.#countCost(execution, value, fee, references);
  }

  /** The least and most units of an asset that there may be once every answer is in. */
  worst(
    asset: string,
    tickets: readonly Ticket[],
    nowNs: number,
  ): { readonly low: number; readonly high: number } {
    let low = this.net(asset);
    let high = low;
    for (const ticket of tickets) {
      const change = this.#changeBy(ticket, possibleLots(ticket, nowNs), asset);
      if (change > 0) high += change;
      else low += change;
    }
    return { low, high };
  }

  #changeBy({ instrument, side, limitTicks }: Ticket, lots: number, asset: string): number {
    const sign = side === "buy" ? 1 : -1;
    if (instrument.spec.base === asset) return sign * lots * this.#universe.lotUnits(instrument);
    if (instrument.spec.quote !== asset) return 0;
    return -sign * this.#universe.quoteUnits(instrument, limitTicks, lots);
  }

  #add(asset: string, units: number): void {
    // What is counted in cash is no exposure.
    if (asset === this.#currency) {
      this.cash = this.cash.plus(this.#universe.amount(asset, units));
    } else {
      this.#net.set(asset, this.net(asset) + units);
    }
  }

  #countCost(
    { instrument, side, lots, purpose }: Execution,
    value: Money,
    fee: Money,
    references: readonly Reference[],
  ): void {
    const reference = references.find(({ asset }) => asset === instrument.spec.base);
    if (reference === undefined) return;
    const wanted = purpose === "unwind" ? (side === "buy" ? "sell" : "buy") : side;
    const units = lots * this.#universe.lotUnits(instrument);
    const amount = this.#universe.amount(instrument.spec.base, units);
    const fair = times(amount, priceMoney(reference[wanted]));
    const lost = side === "buy" ? value.minus(fair) : fair.minus(value);
    this.residualCost = this.residualCost.plus(lost).plus(fee);
  }
}
