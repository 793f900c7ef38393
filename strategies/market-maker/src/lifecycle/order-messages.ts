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
  /** Why risk has denied the last new order; "" when it has not. */
  denial = "";
  #nowNs = 0;
  /** Cancels in a row that risk has denied, and until when none is asked for. */
  #denials = 0;
  #quietUntilNs = -1;
  readonly #backoffNs: number;
  readonly #ctx: StrategyContext;
  readonly #instrument: Instrument;
  readonly #budget: MessageBudget;
  readonly #timeInForce: TimeInForce;

  constructor(options: {
    readonly ctx: StrategyContext;
    readonly instrument: Instrument;
    readonly budget: MessageBudget;
    readonly timeInForce: TimeInForce;
    /** Wait after a cancel that risk has denied; it doubles with each in a row, to eight times this. */
    readonly backoffNs: number;
  }) {
    this.#backoffNs = options.backoffNs;
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

  /** Risk has just denied a cancel: for a short while none is asked for. */
  get cancelsDenied(): boolean {
    return this.#nowNs < this.#quietUntilNs;
  }

  /** Cancels an order that can be asked. Urgent ones may use the reserve. False: no budget, or denied. */
  cancel(own: OwnSide, order: TrackedOrder, urgent: boolean): boolean {
    return this.#cancel(own, order, urgent, false);
  }

  /** Cancels an order that has to go, from the reserve if need be. False when it cannot be asked now. */
  withdraw(own: OwnSide, order: TrackedOrder): boolean {
    if (!order.askable(this.#nowNs) || !this.cancel(own, order, true)) return false;
    order.fate = "gone";
    return true;
  }

  /** Repeats a request that was not answered, as a cancel. */
  cancelAgain(own: OwnSide, order: TrackedOrder): boolean {
    return this.#cancel(own, order, true, true);
  }

  /** Gives an order another price or open size. One that risk denies can only be canceled from then on. */
  amend(own: OwnSide, order: TrackedOrder, priceTicks: number, qtyLots: number): boolean {
    if (!this.#affords(false)) return false;
    if (!this.#ctx.orders.amend(order.order, { priceTicks, qtyLots })) {
      order.amendable = false;
      return false;
    }
    this.#spend(false);
    own.openLots -= order.openLots;
    order.askAmend(priceTicks, qtyLots, this.#nowNs);
    own.openLots += order.openLots;
    return true;
  }

  /** Sends a new order. "" when it is on its way; else what stands in the way, with `denial`. */
  submit(
    own: OwnSide,
    level: number,
    priceTicks: number,
    qtyLots: number,
  ): "" | "budget" | "denied" {
    this.denial = "";
    if (!this.#affords(false)) return "budget";
    const order = this.#ctx.orders.submit({
      instrument: this.#instrument,
      side: own.side,
      priceTicks,
      qtyLots,
      timeInForce: this.#timeInForce,
    });
    if (order.closed) {
      this.denial = order.reason ?? "";
      return "denied";
    }
    this.#spend(false);
    this.lastId = order.id;
    own.add(order, level);
    own.openLots += qtyLots;
    return "";
  }

  /** Counts a message that goes out whatever is left. */
  force(): void {
    this.#budget.force();
    this.sent += 1;
  }

  #cancel(own: OwnSide, order: TrackedOrder, urgent: boolean, again: boolean): boolean {
    if (this.cancelsDenied || !this.#affords(urgent)) return false;
    const asked = again
      ? this.#ctx.orders.cancel(order.order, { again })
      : this.#ctx.orders.cancel(order.order);
    if (!asked) {
      this.#quietUntilNs = this.#nowNs + this.#backoffNs * 2 ** Math.min(3, this.#denials);
      this.#denials += 1;
      return false;
    }
    this.#denials = 0;
    this.#spend(urgent);
    if (order.cancels === 0) own.movingLots += order.openLots;
    order.askCancel(this.#nowNs);
    return true;
  }

  #affords(urgent: boolean): boolean {
    if (this.#budget.left(urgent) >= 1) return true;
    this.short += 1;
    return false;
  }

  #spend(urgent: boolean): void {
    this.#budget.take(urgent);
    this.sent += 1;
  }
}
