import type { Instrument, StrategyContext, TimeInForce } from "@mexoms/core";
import type { Look } from "../pipeline/look.ts";
import type { MessageBudget } from "./message-budget.ts";
import type { OwnSide } from "./own-side.ts";
import type { TrackedOrder } from "./tracked-order.ts";

/** Sends what the budget allows, and notes on both sides what that does to the worst case. */
export class OrderMessages {
  /** Since `begin`: messages that went out, and those that found the budget short. */
  sent = 0;
  short = 0;
  /** Number of the last order that was sent. */
  lastId = 0;
  #nowNs = 0;
  readonly #ctx: StrategyContext;
  readonly #instrument: Instrument;
  readonly #budget: MessageBudget;
  readonly #timeInForce: TimeInForce;

  constructor(options: {
    readonly ctx: StrategyContext;
    readonly instrument: Instrument;
    readonly budget: MessageBudget;
    readonly timeInForce: TimeInForce;
  }) {
    this.#ctx = options.ctx;
    this.#instrument = options.instrument;
    this.#budget = options.budget;
    this.#timeInForce = options.timeInForce;
  }

  begin(look: Look): void {
    this.#nowNs = look.nowNs;
    this.#budget.advance(look);
    this.sent = 0;
    this.short = 0;
  }

  /** Messages left, for others than cancels. */
  get left(): number {
    return this.#budget.left(false);
  }

  /** Cancels an order that can be asked. Urgent ones may use the reserve. False: no budget. */
  cancel(own: OwnSide, order: TrackedOrder, urgent: boolean): boolean {
    if (!this.#take(urgent)) return false;
    if (!this.#ctx.orders.cancel(order.order)) return false;
    if (order.cancels === 0) own.movingLots += order.openLots;
    order.askCancel(this.#nowNs);
    return true;
  }

  /** Cancels an order that has to go, from the reserve if need be. False when it cannot be asked now. */
  withdraw(own: OwnSide, order: TrackedOrder): boolean {
    if (!order.askable(this.#nowNs) || !this.cancel(own, order, true)) return false;
    order.fate = "gone";
    return true;
  }

  /** Repeats a request that was not answered, as a cancel. */
  cancelAgain(own: OwnSide, order: TrackedOrder): boolean {
    if (!this.#take(true)) return false;
    if (!this.#ctx.orders.cancel(order.order, { again: true })) return false;
    if (order.cancels === 0) own.movingLots += order.openLots;
    order.askCancel(this.#nowNs);
    return true;
  }

  /** Gives an order another price or open size. */
  amend(own: OwnSide, order: TrackedOrder, priceTicks: number, qtyLots: number): boolean {
    if (!this.#take(false)) return false;
    if (!this.#ctx.orders.amend(order.order, { priceTicks, qtyLots })) return false;
    own.openLots -= order.openLots;
    order.askAmend(priceTicks, qtyLots, this.#nowNs);
    own.openLots += order.openLots;
    return true;
  }

  submit(own: OwnSide, level: number, priceTicks: number, qtyLots: number): boolean {
    if (!this.#take(false)) return false;
    const order = this.#ctx.orders.submit({
      instrument: this.#instrument,
      side: own.side,
      priceTicks,
      qtyLots,
      timeInForce: this.#timeInForce,
    });
    this.lastId = order.id;
    // Also one that was refused at once: its refusal is still to be told.
    own.add(order, level);
    if (!order.closed) own.openLots += qtyLots;
    return true;
  }

  /** Counts a message that goes out whatever is left. */
  force(): void {
    this.#budget.force();
    this.sent += 1;
  }

  #take(urgent: boolean): boolean {
    if (this.#budget.take(urgent)) {
      this.sent += 1;
      return true;
    }
    this.short += 1;
    return false;
  }
}
