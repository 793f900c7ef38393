import { type Fill, type Instrument, Money, type Order, type StrategyContext } from "@mexoms/core";
import type { Executor } from "../executor/executor.ts";
import type { ExposureCap } from "../executor/exposure-cap.ts";
import { times, valueOf } from "../executor/price.ts";
import type { Universe } from "../executor/universe.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { bestTaker, hedgePlan } from "./hedge-plan.ts";
import { MakerQuote, type MakerRules } from "./maker-quote.ts";

export interface MakerDeskOptions {
  readonly ctx: StrategyContext;
  readonly universe: Universe;
  readonly executor: Executor;
  readonly inventory: Inventory;
  readonly cap: ExposureCap;
  /** What is quoted; undefined for the first instrument of each symbol. */
  readonly makers: readonly Instrument[];
  readonly rules: MakerRules;
  /** How much worse than even a hedge may be, as a proportion. */
  readonly rehedge: number;
}

/** Quotes on one venue that are hedged on another, each fill at once. */
export class MakerDesk {
  readonly quotes: readonly MakerQuote[];
  readonly #options: MakerDeskOptions;
  readonly #takers = new Map<Instrument, readonly Instrument[]>();
  /** Executions that were hedged, by order and trade. */
  readonly #hedged = new Set<string>();
  readonly #guards = new Map<Instrument, MakerQuote[]>();
  #fills = 0;

  constructor(options: MakerDeskOptions) {
    this.#options = options;
    const { universe, ctx, rules, inventory } = options;
    const quotes: MakerQuote[] = [];
    for (const maker of options.makers) {
      const { base, quote } = maker.spec;
      const takers = universe.tradersOf(base, quote).filter((each) => each !== maker);
      if (takers.length === 0) continue;
      this.#takers.set(maker, takers);
      for (const side of ["buy", "sell"] as const) {
        const reserve = this.#reserver(maker, side);
        const blocked = (): string | undefined => this.#blocked(maker, takers);
        const { feeRate } = universe;
        const parts = { ctx, side, maker, takers, rules, inventory, feeRate, blocked, reserve };
        const made = new MakerQuote(parts);
        quotes.push(made);
        for (const each of takers) {
          this.#guards.set(each, [...(this.#guards.get(each) ?? []), made]);
        }
      }
    }
    this.quotes = quotes;
  }

  /** Fills of quotes so far. */
  get fills(): number {
    return this.#fills;
  }

  /** Looks at every quote. */
  look(): void {
    for (const quote of this.quotes) quote.look();
  }

  /** A book that quotes are hedged in has moved. */
  moved(instrument: Instrument): void {
    const quotes = this.#guards.get(instrument);
    if (quotes === undefined) return;
    for (let i = 0; i < quotes.length; i++) quotes[i]!.guard();
  }

  /** Whether an order is a quote: the others never rest. */
  owns({ timeInForce }: Order): boolean {
    return timeInForce === "post-only";
  }

  /** Hedges a fill of a quote, whether or not its order is still wanted. */
  filled(fill: Fill): void {
    const { ctx, universe, executor } = this.#options;
    const key = `${fill.order.id}/${fill.tradeId}`;
    if (fill.tradeId > 0 && this.#hedged.has(key)) return;
    this.#remember(key);
    this.#fills += 1;
    this.settle();
    const { look } = executor;
    const takers = this.#takers.get(fill.instrument) ?? [];
    const taker = bestTaker(fill, takers, look, universe.feeRate) ?? takers[0];
    if (taker === undefined) return;
    const { base, quote } = fill.instrument.spec;
    const dust = executor.deals.takeDust(base, quote);
    const { rehedge, rules } = this.#options;
    const profit = rules.keepProfit;
    const { nowNs } = ctx;
    executor.begin(hedgePlan({ fill, taker, dust, universe, look, profit, rehedge, nowNs }));
  }

  /** Something about an order has changed: reserves follow. */
  settle(): void {
    for (const quote of this.quotes) quote.settle();
  }

  #remember(key: string): void {
    this.#hedged.add(key);
    // Repeated answers come soon or never: the set does not grow without end.
    if (this.#hedged.size <= 10_000) return;
    for (const oldest of this.#hedged) {
      this.#hedged.delete(oldest);
      break;
    }
  }

  /** Why nothing is quoted: a fill could not be hedged, or would come on top of what is held. */
  #blocked(maker: Instrument, takers: readonly Instrument[]): string | undefined {
    const { ctx, executor } = this.#options;
    const { state } = ctx.risk;
    if (state === "halt" || state === "reduce-only") return `risk: ${state}`;
    if (executor.deals.holds(maker.spec.base)) return "a residual is held";
    const silent = [maker, ...takers].find(({ spec }) => executor.deals.unanswered(spec.venue));
    return silent && `an order at ${silent.spec.venue} has no answer`;
  }

  #reserver(
    maker: Instrument,
    side: string,
  ): (order: Order | undefined, lots: number, ticks: number) => boolean {
    const { cap } = this.#options;
    return (order, lots, ticks) => {
      const holder = `quote ${maker.id} ${side} ${order?.id ?? "coming"}`;
      if (lots === 0) return cap.reserve(holder, new Money(0n, 0));
      if (maker.spec.quote !== cap.currency) return false;
      // A tenth on top: what a hedge may cost more than the quote.
      const value = times(valueOf(maker, ticks, lots), new Money(11n, 1));
      return cap.reserve(holder, value);
    };
  }
}
