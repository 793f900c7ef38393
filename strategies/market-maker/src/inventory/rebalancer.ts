import type {
  BookView,
  Fill,
  Instrument,
  Order,
  PositionView,
  Side,
  StrategyContext,
} from "@mexoms/core";
import type { Look } from "../pipeline/look.ts";
import { lotsPerHedgeLot } from "./holdings.ts";
import type { InventoryParams } from "./inventory.ts";
import { CHASE, HEDGE, JOIN, type RebalanceLadder, SLICE, STEPS } from "./rebalance-ladder.ts";

/** Where orders of a step go: the instrument itself, or its hedge. */
interface Outlet {
  readonly instrument: Instrument;
  readonly book: BookView;
  readonly position: PositionView;
  readonly open: readonly Order[];
  /** Lots of the quoted instrument that one lot is. */
  readonly lots: number;
}

/**
 * Sends slices and hedges, which are orders that take at once or expire, each with a worst price,
 * one at a time; and books what every step of rebalancing has cost against the fair value.
 */
export class Rebalancer {
  readonly instrument: Instrument;
  /** Why the last slice or hedge that was due was not sent; "" when it was. */
  waitsFor = "";
  readonly #ctx: StrategyContext;
  readonly #params: InventoryParams;
  readonly #ladder: RebalanceLadder;
  readonly #self: Outlet;
  readonly #hedge: Outlet | undefined;
  #order: Order | undefined = undefined;
  /** Price that the cost of the order under way is counted from, in ticks of its instrument. */
  #fromTicks = 0;
  #orderStep = SLICE;
  #nextNs = Number.NEGATIVE_INFINITY;
  #sliceLots = 0;

  constructor(options: {
    readonly ctx: StrategyContext;
    readonly instrument: Instrument;
    readonly params: InventoryParams;
    readonly ladder: RebalanceLadder;
  }) {
    const { ctx, instrument, params } = options;
    this.instrument = instrument;
    this.#ctx = ctx;
    this.#params = params;
    this.#ladder = options.ladder;
    const outlet = (of: Instrument, lots: number): Outlet => ({
      instrument: of,
      book: ctx.book(of),
      position: ctx.position(of),
      open: ctx.orders.open(of),
      lots,
    });
    this.#self = outlet(instrument, 1);
    this.#hedge = params.hedge && outlet(params.hedge, lotsPerHedgeLot(instrument, params.hedge));
  }

  /** Sends the next slice or hedge if its time has come. */
  act(look: Look, rangeLots: number): void {
    const { step } = look.inventory;
    if (step !== "slice" && step !== "hedge") {
      this.#sliceLots = 0;
      this.waitsFor = "";
      return;
    }
    if (look.inventory.halted || look.fair.problem !== "none") return;
    if (look.nowNs < this.#nextNs) return;
    if (this.#order !== undefined && !this.#order.closed) {
      this.waitsFor = "the last one is not answered";
      return;
    }
    if (step === "slice") this.#slice(look, rangeLots);
    else this.#hedgeRest(look, rangeLots);
  }

  /** Books the cost of a fill that brings the inventory down. */
  onFill(fill: Fill, look: Look, rangeLots: number): void {
    const { inventory, fair } = look;
    const own = fill.order === this.#order;
    const step = own ? this.#orderStep : Math.min(STEPS.indexOf(inventory.step), CHASE);
    if (!own && (step < JOIN || fill.instrument !== this.instrument)) return;
    if (!own && fill.side !== reducingSide(look)) return;
    const fromTicks = own ? this.#fromTicks : fair.ticks;
    const lots = fill.qtyLots * (fill.instrument === this.instrument ? 1 : this.#hedge!.lots);
    const worse = fill.side === "sell" ? fromTicks - fill.priceTicks : fill.priceTicks - fromTicks;
    const { makerFee, takerFee } = fill.instrument;
    const fee = fill.liquidity === "maker" ? makerFee : takerFee;
    const cost = (worse / fromTicks + fee.fraction) * (lots / rangeLots) * 10_000;
    this.#ladder.book(step, cost, this.#ctx.nowNs);
  }

  #slice(look: Look, rangeLots: number): void {
    const { inventory, fair } = look;
    const off = Math.abs(inventory.heldLots - inventory.targetLots);
    const excess = Math.ceil(off - this.#ladder.leaveAt(SLICE) * rangeLots);
    if (this.#sliceLots === 0) this.#sliceLots = Math.ceil(excess / this.#params.slices);
    const side = reducingSide(look);
    const room = side === "buy" ? inventory.buyRoomLots : inventory.sellRoomLots;
    const lots = Math.max(this.#sliceLots, this.instrument.minLots);
    if (lots > room || lots > off) {
      this.waitsFor = "a slice is more than there is room for with the open quotes";
      return;
    }
    this.#send({ look, outlet: this.#self, side, lots, fromTicks: fair.ticks, step: SLICE });
  }

  #hedgeRest(look: Look, rangeLots: number): void {
    const outlet = this.#hedge;
    if (outlet === undefined) return;
    const { inventory } = look;
    const off = Math.abs(inventory.heldLots - inventory.targetLots);
    const side = reducingSide(look);
    const excess = off - this.#ladder.leaveAt(HEDGE) * rangeLots;
    const signed = side === "buy" ? outlet.position.lots : -outlet.position.lots;
    const room = Math.floor(this.#params.maxInventory / outlet.lots) - signed;
    const lots = Math.min(Math.ceil(excess / outlet.lots), room);
    if (lots < outlet.instrument.minLots) {
      this.waitsFor = "the hedge would be below its smallest size, or above maxInventory";
      return;
    }
    if (!outlet.book.valid) {
      this.waitsFor = "the book of the hedge has an empty side or a gap";
      return;
    }
    this.#send({ look, outlet, side, lots, fromTicks: outlet.book.mid, step: HEDGE });
  }

  #send(of: {
    readonly look: Look;
    readonly outlet: Outlet;
    readonly side: Side;
    readonly lots: number;
    readonly fromTicks: number;
    readonly step: number;
  }): void {
    const { outlet, side, lots, fromTicks } = of;
    const { instrument, book } = outlet;
    const sign = side === "buy" ? 1 : -1;
    const worst = fromTicks + sign * this.#params.rebalanceWorst.of(fromTicks);
    // Rounded in our favour: the worst price is not exceeded by a part of a tick.
    const priceTicks = side === "buy" ? Math.floor(worst) : Math.ceil(worst);
    const touch = side === "buy" ? book.ask : book.bid;
    if (!(sign * (priceTicks - touch) >= 0)) {
      this.waitsFor = "the book is worse than rebalanceWorst allows";
    } else if (meetsOwn(outlet.open, side, priceTicks)) {
      this.waitsFor = "it would meet an own quote, which has to go first";
    } else {
      const refusal = instrument.refusal(priceTicks, Math.min(lots, instrument.maxLots));
      this.waitsFor = refusal ?? "";
      if (refusal !== undefined) return;
      this.#fromTicks = fromTicks;
      this.#orderStep = of.step;
      this.#nextNs = of.look.nowNs + this.#params.rebalanceEvery;
      this.#order = this.#ctx.orders.submit({
        instrument,
        side,
        priceTicks,
        qtyLots: Math.min(lots, instrument.maxLots),
        timeInForce: "ioc",
      });
      if (this.#order.state === "rejected") this.waitsFor = this.#order.reason ?? "";
    }
  }
}

function reducingSide({ inventory }: Look): Side {
  return inventory.heldLots > inventory.targetLots ? "sell" : "buy";
}

/** Whether an order at a price could trade with an own one on the other side. */
function meetsOwn(open: readonly Order[], side: Side, priceTicks: number): boolean {
  const sign = side === "buy" ? 1 : -1;
  for (const order of open) {
    if (order.side !== side && sign * (priceTicks - order.priceTicks) >= 0) return true;
  }
  return false;
}
