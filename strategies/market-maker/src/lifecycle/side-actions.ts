import type { Instrument } from "@mexoms/core";
import type { Look } from "../pipeline/look.ts";
import type { LifecycleValues } from "../params/lifecycle-params.ts";
import type { DecisionWhy, LevelDecision, SideDecisions } from "./decisions.ts";
import { Denials } from "./denials.ts";
import type { OrderMessages } from "./order-messages.ts";
import type { OwnSide } from "./own-side.ts";
import { Retreat } from "./retreat.ts";
import type { SideReview } from "./side-review.ts";
import type { TrackedOrder } from "./tracked-order.ts";

/** Turns the review of one side into messages, and notes each decision. */
export class SideActions {
  readonly #retreat: Retreat;
  readonly #review: SideReview;
  readonly #own: OwnSide;
  readonly #other: OwnSide;
  readonly #decisions: SideDecisions;
  readonly #messages: OrderMessages;
  readonly #params: LifecycleValues;
  readonly #instrument: Instrument;
  /** Since when a level wishes for an order; -1: it does not. */
  readonly #wishSinceNs: Float64Array;
  readonly #denials: Denials;
  #nowNs = 0;
  #capLots = 0;
  #look: Look | undefined;
  /** Of the last check that found nothing in the way. */
  #sendKey = 0;
  #sendLots = 0;

  constructor(options: {
    readonly review: SideReview;
    readonly other: OwnSide;
    readonly decisions: SideDecisions;
    readonly messages: OrderMessages;
    readonly params: LifecycleValues;
    readonly instrument: Instrument;
    readonly maxLevels: number;
  }) {
    this.#retreat = new Retreat(options);
    this.#review = options.review;
    this.#own = options.review.own;
    this.#other = options.other;
    this.#decisions = options.decisions;
    this.#messages = options.messages;
    this.#params = options.params;
    this.#instrument = options.instrument;
    this.#wishSinceNs = new Float64Array(options.maxLevels).fill(-1);
    this.#denials = new Denials({
      backoffNs: options.params.rejectBackoff,
      mostNs: options.params.rejectPause,
      maxLevels: options.maxLevels,
    });
  }

  /** Begins a look; at most `capLots` may be open in the worst case. */
  begin(look: Look, capLots: number): void {
    this.#look = look;
    this.#nowNs = look.nowNs;
    this.#capLots = capLots;
    this.#decisions.canceled = 0;
    this.#decisions.waiting = 0;
  }

  /** First of all: what has to go at once. */
  retreat(): void {
    if (this.#look !== undefined) this.#retreat.go(this.#look, this.#capLots);
  }

  /** Brings one level about, as far as it may be done now. */
  level(j: number): void {
    const review = this.#review;
    const decision = this.#decisions.levels[j]!;
    decision.clear();
    if (j >= review.plan.count) {
      this.#wishSinceNs[j] = -1;
      return;
    }
    decision.targetTicks = review.plan.priceTicks[j]!;
    if (j < review.count) decision.targetTicks = this.#own.sign * review.targetKey(j);
    decision.toleranceTicks = review.toleranceTicks;
    if (j >= review.count) {
      this.#wishSinceNs[j] = -1;
      decision.targetLots = review.plan.lots[j]!;
      decision.kind = "wait";
      decision.why = "no-room";
      return;
    }
    decision.targetLots = review.lots[j]!;
    const order = review.orderOf(j);
    if (order === undefined) {
      this.#fill(j, decision, "missing");
      return;
    }
    decision.orderId = order.order.id;
    decision.liveTicks = order.order.priceTicks;
    decision.liveLots = review.haveLots[j]!;
    decision.gainTicks = review.targetKey(j) - this.#own.sign * order.order.priceTicks;
    decision.queueValueTicks = review.queueValueTicks(order);
    decision.fillChance = order.fillChance;
    decision.aheadLots = order.aheadLots;
    if (order.fate === "gone") this.#replace(j, decision, order);
    else if (order.fate === "danger") {
      decision.kind = "wait";
      decision.why = this.#whyNotCanceled(decision, order);
    } else if (order.fate === "move") this.#move(j, decision, order);
    else this.#keep(j, decision, order);
  }

  /** Last: cancels what stands for no level, once that has been so for the dwell time. */
  surplus(): void {
    const { orders, orderCount } = this.#review;
    for (let i = 0; i < orderCount; i++) {
      const order = orders[i]!;
      if (order.fate !== "surplus") continue;
      const waits = this.#dwells(order) || !this.#messages.withdraw(this.#own, order);
      if (waits) this.#decisions.waiting += 1;
      else this.#decisions.canceled += 1;
    }
  }

  /** Whether a wish to be nearer or gone has to persist for longer. */
  #dwells(order: TrackedOrder): boolean {
    if (order.wishSinceNs < 0) order.wishSinceNs = this.#nowNs;
    return this.#nowNs - order.wishSinceNs < this.#params.tightenAfter;
  }

  /** Sends what a level lacks. */
  #fill(j: number, decision: LevelDecision, why: DecisionWhy): void {
    const key = this.#review.targetKey(j);
    let blocked = this.#check(j, key, decision.targetLots, undefined);
    decision.wishSinceNs = this.#wishSinceNs[j]!;
    if (blocked === "") blocked = this.#submit(j);
    if (blocked === "") {
      decision.kind = "send";
      decision.why = why;
      decision.sentId = this.#messages.lastId;
      return;
    }
    decision.kind = "wait";
    decision.why = blocked;
  }

  /** The order of a level was canceled first of all: here comes its place further back. */
  #replace(j: number, decision: LevelDecision, order: TrackedOrder): void {
    this.#fill(j, decision, "danger");
    if (decision.kind === "wait") {
      decision.waitsFor = decision.why;
      decision.kind = "cancel";
    } else decision.kind = "move";
    decision.why = order.fateWhy;
  }

  /** Moves an order that is in no danger: only when it wishes so for long enough. */
  #move(j: number, decision: LevelDecision, order: TrackedOrder): void {
    const key = this.#review.targetKey(j);
    decision.kind = "wait";
    const dwells = this.#dwells(order);
    decision.wishSinceNs = order.wishSinceNs;
    if (dwells) decision.why = "dwell";
    else if (!order.askable(this.#nowNs)) decision.why = "unanswered";
    else if (!this.#amends(j, decision, order)) {
      let blocked = this.#check(j, key, decision.targetLots, order);
      const canSend = blocked === "";
      if (!canSend && blocked !== "waits-cancel") decision.why = blocked;
      else if (this.#messages.left < (canSend ? 2 : 1)) {
        this.#messages.short += 1;
        decision.why = "budget";
      } else if (this.#messages.cancel(this.#own, order, false)) {
        order.fate = "gone";
        decision.why = order.fateWhy;
        // The new order has waited already.
        this.#wishSinceNs[j] = order.wishSinceNs;
        decision.kind = "cancel";
        if (canSend) blocked = this.#submit(j);
        if (blocked === "") {
          decision.kind = "move";
          decision.sentId = this.#messages.lastId;
        }
        decision.waitsFor = blocked;
      } else decision.why = this.#whyNotCanceled(decision, order);
    }
  }

  /** Moves an order in one message, where its place is lost anyway. */
  #amends(j: number, decision: LevelDecision, order: TrackedOrder): boolean {
    if (this.#params.amend !== "loses-place" || !order.amendable) return false;
    // What it may have open in the worst case is more than a cancel and a new order take.
    if (this.#own.openLots + order.amendRisk(decision.targetLots) > this.#capLots) return false;
    const blocked = this.#check(j, this.#review.targetKey(j), decision.targetLots, order);
    if (blocked !== "") return false;
    const ticks = this.#own.sign * this.#sendKey;
    if (this.#messages.amend(this.#own, order, ticks, this.#sendLots)) {
      decision.kind = "amend";
      decision.why = order.fateWhy;
      order.wishSinceNs = -1;
      return true;
    }
    decision.why = "budget";
    // What risk denies to an amend, a cancel and a new order may still do.
    return order.amendable;
  }

  /** The order keeps its place; its size is brought nearer to what is wanted. */
  #keep(j: number, decision: LevelDecision, order: TrackedOrder): void {
    const review = this.#review;
    const gain = Math.abs(decision.gainTicks);
    decision.kind = "keep";
    decision.why =
      gain === 0 ? "on-target" : gain <= review.toleranceTicks ? "within-tolerance" : "queue-value";
    const moreLots = review.haveLots[j]! - decision.targetLots;
    if (moreLots > review.slackLots(j)) {
      this.#wishSinceNs[j] = -1;
      this.#shrink(j, decision, order);
      return;
    }
    order.wishSinceNs = -1;
    if (-moreLots > review.slackLots(j) && -moreLots >= this.#instrument.minLots) {
      this.#grow(j, decision, order, -moreLots);
    } else this.#wishSinceNs[j] = -1;
  }

  #shrink(j: number, decision: LevelDecision, order: TrackedOrder): void {
    const lots = decision.targetLots;
    if (!order.askable(this.#nowNs)) {
      decision.waitsFor = "unanswered";
    } else if (this.#own.openLots + order.amendRisk(lots) > this.#capLots) {
      // What an amend risks does not fit: the order goes, and comes back once it is gone.
      order.fateWhy = "too-large";
      this.#move(j, decision, order);
    } else if (this.#instrument.refusal(order.order.priceTicks, lots) !== undefined) {
      decision.waitsFor = "filter";
    } else if (this.#messages.amend(this.#own, order, order.order.priceTicks, lots)) {
      decision.kind = "shrink";
      decision.why = "too-large";
    } else if (order.amendable) decision.waitsFor = "budget";
    else {
      decision.waitsFor = "denied";
      decision.denial = order.order.reason ?? "";
    }
  }

  /** What is missing is sent as an order of its own, behind, and never before the one that stands. */
  #grow(j: number, decision: LevelDecision, order: TrackedOrder, lots: number): void {
    if (this.#wishSinceNs[j]! < 0) this.#wishSinceNs[j] = this.#nowNs;
    decision.wishSinceNs = this.#wishSinceNs[j]!;
    if (this.#nowNs - decision.wishSinceNs < this.#params.tightenAfter) {
      decision.waitsFor = "dwell";
      return;
    }
    const last = this.#review.lastOfFull(j);
    if (last !== undefined) {
      // Too many small ones: the last makes room for a larger one.
      const asked = last.askable(this.#nowNs) && this.#messages.cancel(this.#own, last, false);
      decision.waitsFor = asked ? "waits-cancel" : this.#whyNotCanceled(decision, last);
      return;
    }
    const key = Math.min(this.#review.targetKey(j), this.#own.sign * order.order.priceTicks);
    let blocked = this.#check(j, key, lots, undefined);
    if (blocked === "") blocked = this.#submit(j);
    if (blocked === "") {
      decision.kind = "grow";
      decision.why = "too-small";
      decision.sentId = this.#messages.lastId;
    } else decision.waitsFor = blocked;
  }

  /** Sends what #check has found nothing against; "" when it is on its way. */
  #submit(j: number): DecisionWhy {
    const priceTicks = this.#own.sign * this.#sendKey;
    const blocked = this.#messages.submit(this.#own, j, priceTicks, this.#sendLots);
    if (blocked === "") {
      this.#wishSinceNs[j] = -1;
      this.#denials.allow(j);
    } else if (blocked === "denied") {
      this.#denials.deny(j, this.#nowNs, this.#messages.denial);
      this.#decisions.levels[j]!.denial = this.#messages.denial;
    }
    return blocked;
  }

  /** Why an order that should be canceled was not. */
  #whyNotCanceled(decision: LevelDecision, order: TrackedOrder): DecisionWhy {
    if (!order.askable(this.#nowNs)) return "unanswered";
    if (!this.#messages.cancelsDenied) return "budget";
    decision.denial = order.order.reason ?? "";
    return "denied";
  }

  /**
   * What stands in the way of an order, "" when nothing does. `replaced` is an order that is canceled
   * for it.
   */
  #check(j: number, key: number, lots: number, replaced: TrackedOrder | undefined): DecisionWhy {
    const own = this.#own;
    let dwells = false;
    if (replaced === undefined) {
      if (this.#wishSinceNs[j]! < 0) this.#wishSinceNs[j] = this.#nowNs;
      // More aggressive than we have been of late: the wish has to last.
      const nearer = key > own.innerKey;
      dwells = nearer && this.#nowNs - this.#wishSinceNs[j]! < this.#params.tightenAfter;
    }
    const held = this.#look === undefined ? "" : own.guard.hold(this.#look);
    if (held !== "") return held;
    if (this.#denials.holds(j, this.#nowNs)) {
      this.#decisions.levels[j]!.denial = this.#denials.reason(j);
      return "denied";
    }
    if (dwells) return "dwell";
    if (this.#meetsOwn(key)) return "own-order";
    const leaving = own.movingLots + (replaced?.openLots ?? 0);
    // Room that what leaves will give back is worth waiting for; with less than that it has to do.
    const roomLots = Math.min(lots, Math.floor(this.#capLots - own.openLots + leaving));
    if (roomLots < this.#instrument.minLots) return "no-room";
    if (own.openLots + roomLots > this.#capLots) return "waits-cancel";
    const refusal = this.#instrument.refusal(own.sign * key, roomLots);
    if (refusal !== undefined) return "filter";
    this.#sendKey = key;
    this.#sendLots = roomLots;
    return "";
  }

  /** Whether an order of ours on the other side stands where this one would meet it. */
  #meetsOwn(key: number): boolean {
    const { orders, sign } = this.#other;
    for (let i = 0; i < orders.length; i++) {
      const { order, over, wantedTicks } = orders[i]!;
      if (over) continue;
      if (key >= -sign * order.priceTicks || key >= -sign * wantedTicks) return true;
    }
    return false;
  }
}
