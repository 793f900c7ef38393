import type { Order } from "@mexoms/core";
import type { Look } from "../pipeline/look.ts";
import type { DecisionWhy } from "./decisions.ts";

/** What is to become of an order at this look. */
export type Fate = "keep" | "wait" | "danger" | "move" | "surplus" | "gone";

/** An own order with what the kernel does not tell of it. */
export class TrackedOrder {
  readonly order: Order;
  /** Plan level that it stands for, -1 for none. */
  level: number;
  /** Estimate of what others have ahead of it at its price; NaN until the venue has taken it in. */
  aheadLots: number = Number.NaN;
  /** Part of the orders that fill before the price moves away, by the flow of trades. */
  fillChance = 0;
  /** The opposite of a quote that was filled: it stands where it is. */
  hangingSinceNs = -1;
  /** The request that we wait for. */
  asked: "none" | "cancel" | "amend" = "none";
  askedNs = -1;
  /** Price and open size that an amend under way asks for. */
  askedTicks = 0;
  askedLots = 0;
  /** Cancels since one of them was told to have worked: none has. */
  cancels = 0;
  /** Nothing is asked of it before this. */
  quietUntilNs = -1;
  /** An amend of it was refused: only a cancel can change it now. */
  amendable = true;
  /** A cancel of all at the venue went out because of it. */
  escalated = false;
  /** That did not help either: it is asked for now and then, and counts for as long as it lives. */
  zombie = false;
  /** Since when it is wished to be nearer to the touch, or not at all. -1: it is not. */
  wishSinceNs = -1;
  fate: Fate = "keep";
  fateWhy: DecisionWhy = "";
  /** Most that may be filled of it in total while an amend is under way; 0: none is. */
  #amendBound = 0;
  /** It is over, but a fill of it may be told later: so long it counts, and this much. */
  #lateUntilNs = -1;
  #lateLots = 0;
  /** Venue time of the last amend that we know of. */
  #amendedNs = -1;

  constructor(order: Order, level: number) {
    this.order = order;
    this.level = level;
  }

  get hanging(): boolean {
    return this.hangingSinceNs >= 0;
  }

  /** A cancel or amend can be sent: the venue has it, and no request is under way. */
  askable(nowNs: number): boolean {
    return this.asked === "none" && this.order.cancelable && nowNs >= this.quietUntilNs;
  }

  /** Price where it will stand once all answers are there. */
  get wantedTicks(): number {
    return this.asked === "amend" ? this.askedTicks : this.order.priceTicks;
  }

  /** Lots that will be open once all answers are there, without fills. */
  get wantedLots(): number {
    return this.asked === "amend" ? this.askedLots : this.order.leavesLots;
  }

  /**
   * Most lots that may still be filled. With an amend under way almost all of the old size may fill
   * before the venue sets the new open size, which may then fill as well.
   */
  get openLots(): number {
    const { order } = this;
    const leaves = order.closed ? this.#lateLots : order.leavesLots;
    return Math.max(leaves, this.#amendBound - order.filledLots);
  }

  /** Openable lots that an amend to an open size would add to the worst case. */
  amendRisk(lots: number): number {
    return Math.max(0, lots - 1);
  }

  askAmend(priceTicks: number, lots: number, nowNs: number): void {
    const { filledLots, leavesLots } = this.order;
    this.asked = "amend";
    this.askedNs = nowNs;
    this.askedTicks = priceTicks;
    this.askedLots = lots;
    this.#amendBound = filledLots + leavesLots + this.amendRisk(lots);
  }

  askCancel(nowNs: number): void {
    this.asked = "cancel";
    this.askedNs = nowNs;
    this.cancels += 1;
  }

  /**
   * The venue did not cancel it. The first time it is asked again soon; after that an answer could be
   * the first one told twice, and it is only asked again once the deadline has passed.
   */
  refuseCancel(nowNs: number, waitNs: number): void {
    if (this.asked !== "cancel" || this.cancels > 1) return;
    this.asked = "none";
    this.quietUntilNs = nowNs + waitNs;
  }

  /** The venue amended it: in answer to our request, unless it is an answer that comes again. */
  amended(): void {
    const { exchNs, priceTicks, leavesLots } = this.order;
    if (this.asked !== "amend" || exchNs === this.#amendedNs) return;
    if (priceTicks !== this.askedTicks || leavesLots > this.askedLots) return;
    this.#amendedNs = exchNs;
    this.settleAmend();
  }

  /** The venue has answered the amend, or the order is over. */
  settleAmend(): void {
    if (this.asked === "amend") this.asked = "none";
    this.#amendBound = 0;
  }

  /** It is over; fills from before that may be told until then. */
  end(lateUntilNs: number): void {
    this.settleAmend();
    const lived = this.order.state === "canceled" || this.order.acceptedNs >= 0;
    if (lived) this.#lateUntilNs = lateUntilNs;
  }

  /** Whether it still counts at a look; updates for how much. */
  counts({ nowNs }: Look): boolean {
    if (!this.over) return true;
    this.#lateLots = nowNs < this.#lateUntilNs ? this.order.leavesLots : 0;
    return this.#lateLots > 0;
  }

  /** Nothing of it can be filled any more, as far as the answers tell. */
  get over(): boolean {
    const { state } = this.order;
    if (state === "canceled" || state === "expired" || state === "rejected") return true;
    return this.order.closed && this.#amendBound <= this.order.filledLots;
  }
}
