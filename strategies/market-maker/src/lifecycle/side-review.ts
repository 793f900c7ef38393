import type { Look } from "../pipeline/look.ts";
import { QuoteSide } from "../pipeline/quote-plan.ts";
import type { LifecycleValues } from "../params/lifecycle-params.ts";
import type { DecisionWhy } from "./decisions.ts";
import { FAR_TICKS, LevelMatch, MESSAGE_COST } from "./level-match.ts";
import type { OwnSide } from "./own-side.ts";
import type { TrackedOrder } from "./tracked-order.ts";

/** Orders that may stand for one level: the first, and those sent behind it. */
const MOST_A_LEVEL = 3;

/** What of one side stands for what at this look, and what is to become of it. Sends nothing. */
export class SideReview {
  readonly own: OwnSide;
  /** Orders that the levels are held against, from the inner to the outer one. */
  readonly orders: TrackedOrder[] = [];
  /** What the side wants; nothing before the first look. */
  plan: QuoteSide = new QuoteSide(0);
  /** Lots and number of the orders that stand for each level. */
  readonly haveLots: Float64Array;
  readonly haveOrders: Int32Array;
  /** Key from which on an order is in danger of being picked off. */
  dangerKey: number = Number.POSITIVE_INFINITY;
  /** Ticks that an order may be off its target. */
  toleranceTicks = 1;
  halfTicks = 0;
  /** Why all of the side has to go; "" when it has not. */
  pulledFor: DecisionWhy = "";
  readonly #params: LifecycleValues;
  readonly #match: LevelMatch;

  constructor(own: OwnSide, params: LifecycleValues, maxLevels: number) {
    this.own = own;
    this.#params = params;
    this.#match = new LevelMatch(maxLevels);
    this.haveLots = new Float64Array(maxLevels);
    this.haveOrders = new Int32Array(maxLevels);
  }

  /** Looks anew. */
  review(look: Look, plan: QuoteSide): void {
    const { own } = this;
    const fairTicks = look.fair.ticks;
    this.plan = plan;
    const fairKnown = look.fair.problem === "none";
    this.toleranceTicks = 1;
    this.dangerKey = Number.POSITIVE_INFINITY;
    if (fairKnown) {
      this.toleranceTicks = Math.max(1, this.#params.requoteTolerance.of(fairTicks));
      this.dangerKey = own.sign * fairTicks - this.#params.dangerDistance.of(fairTicks);
    }
    this.halfTicks = look.spread.halfTicks;
    this.pulledFor = own.guard.hold(look.nowNs) === "rejects" ? "rejects" : "";
    this.#collect();
    own.estimate(this.orders);
    this.#match.reserve(this.orders.length);
    for (let i = 0; i < this.orders.length; i++) this.#price(i);
    this.#match.solve(this.orders.length, plan.count);
    for (let j = 0; j < plan.count; j++) {
      const order = this.orderOf(j);
      this.haveLots[j] = order === undefined ? 0 : order.wantedLots;
      this.haveOrders[j] = order === undefined ? 0 : 1;
    }
    for (let i = 0; i < this.orders.length; i++) this.#judge(i);
  }

  /** The order that stands for a level. */
  orderOf(level: number): TrackedOrder | undefined {
    const i = this.#match.orderOf[level]!;
    return i < 0 ? undefined : this.orders[i];
  }

  targetKey(level: number): number {
    return this.own.sign * this.plan.priceTicks[level]!;
  }

  /** Lots that a level may be off. */
  slackLots(level: number): number {
    return Math.floor(this.plan.lots[level]! * this.#params.sizeTolerance);
  }

  queueValueTicks(order: TrackedOrder): number {
    return order.fillChance * this.halfTicks;
  }

  /** Sizes of an order can be made smaller without the loss of its place. */
  shrinks(order: TrackedOrder): boolean {
    return this.#params.amend === "keeps-place" && order.amendable;
  }

  /** The price of an order is good enough for a level. */
  fits(order: TrackedOrder, level: number): boolean {
    const key = this.own.sign * order.order.priceTicks;
    const gain = this.targetKey(level) - key;
    if (gain >= 0) return gain <= Math.max(this.toleranceTicks, this.queueValueTicks(order));
    return key <= this.dangerKey && -gain <= this.toleranceTicks;
  }

  /** Sorts in what may stand for a level: not what hangs, and nothing whose cancel is under way. */
  #collect(): void {
    const { own, orders } = this;
    orders.length = 0;
    for (let n = 0; n < own.orders.length; n++) {
      const order = own.orders[n]!;
      order.fate = "wait";
      if (order.hanging || order.cancels > 0 || order.order.closed) continue;
      const key = own.sign * order.order.priceTicks;
      // They stand in the order they were sent; of two at one price the earlier one goes first.
      let at = orders.length;
      orders.push(order);
      while (at > 0 && own.sign * orders[at - 1]!.order.priceTicks < key) {
        orders[at] = orders[at - 1]!;
        at -= 1;
      }
      orders[at] = order;
    }
  }

  /** Sets what it costs to have order `i` stand for each level. */
  #price(i: number): void {
    const order = this.orders[i]!;
    const max = this.haveLots.length;
    const key = this.own.sign * order.order.priceTicks;
    for (let j = 0; j < this.plan.count; j++) {
      const off = Math.min(FAR_TICKS - 1, Math.abs(this.targetKey(j) - key));
      const moreLots = order.wantedLots - this.plan.lots[j]!;
      let messages = 0;
      if (!this.fits(order, j)) messages = 2;
      else if (moreLots > this.slackLots(j)) messages = this.shrinks(order) ? 1 : 2;
      else if (-moreLots > this.slackLots(j)) messages = 1;
      this.#match.pairCost[i * max + j] = messages * MESSAGE_COST + off;
    }
  }

  /** Says what becomes of order `i`. */
  #judge(i: number): void {
    const order = this.orders[i]!;
    const level = this.#match.levelOf[i]!;
    order.level = level;
    if (this.pulledFor !== "") order.fate = "danger";
    else if (level >= 0) {
      const key = this.own.sign * order.order.priceTicks;
      if (this.fits(order, level)) {
        const moreLots = order.wantedLots - this.plan.lots[level]!;
        order.fate = moreLots > this.slackLots(level) && !this.shrinks(order) ? "move" : "keep";
      } else order.fate = key > this.targetKey(level) ? "danger" : "move";
    } else if (this.#attach(order)) order.fate = "keep";
    else order.fate = this.#inDanger(order) ? "danger" : "surplus";
    order.fateWhy = this.#why(order);
    if (order.fate === "keep") order.wishSinceNs = -1;
  }

  #why({ fate, level, order }: TrackedOrder): DecisionWhy {
    if (fate === "danger") return this.pulledFor === "" ? "danger" : this.pulledFor;
    if (fate === "surplus") return "surplus";
    if (fate !== "move") return "";
    const nearer = this.targetKey(level) > this.own.sign * order.priceTicks;
    return nearer ? "nearer" : "too-large";
  }

  /** Lets an order stand behind the first one of a level that wants more. */
  #attach(order: TrackedOrder): boolean {
    for (let j = 0; j < this.plan.count; j++) {
      if (this.haveOrders[j]! === 0 || this.haveOrders[j]! >= MOST_A_LEVEL) continue;
      const lots = this.haveLots[j]! + order.wantedLots;
      if (lots > this.plan.lots[j]! + this.slackLots(j) || !this.fits(order, j)) continue;
      this.haveLots[j] = lots;
      this.haveOrders[j] = this.haveOrders[j]! + 1;
      order.level = j;
      return true;
    }
    return false;
  }

  /** Whether an order that stands for no level could be picked off. */
  #inDanger(order: TrackedOrder): boolean {
    const key = this.own.sign * order.order.priceTicks;
    if (this.plan.count === 0 || key > this.dangerKey) return true;
    return key - this.targetKey(0) > this.toleranceTicks;
  }

  /** Whether a level has room for one more order behind those it has. */
  takesMore(level: number): boolean {
    return this.haveOrders[level]! < MOST_A_LEVEL;
  }
}
