import type { Instrument, Order, Side, StrategyContext } from "@mexoms/core";
import type { Inventory } from "../inventory/inventory.ts";
import { HedgeWalk, makerTicks } from "./maker-price.ts";
import { quoteDecision } from "./quote-decision.ts";

/** How quotes are made. Proportions: 0.001 is 10 bps. */
export interface MakerRules {
  readonly makeProfit: number;
  readonly keepProfit: number;
  readonly improveBy: number;
  readonly improveAfterNs: number;
  readonly takerShare: number;
  readonly bookLevels: number;
  /** Lots of a quote at a price, before any cap. */
  readonly sizeLots: (instrument: Instrument, ticks: number) => number;
}

export interface MakerQuoteOptions {
  readonly ctx: StrategyContext;
  readonly side: Side;
  readonly maker: Instrument;
  readonly takers: readonly Instrument[];
  readonly rules: MakerRules;
  readonly inventory: Inventory;
  /** Reserves lots of this quote under the cap of residuals; false when they do not fit. */
  readonly reserve: (lots: number, ticks: number) => boolean;
}

/** One quote: a side of one instrument, hedged wherever it can be hedged best. */
export class MakerQuote {
  readonly side: Side;
  readonly maker: Instrument;
  /** Why nothing rests, or what does. */
  state = "not looked at yet";
  readonly #options: MakerQuoteOptions;
  readonly #walks: readonly HedgeWalk[];
  #order: Order | undefined;
  #targetTicks = 0;
  #targetLots = 0;
  #dangerTicks = 0;

  constructor(options: MakerQuoteOptions) {
    const { ctx, side, takers, rules } = options;
    this.side = side;
    this.maker = options.maker;
    this.#options = options;
    // A bid is hedged by selling to the bids of the other book.
    this.#walks = takers.map(
      (taker) => new HedgeWalk(ctx.book(taker).walk(side, "others"), rules.bookLevels),
    );
  }

  /** Its order while it is open. */
  get order(): Order | undefined {
    return this.#order?.closed ? undefined : this.#order;
  }

  /** Looks at the books and places, keeps or cancels. */
  look(): void {
    const { ctx, rules } = this.#options;
    this.#aim();
    const order = this.order;
    if (order === undefined && this.#order !== undefined) this.#release();
    const hasTarget = this.#targetLots > 0;
    const decision = quoteDecision({
      side: this.side,
      nowNs: ctx.nowNs,
      resting: order && {
        ticks: order.priceTicks,
        lots: order.leavesLots,
        sentNs: order.submittedNs,
      },
      target: hasTarget ? { ticks: this.#targetTicks, lots: this.#targetLots } : undefined,
      dangerTicks: this.#dangerTicks,
      maxLots: Math.max(this.#targetLots, order?.qtyLots ?? 0),
      improveTicks: rules.improveBy * this.#targetTicks,
      improveAfterNs: rules.improveAfterNs,
    });
    if (decision === "cancel" && order) ctx.orders.cancel(order);
    if (decision === "place") this.#place();
  }

  /** Cancels at once what has come into danger; cheap enough for each book change. */
  guard(): void {
    const order = this.order;
    if (order === undefined || !order.cancelable) return;
    this.#aim();
    const { side } = this;
    const beyond =
      side === "buy" ? order.priceTicks > this.#dangerTicks : order.priceTicks < this.#dangerTicks;
    if (beyond || this.#targetLots === 0) this.#options.ctx.orders.cancel(order);
  }

  /** The reserve follows what rests. */
  settle(): void {
    const order = this.order;
    if (order === undefined) this.#release();
    else this.#options.reserve(order.leavesLots, order.priceTicks);
  }

  /** Sets the target, and the price beyond which a quote is in danger. */
  #aim(): void {
    const { ctx, maker, takers, rules, inventory } = this.#options;
    const own = ctx.book(maker);
    this.#targetLots = 0;
    // Without a price every quote is in danger.
    this.#dangerTicks = this.side === "buy" ? 0 : Number.POSITIVE_INFINITY;
    if (!own.valid) return this.#say("its own book is not valid");
    let best = Number.NaN;
    let bestAt = -1;
    const lots = rules.sizeLots(maker, own.mid);
    for (let i = 0; i < takers.length; i++) {
      const taker = takers[i]!;
      if (!ctx.book(taker).valid) continue;
      const walk = this.#walks[i]!;
      walk.look(Math.max(1, lotsOn(maker, lots, taker)));
      const ticks = this.#ticks(taker, walk.averageTicks, rules.makeProfit);
      if (Number.isNaN(ticks)) continue;
      if (bestAt >= 0 && !(this.side === "buy" ? ticks > best : ticks < best)) continue;
      best = ticks;
      bestAt = i;
    }
    if (bestAt < 0) return this.#say("no other book to hedge in is valid");
    const taker = takers[bestAt]!;
    const walk = this.#walks[bestAt]!;
    this.#dangerTicks = this.#ticks(taker, walk.averageTicks, rules.keepProfit);
    this.#targetTicks = this.#beside(best);
    const share = Math.floor(walk.shownLots * rules.takerShare);
    const room = inventory.room(maker);
    const takerRoom = inventory.room(taker);
    const most = this.side === "buy" ? room.buyLots : room.sellLots;
    const hedgeable = this.side === "buy" ? takerRoom.sellLots : takerRoom.buyLots;
    const caps = Math.min(lots, most, lotsOn(taker, Math.min(share, hedgeable, walk.lots), maker));
    const refusal = maker.refusal(this.#targetTicks, caps);
    if (refusal !== undefined) return this.#say(`size ${caps} lots: ${refusal}`);
    this.#targetLots = caps;
    this.state = "quoting";
  }

  #ticks(taker: Instrument, hedgeTicks: number, profit: number): number {
    return makerTicks({ side: this.side, maker: this.maker, taker, hedgeTicks, profit });
  }

  /** No better than one tick before all others, and never taking. */
  #beside(ticks: number): number {
    const { ctx, maker } = this.#options;
    const book = ctx.book(maker);
    const [bid, ask] = [book.bestOfOthers("buy"), book.bestOfOthers("sell")];
    return this.side === "buy"
      ? Math.min(ticks, bid + 1, ask - 1)
      : Math.max(ticks, ask - 1, bid + 1);
  }

  #place(): void {
    const { ctx, maker, reserve } = this.#options;
    if (!reserve(this.#targetLots, this.#targetTicks)) return this.#say("residual cap");
    this.#order = ctx.orders.submit({
      instrument: maker,
      side: this.side,
      priceTicks: this.#targetTicks,
      qtyLots: this.#targetLots,
      timeInForce: "post-only",
    });
    if (this.#order.closed) this.#release();
  }

  #release(): void {
    this.#order = undefined;
    this.#options.reserve(0, 1);
  }

  #say(why: string): void {
    this.state = why;
  }
}

/** Lots of one instrument as lots of another of the same base, rounded down. A cap, not an amount. */
function lotsOn(from: Instrument, lots: number, to: Instrument): number {
  const size = from.lot.float(1) * from.contractSize.float(1);
  const target = to.lot.float(1) * to.contractSize.float(1);
  return Math.floor((lots * size) / target + 1e-9);
}
