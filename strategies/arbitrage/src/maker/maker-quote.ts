import type { BookView, Instrument, Order, Side, StrategyContext } from "@mexoms/core";
import { otherSide } from "../executor/price.ts";
import type { FeeRates } from "../executor/universe.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { LateQuotes } from "./late-quotes.ts";
import { HedgeWalk, quoteRatio, quoteTicks } from "./maker-price.ts";
import { quoteDecision } from "./quote-decision.ts";
import { quoteLots, roomLots } from "./quote-size.ts";

/** How quotes are made. Proportions: 0.001 is 10 bps. */
export interface MakerRules {
  readonly makeProfit: number;
  readonly keepProfit: number;
  readonly improveBy: number;
  readonly improveAfterNs: number;
  readonly takerShare: number;
  readonly bookLevels: number;
  /** How long a fill may still be told of a quote that has ended. */
  readonly lateNs: number;
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
  readonly feeRate: FeeRates;
  /** Why nothing may rest now, such as a held residual of the asset; undefined when it may. */
  readonly blocked: () => string | undefined;
  /** Reserves lots under the cap of residuals, for an order or a coming one; false when they do not fit. */
  readonly reserve: (order: Order | undefined, lots: number, ticks: number) => boolean;
}

/** A place to hedge in. */
interface Hedge {
  readonly taker: Instrument;
  readonly book: BookView;
  readonly walk: HedgeWalk;
  /** What its prices are multiplied by for the quote's target, and for the edge of danger. */
  readonly make: number;
  readonly keep: number;
  /** Its lots in a lot of the quote. */
  readonly lots: number;
}

/** One quote: a side of one instrument, hedged wherever it can be hedged best. */
export class MakerQuote {
  readonly side: Side;
  readonly maker: Instrument;
  /** Why nothing rests, or what does. */
  state = "not looked at yet";
  readonly #options: MakerQuoteOptions;
  readonly #hedges: readonly Hedge[];
  #order: Order | undefined;
  #makeTicks = 0;
  #targetTicks = 0;
  #targetLots = 0;
  #mostLots = 0;
  readonly #late: LateQuotes;
  #dangerTicks = 0;

  constructor(options: MakerQuoteOptions) {
    const { ctx, side, takers, rules, feeRate } = options;
    this.side = side;
    this.maker = options.maker;
    this.#options = options;
    const { maker } = options;
    this.#late = new LateQuotes({
      lateNs: rules.lateNs,
      reserve: (order, lots) => void options.reserve(order, lots, order.priceTicks),
    });
    this.#hedges = takers.map((taker) => ({
      taker,
      book: ctx.book(taker),
      // A bid is hedged by selling to the bids of the other book.
      walk: new HedgeWalk(ctx.book(taker).walk(side, "others"), rules.bookLevels),
      make: quoteRatio({ side, maker, taker, feeRate, profit: rules.makeProfit }),
      keep: quoteRatio({ side, maker, taker, feeRate, profit: rules.keepProfit }),
      lots: lotsRatio(maker, taker),
    }));
  }

  /** Its order while it is open. */
  get order(): Order | undefined {
    return this.#order?.closed ? undefined : this.#order;
  }

  /** Looks at the books and places, keeps or cancels. */
  look(): void {
    const { ctx, rules } = this.#options;
    this.settle();
    this.#aim();
    const { order } = this;
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
      maxLots: this.#mostLots,
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
    this.#findHedge(order.leavesLots);
    const { side } = this;
    const beyond =
      side === "buy" ? order.priceTicks > this.#dangerTicks : order.priceTicks < this.#dangerTicks;
    if (beyond) this.#options.ctx.orders.cancel(order);
  }

  /** The reserve follows what rests. */
  settle(): void {
    const order = this.#order;
    const { nowNs } = this.#options.ctx;
    this.#late.settle(nowNs);
    if (order === undefined) return;
    if (!order.closed) {
      this.#options.reserve(order, order.leavesLots, order.priceTicks);
      return;
    }
    this.#order = undefined;
    this.#late.add(order, nowNs);
  }

  /** The best place to hedge lots of the quote, and the price beyond which it is in danger. */
  #findHedge(lots: number): Hedge | undefined {
    const buys = this.side === "buy";
    // Without a price every quote is in danger.
    this.#dangerTicks = buys ? 0 : Number.POSITIVE_INFINITY;
    let best: Hedge | undefined;
    for (let i = 0; i < this.#hedges.length; i++) {
      const hedge = this.#hedges[i]!;
      if (!hedge.book.valid) continue;
      hedge.walk.look(Math.max(1, Math.floor(lots * hedge.lots)));
      const ticks = quoteTicks(this.side, hedge.walk.averageTicks, hedge.make);
      if (Number.isNaN(ticks)) continue;
      if (!(best === undefined || (buys ? ticks > this.#makeTicks : ticks < this.#makeTicks))) {
        continue;
      }
      best = hedge;
      this.#makeTicks = ticks;
      this.#dangerTicks = quoteTicks(this.side, hedge.walk.averageTicks, hedge.keep);
    }
    return best;
  }

  /** Sets the target. */
  #aim(): void {
    const { ctx, maker, rules, inventory } = this.#options;
    const own = ctx.book(maker);
    this.#targetLots = 0;
    const lots = own.valid ? rules.sizeLots(maker, own.mid) : 0;
    const hedge = this.#findHedge(Math.max(1, lots));
    const blocked = this.#options.blocked();
    if (blocked !== undefined) return this.#say(blocked);
    if (!own.valid) return this.#say("its own book is not valid");
    if (hedge === undefined) return this.#say("no other book to hedge in is valid");
    this.#targetTicks = this.#beside(this.#makeTicks);
    const { walk, taker } = hedge;
    const room = inventory.room(maker, this.order);
    const other = otherSide(this.side);
    const { target: size, most } = quoteLots({
      wanted: lots,
      room: roomLots(room, this.side, maker, this.#targetTicks),
      hedgeRoom: roomLots(inventory.room(taker), other, taker, walk.averageTicks),
      shown: walk.shownLots,
      walked: walk.lots,
      share: rules.takerShare,
      hedgeLots: hedge.lots,
    });
    this.#mostLots = most;
    const refusal = maker.refusal(this.#targetTicks, size);
    if (refusal !== undefined) return this.#say(`size ${size} lots: ${refusal}`);
    this.#targetLots = size;
    this.state = "quoting";
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
    if (!reserve(undefined, this.#targetLots, this.#targetTicks)) return this.#say("residual cap");
    const order = ctx.orders.submit({
      instrument: maker,
      side: this.side,
      priceTicks: this.#targetTicks,
      qtyLots: this.#targetLots,
      timeInForce: "post-only",
    });
    reserve(undefined, 0, 1);
    if (order.closed) return;
    this.#order = order;
    reserve(order, order.leavesLots, order.priceTicks);
  }

  #say(why: string): void {
    this.state = why;
  }
}

/** Lots of one instrument in a lot of another of the same base. For caps, not for amounts. */
function lotsRatio(from: Instrument, to: Instrument): number {
  const size = from.lot.float(1) * from.contractSize.float(1);
  return size / (to.lot.float(1) * to.contractSize.float(1));
}
