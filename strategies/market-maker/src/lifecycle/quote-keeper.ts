import type { Fill, Instrument, Order, OrderChange, StrategyContext, Trade } from "@mexoms/core";
import type { LifecycleValues } from "../params/lifecycle-params.ts";
import type { Look } from "../pipeline/look.ts";
import { Decisions, type DecisionWhy, type SideDecisions } from "./decisions.ts";
import { MessageBudget } from "./message-budget.ts";
import { OrderMessages } from "./order-messages.ts";
import { OwnSide } from "./own-side.ts";
import { Pursuit } from "./pursuit.ts";
import { RejectGuard } from "./reject-guard.ts";
import { SideActions } from "./side-actions.ts";
import { SideReview } from "./side-review.ts";

/**
 * Stage 5: has the open orders follow the plan, level by level, at the price of as few places in the
 * queue and as few messages as it can. Hand it every order update and fill of the strategy.
 *
 * Whatever happens, no more lots are open on a side than the look's `buyCapLots` and `sellCapLots`
 * say, with all that is under way at its worst; and no order has two requests under way, except that
 * one which is not answered in time is asked again.
 */
export class QuoteKeeper {
  /** What the last look came to. */
  readonly decisions: Decisions;
  readonly #ctx: StrategyContext;
  readonly #instrument: Instrument;
  readonly #params: LifecycleValues;
  readonly #maxLevels: number;
  readonly #messages: OrderMessages;
  readonly #pursuit: Pursuit;
  readonly #buys: OwnSide;
  readonly #sells: OwnSide;
  readonly #buyReview: SideReview;
  readonly #sellReview: SideReview;
  readonly #buyActions: SideActions;
  readonly #sellActions: SideActions;
  #stopped = false;

  /** `maxLevels` is the most quotes that a side of a plan may have. Throws ConfigError. */
  constructor(options: {
    readonly ctx: StrategyContext;
    readonly instrument: Instrument;
    readonly params: LifecycleValues;
    readonly maxLevels: number;
  }) {
    const { ctx, instrument, params, maxLevels } = options;
    this.#ctx = ctx;
    this.#instrument = instrument;
    this.#params = params;
    this.#maxLevels = maxLevels;
    this.decisions = new Decisions(maxLevels);
    const budget = new MessageBudget({
      perSecond: params.messageRate,
      burst: params.messageBurst,
      reserve: params.cancelReserve,
    });
    const timeInForce = params.postOnly ? "post-only" : "gtc";
    const messages = new OrderMessages({
      ctx,
      instrument,
      budget,
      timeInForce,
      backoffNs: params.rejectBackoff,
    });
    const deadlineNs = params.answerDeadline;
    this.#messages = messages;
    this.#pursuit = new Pursuit({ ctx, instrument, messages, deadlineNs });
    const book = ctx.book(instrument);
    const guard = (): RejectGuard =>
      new RejectGuard({
        retries: params.rejectRetries,
        backoffNs: params.rejectBackoff,
        pauseNs: params.rejectPause,
        cooldownNs: params.filledDelay,
      });
    const dwellNs = params.tightenAfter;
    this.#buys = new OwnSide({ side: "buy", book, guard: guard(), dwellNs });
    this.#sells = new OwnSide({ side: "sell", book, guard: guard(), dwellNs });
    this.#buyReview = new SideReview(this.#buys, book, params, maxLevels);
    this.#sellReview = new SideReview(this.#sells, book, params, maxLevels);
    const common = { messages, params, instrument, maxLevels };
    this.#buyActions = new SideActions({
      ...common,
      review: this.#buyReview,
      other: this.#sells,
      decisions: this.decisions.buy,
    });
    this.#sellActions = new SideActions({
      ...common,
      review: this.#sellReview,
      other: this.#buys,
      decisions: this.decisions.sell,
    });
    ctx.onTrade(instrument, (trade) => this.#onTrade(trade));
  }

  /** Orders that hang: the opposites of quotes that were filled. */
  get hanging(): readonly Order[] {
    const all = [...this.#buys.orders, ...this.#sells.orders];
    return all.filter((each) => each.hanging && !each.over).map((each) => each.order);
  }

  /**
   * Brings the open orders nearer to the plan. Allocates only when it sends; for that, the time goes
   * around in the look: a time given as an argument would be boxed at each call.
   */
  keep(look: Look): void {
    const open = this.#ctx.orders.open(this.#instrument);
    this.#messages.begin(look);
    this.#buys.count(open, look);
    this.#sells.count(open, look);
    if (this.#ctx.warming) this.#idle(look, "warming");
    else {
      this.#pursuit.pursue(this.#buys, this.#sells, look);
      if (this.#pursuit.holding) this.#idle(look, "mass-cancel");
      else if (this.#stopped) this.#idle(look, "stopped");
      else this.#diff(look);
    }
    this.#conclude(look);
  }

  /** Cancels every quote that can be canceled now and sends nothing from here on. Returns how many. */
  stop(): number {
    this.#stopped = true;
    let asked = 0;
    for (const own of [this.#buys, this.#sells]) {
      for (const order of own.orders) {
        if (!order.order.cancelable || !this.#ctx.orders.cancel(order.order)) continue;
        order.askCancel(this.#ctx.nowNs);
        asked += 1;
      }
    }
    return asked;
  }

  onOrder(order: Order, change: OrderChange): void {
    const own = order.side === "buy" ? this.#buys : this.#sells;
    const tracked = own.find(order);
    if (tracked === undefined) return;
    const nowNs = this.#ctx.nowNs;
    if (change === "accepted") {
      own.placed(tracked);
      own.guard.accept(order.submittedNs, tracked.level);
    } else if (change === "amended") {
      tracked.amended();
      if (this.#params.amend !== "keeps-place") own.placed(tracked);
    } else if (change === "amend-refused") {
      if (tracked.asked !== "amend") return;
      tracked.settleAmend();
      tracked.amendable = false;
    } else if (change === "cancel-refused") {
      tracked.refuseCancel(nowNs, this.#params.rejectBackoff);
    } else if (change !== "filled" && tracked.over) {
      tracked.end(nowNs + this.#params.lateFills);
      const refused = change === "rejected" || (change === "expired" && order.acceptedNs < 0);
      if (refused && own.guard.refuse(nowNs, tracked.level, order.reason ?? change)) {
        this.#ctx.explain("not quoting", `${own.side}: ${own.guard.reason}, too often in a row`);
      }
    }
  }

  onFill(fill: Fill): void {
    const buys = fill.side === "buy";
    const own = buys ? this.#buys : this.#sells;
    const tracked = own.filled(fill, this.#ctx.nowNs);
    if (tracked === undefined || !this.#params.hangingOrders || fill.leavesLots > 0) return;
    const other = buys ? this.#sells : this.#buys;
    if (!tracked.hanging) other.hang(tracked.level, this.#ctx.nowNs);
  }

  #onTrade(trade: Trade): void {
    if (trade.side === "sell") this.#buys.traded(trade);
    else if (trade.side === "buy") this.#sells.traded(trade);
  }

  #diff(look: Look): void {
    const { plan, inventory } = look;
    const buy = this.#buyActions;
    const sell = this.#sellActions;
    const { minLots } = this.#instrument;
    this.#buyReview.review(look, plan.buy, inventory.buyCapLots, minLots);
    this.#sellReview.review(look, plan.sell, inventory.sellCapLots, minLots);
    buy.begin(look, inventory.buyCapLots);
    sell.begin(look, inventory.sellCapLots);
    // The side that brings the inventory back goes first, for the case that the budget is short.
    const long = inventory.heldLots > inventory.targetLots;
    const first = long ? sell : buy;
    const second = long ? buy : sell;
    first.retreat();
    second.retreat();
    for (let level = 0; level < this.#maxLevels; level++) {
      first.level(level);
      second.level(level);
    }
    first.surplus();
    second.surplus();
  }

  /** Nothing is sent at this look. */
  #idle(look: Look, why: DecisionWhy): void {
    idleSide(this.decisions.buy, look.plan.buy.count, why);
    idleSide(this.decisions.sell, look.plan.sell.count, why);
  }

  #conclude(look: Look): void {
    const { decisions } = this;
    decisions.nowNs = look.nowNs;
    decisions.sent = this.#messages.sent;
    decisions.short = this.#messages.short;
    decisions.budgetLeft = this.#messages.left;
    decisions.emergency = this.#pursuit.reason;
    this.#buys.conclude(decisions.buy, look);
    this.#sells.conclude(decisions.sell, look);
    decisions.buy.count = look.plan.buy.count;
    decisions.sell.count = look.plan.sell.count;
    decisions.buy.capLots = look.inventory.buyCapLots;
    decisions.sell.capLots = look.inventory.sellCapLots;
  }
}

function idleSide(side: SideDecisions, count: number, why: DecisionWhy): void {
  side.canceled = 0;
  side.waiting = 0;
  for (let i = 0; i < side.levels.length; i++) {
    const decision = side.levels[i]!;
    decision.clear();
    if (i >= count) continue;
    decision.kind = "wait";
    decision.why = why;
  }
}
