import type { Instrument, MassCancel, StrategyContext } from "@mexoms/core";
import type { Look } from "../pipeline/look.ts";
import type { OrderMessages } from "./order-messages.ts";
import type { OwnSide } from "./own-side.ts";
import type { TrackedOrder } from "./tracked-order.ts";

/** Cancels of one order before everything is canceled. */
const PATIENCE = 3;
/** Deadlines between two cancels of an order that nothing helped against. */
const ZOMBIE_DEADLINES = 16;
const MOST_DOUBLINGS = 4;

/**
 * Goes after orders that do not die: asks again, then cancels all of the instrument at the venue.
 * What is still there after that is asked for now and then; it counts as exposure for as long as
 * nobody says that it is over.
 */
export class Pursuit {
  /** Why everything is being canceled; "" when it is not. */
  reason = "";
  readonly #ctx: StrategyContext;
  readonly #instrument: Instrument;
  readonly #messages: OrderMessages;
  readonly #deadlineNs: number;
  #mass: MassCancel | undefined;
  #massNs = -1;
  #massTries = 0;
  #doneNs = -1;

  constructor(options: {
    readonly ctx: StrategyContext;
    readonly instrument: Instrument;
    readonly messages: OrderMessages;
    readonly deadlineNs: number;
  }) {
    this.#ctx = options.ctx;
    this.#instrument = options.instrument;
    this.#messages = options.messages;
    this.#deadlineNs = options.deadlineNs;
  }

  /** Everything is being canceled: nothing else may be sent. */
  get holding(): boolean {
    return this.#mass !== undefined;
  }

  /** Looks at what is under way for too long. */
  pursue(buys: OwnSide, sells: OwnSide, look: Look): void {
    this.#followMass(look);
    if (this.holding) return;
    this.#pursueSide(buys, look);
    this.#pursueSide(sells, look);
  }

  #followMass({ nowNs }: Look): void {
    const mass = this.#mass;
    if (mass === undefined) return;
    if (mass.state === "done") {
      this.#mass = undefined;
      this.#massTries = 0;
      this.#doneNs = nowNs;
      this.reason = "";
      return;
    }
    const waitNs = this.#deadlineNs * 2 ** Math.min(this.#massTries - 1, MOST_DOUBLINGS);
    if (nowNs - this.#massNs >= waitNs) this.#cancelAll(nowNs);
  }

  #pursueSide(own: OwnSide, look: Look): void {
    for (let i = 0; i < own.orders.length && !this.holding; i++) {
      const order = own.orders[i]!;
      if (!order.over) this.#pursueOrder(own, order, look);
    }
  }

  #pursueOrder(own: OwnSide, order: TrackedOrder, { nowNs }: Look): void {
    const { state, submittedNs, closed } = order.order;
    const late = nowNs - order.askedNs >= this.#deadlineNs;
    if (order.escalated && !order.zombie && nowNs - this.#doneNs >= this.#deadlineNs) {
      // All that the venue had is gone, and its answers had their time.
      if (closed) order.settleAmend();
      else this.#giveUp(own, order);
    } else if (state === "pending") {
      if (nowNs - submittedNs >= PATIENCE * this.#deadlineNs)
        this.#escalate(order, "no answer to a new order", nowNs);
    } else if (closed) {
      if (late) this.#escalate(order, "no answer to an amend", nowNs);
    } else if (order.asked === "amend") {
      if (late) this.#messages.cancelAgain(own, order);
    } else if (order.cancels > 0) this.#cancelAgain(own, order, nowNs);
  }

  #cancelAgain(own: OwnSide, order: TrackedOrder, nowNs: number): void {
    const waitNs = this.#deadlineNs * (order.zombie ? ZOMBIE_DEADLINES : 1);
    const waits = order.asked === "cancel" && nowNs - order.askedNs < waitNs;
    if (waits || nowNs < order.quietUntilNs) return;
    if (order.zombie || order.cancels < PATIENCE) this.#messages.cancelAgain(own, order);
    else this.#escalate(order, "cancels are not answered", nowNs);
  }

  #giveUp(own: OwnSide, order: TrackedOrder): void {
    order.zombie = true;
    own.movingLots -= order.cancels > 0 ? order.openLots : 0;
  }

  #escalate(order: TrackedOrder, reason: string, nowNs: number): void {
    if (order.escalated) return;
    order.escalated = true;
    this.reason = reason;
    this.#cancelAll(nowNs);
    this.#ctx.explain("canceling all at the venue", `order ${order.order.id}: ${reason}`);
  }

  #cancelAll(nowNs: number): void {
    this.#messages.force();
    this.#mass = this.#ctx.orders.cancelAllAtVenue(this.#instrument);
    this.#massNs = nowNs;
    this.#massTries += 1;
  }
}
