import type { LifecycleValues } from "../params/lifecycle-params.ts";
import type { Look } from "../pipeline/look.ts";
import type { SideDecisions } from "./decisions.ts";
import type { OrderMessages } from "./order-messages.ts";
import type { SideReview } from "./side-review.ts";

/** Takes away, before anything else is done, what may not stay on one side. */
export class Retreat {
  readonly #review: SideReview;
  readonly #decisions: SideDecisions;
  readonly #messages: OrderMessages;
  readonly #params: LifecycleValues;

  constructor(options: {
    readonly review: SideReview;
    readonly decisions: SideDecisions;
    readonly messages: OrderMessages;
    readonly params: LifecycleValues;
  }) {
    this.#review = options.review;
    this.#decisions = options.decisions;
    this.#messages = options.messages;
    this.#params = options.params;
  }

  /** Cancels what could be picked off, what the cap does not allow, and what hangs too far or too long. */
  go(look: Look, capLots: number): void {
    this.#markOverCap(capLots);
    const { own, orders, orderCount } = this.#review;
    for (let i = 0; i < orderCount; i++) {
      const order = orders[i]!;
      if (order.fate !== "danger" || !this.#messages.withdraw(own, order)) continue;
      if (order.level < 0) this.#decisions.canceled += 1;
    }
    this.#cancelHanging(look);
  }

  #cancelHanging(look: Look): void {
    const { own } = this.#review;
    const fairTicks = look.fair.ticks;
    const farTicks = this.#params.hangingDistance.of(fairTicks);
    for (let i = 0; i < own.orders.length; i++) {
      const order = own.orders[i]!;
      if (!order.hanging || order.cancels > 0 || order.over) continue;
      const old = look.nowNs - order.hangingSinceNs >= this.#params.hangingAge;
      const far = Math.abs(order.order.priceTicks - fairTicks) > farTicks;
      const pulled = order.fate === "danger" || look.plan.problem !== "";
      if (old || far || pulled) this.#messages.withdraw(own, order);
    }
  }

  /** Marks what has to go so that the rest fits under the cap: outer orders first, then hanging ones. */
  #markOverCap(capLots: number): void {
    const { own, orders, orderCount } = this.#review;
    let lots = own.openLots - own.movingLots;
    for (let i = 0; i < orderCount; i++) {
      if (orders[i]!.fate === "danger") lots -= orders[i]!.openLots;
    }
    for (let i = orderCount - 1; i >= 0 && lots > capLots; i--) {
      const order = orders[i]!;
      if (order.fate === "danger") continue;
      order.fate = "danger";
      order.fateWhy = "over-cap";
      lots -= order.openLots;
    }
    for (let i = own.orders.length - 1; i >= 0 && lots > capLots; i--) {
      const order = own.orders[i]!;
      if (!order.hanging || order.cancels > 0 || order.over) continue;
      order.fate = "danger";
      lots -= order.openLots;
    }
  }
}
