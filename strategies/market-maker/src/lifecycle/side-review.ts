import type { BookView } from "@mexoms/core";
import type { Look } from "../pipeline/look.ts";
import { QuoteSide } from "../pipeline/quote-plan.ts";
import type { LifecycleValues } from "../params/lifecycle-params.ts";
import type { DecisionWhy } from "./decisions.ts";
import { LevelMatch, type Pair } from "./level-match.ts";
import type { OwnSide } from "./own-side.ts";
import type { TrackedOrder } from "./tracked-order.ts";

/** Orders that may stand for one level: the first, and those sent behind it. */
const MOST_A_LEVEL = 3;

/** What of one side stands for what at this look, and what is to become of it. Sends nothing. */
export class SideReview {
  readonly own: OwnSide;
  /** Orders that the levels are held against, from the inner to the outer one. */
  readonly orders: TrackedOrder[] = [];
  /** How many of `orders` count: the array keeps its length, so that it keeps its memory. */
  orderCount = 0;
  /** What the side wants; nothing before the first look. */
  plan: QuoteSide = new QuoteSide(0);
  /** Levels and lots of the plan that the cap leaves room for: outer levels are the first to go. */
  count = 0;
  readonly lots: Float64Array;
  readonly #keys: Float64Array;
  /** Lots and number of the orders that stand for each level. */
  readonly haveLots: Float64Array;
  readonly haveOrders: Int32Array;
  /** Index of the last order that stands behind others at a level, -1 for none. */
  readonly lastOf: Int32Array;
  /** Key from which on an order is in danger of being picked off. */
  dangerKey: number = Number.POSITIVE_INFINITY;
  /** Ticks that an order may be off its target. */
  toleranceTicks = 1;
  halfTicks = 0;
  /** Why all of the side has to go; "" when it has not. */
  pulledFor: DecisionWhy = "";
  readonly #book: BookView;
  readonly #params: LifecycleValues;
  readonly #match: LevelMatch;
  readonly #pair: Pair = { order: 0, level: 0, messages: 0, sizeOff: 0, offTicks: 0 };

  constructor(own: OwnSide, book: BookView, params: LifecycleValues, maxLevels: number) {
    this.own = own;
    this.#book = book;
    this.#keys = new Float64Array(maxLevels);
    this.#params = params;
    this.#match = new LevelMatch(maxLevels);
    this.lots = new Float64Array(maxLevels);
    this.haveLots = new Float64Array(maxLevels);
    this.haveOrders = new Int32Array(maxLevels);
    this.lastOf = new Int32Array(maxLevels);
  }

  /** Looks anew; at most `capLots` may be open, and no order is below `minLots`. */
  review(look: Look, plan: QuoteSide, capLots: number, minLots: number): void {
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
    this.pulledFor = own.guard.hold(look) === "rejects" ? "rejects" : "";
    this.#collect();
    this.#cut(capLots, minLots);
    own.estimate(this.orders, this.orderCount);
    this.#match.reserve(this.orderCount);
    for (let i = 0; i < this.orderCount; i++) this.#price(i);
    this.#match.solve(this.orderCount, this.count);
    for (let j = 0; j < this.count; j++) {
      const order = this.orderOf(j);
      this.lastOf[j] = -1;
      this.haveLots[j] = order === undefined ? 0 : order.wantedLots;
      this.haveOrders[j] = order === undefined ? 0 : 1;
    }
    for (let i = 0; i < this.orderCount; i++) this.#judge(i);
  }

  /** The order that stands for a level. */
  orderOf(level: number): TrackedOrder | undefined {
    const i = this.#match.orderOf[level]!;
    return i < 0 ? undefined : this.orders[i];
  }

  /** Key of the price that a level is to have: the plan's, or what the book and refusals leave of it. */
  targetKey(level: number): number {
    return this.#keys[level]!;
  }

  /** Lots that a level may be off. */
  slackLots(level: number): number {
    return Math.floor(this.lots[level]! * this.#params.sizeTolerance);
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
    const key = this.own.sign * order.wantedTicks;
    const gain = this.targetKey(level) - key;
    if (gain >= 0) return gain <= Math.max(this.toleranceTicks, this.queueValueTicks(order));
    return key <= this.dangerKey && -gain <= this.toleranceTicks;
  }

  /** Sorts in what may stand for a level: not what hangs, and nothing whose cancel is under way. */
  #collect(): void {
    const { own, orders } = this;
    let held = 0;
    for (let n = 0; n < own.orders.length; n++) {
      const order = own.orders[n]!;
      order.fate = "wait";
      if (order.hanging || order.cancels > 0 || order.order.closed) continue;
      const key = own.sign * order.wantedTicks;
      // They stand in the order they were sent; of two at one price the earlier one goes first.
      let at = held;
      held += 1;
      while (at > 0 && own.sign * orders[at - 1]!.wantedTicks < key) {
        orders[at] = orders[at - 1]!;
        at -= 1;
      }
      orders[at] = order;
    }
    this.orderCount = held;
  }

  /** Leaves out of the plan what does not fit beside what is open and will stay so. */
  #cut(capLots: number, minLots: number): void {
    const { own, plan } = this;
    const most = this.#postOnlyKey();
    let room = capLots - own.openLots + own.movingLots;
    for (let i = 0; i < this.orderCount; i++) room += this.orders[i]!.openLots;
    this.count = 0;
    for (let j = 0; j < plan.count && room >= minLots; j++) {
      const lots = Math.min(plan.lots[j]!, room);
      this.lots[j] = lots;
      // Each level has a limit of its own, so that levels which are pushed back stay apart.
      const key = own.sign * plan.priceTicks[j]!;
      this.#keys[j] = key > most - j ? most - j : key;
      this.count = j + 1;
      room -= lots;
    }
  }

  /** Most aggressive key that does not take, and further back after each refusal in a row. */
  #postOnlyKey(): number {
    if (!this.#params.postOnly) return Number.POSITIVE_INFINITY;
    const { sign, side, guard } = this.own;
    const other = sign * (side === "buy" ? this.#book.ask : this.#book.bid);
    return Number.isNaN(other) ? Number.POSITIVE_INFINITY : other - 1 - guard.backTicks;
  }

  /** Sets what it costs to have order `i` stand for each level. */
  #price(i: number): void {
    const order = this.orders[i]!;
    const key = this.own.sign * order.wantedTicks;
    const pair = this.#pair;
    pair.order = i;
    for (let j = 0; j < this.count; j++) {
      const lots = this.lots[j]!;
      const moreLots = order.wantedLots - lots;
      pair.level = j;
      pair.offTicks = Math.abs(this.targetKey(j) - key);
      pair.sizeOff = Math.abs(moreLots) / lots;
      pair.messages = 0;
      if (!this.fits(order, j)) pair.messages = 2;
      else if (moreLots > this.slackLots(j)) pair.messages = this.shrinks(order) ? 1 : 2;
      else if (-moreLots > this.slackLots(j)) pair.messages = 1;
      this.#match.setCost(pair);
    }
  }

  /** The level that order `i` is to stand for by itself, -1 for none. */
  #levelOf(i: number): number {
    const order = this.orders[i]!;
    const level = this.#match.levelOf[i]!;
    // Where it is it can stand behind another one: better than to be changed for a level of its own.
    if (level < 0) return level;
    const tooLarge = order.wantedLots - this.lots[level]! > this.slackLots(level);
    const stays = this.fits(order, level) && !tooLarge;
    if (stays || !this.#attach(i)) return level;
    this.#match.orderOf[level] = -1;
    this.haveLots[level] = 0;
    this.haveOrders[level] = 0;
    return -1;
  }

  /** Says what becomes of order `i`. */
  #judge(i: number): void {
    const order = this.orders[i]!;
    order.level = -1;
    const level = this.#levelOf(i);
    const attached = order.level >= 0;
    if (!attached) order.level = level;
    if (this.pulledFor !== "") order.fate = "danger";
    else if (attached) order.fate = "keep";
    else if (level >= 0) {
      const key = this.own.sign * order.wantedTicks;
      if (this.fits(order, level)) {
        const moreLots = order.wantedLots - this.lots[level]!;
        order.fate = moreLots > this.slackLots(level) && !this.shrinks(order) ? "move" : "keep";
      } else order.fate = key > this.targetKey(level) ? "danger" : "move";
    } else if (this.#attach(i)) order.fate = "keep";
    else order.fate = this.#inDanger(order) ? "danger" : "surplus";
    order.fateWhy = this.#why(order);
    if (attached) order.wishSinceNs = -1;
  }

  #why({ fate, level, wantedTicks }: TrackedOrder): DecisionWhy {
    if (fate === "danger") return this.pulledFor === "" ? "danger" : this.pulledFor;
    if (fate === "surplus") return "surplus";
    if (fate !== "move") return "";
    const nearer = this.targetKey(level) > this.own.sign * wantedTicks;
    return nearer ? "nearer" : "too-large";
  }

  /** Lets an order stand behind the first one of a level that wants more. */
  #attach(i: number): boolean {
    const order = this.orders[i]!;
    for (let j = 0; j < this.count; j++) {
      const orders = this.haveOrders[j]!;
      if (orders < 1 || orders >= MOST_A_LEVEL) continue;
      const lots = this.haveLots[j]! + order.wantedLots;
      if (lots > this.lots[j]! + this.slackLots(j) || !this.fits(order, j)) continue;
      this.haveLots[j] = lots;
      this.haveOrders[j] = orders + 1;
      this.lastOf[j] = i;
      order.level = j;
      return true;
    }
    return false;
  }

  /** Whether an order that stands for no level could be picked off. */
  #inDanger(order: TrackedOrder): boolean {
    const key = this.own.sign * order.wantedTicks;
    if (this.plan.count === 0 || key > this.dangerKey) return true;
    return this.count > 0 && key - this.targetKey(0) > this.toleranceTicks;
  }

  /** The last of a level's orders when it has as many as it may; undefined when it takes one more. */
  lastOfFull(level: number): TrackedOrder | undefined {
    return this.haveOrders[level]! < MOST_A_LEVEL ? undefined : this.orders[this.lastOf[level]!];
  }
}
