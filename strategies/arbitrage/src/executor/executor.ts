import {
  ARBITRAGE_TOPIC,
  type ArbitrageRecord,
  DEAL_TOPIC,
  type DealRecord,
  type Fill,
  type Order,
  type OrderIntent,
  type StrategyContext,
  type TimerHandle,
} from "@mexoms/core";
import type { Opportunity } from "../detector/opportunity.ts";
import type { Action } from "./action.ts";
import type { Deal } from "./deal.ts";
import { type DealPlan, planOf } from "./deal-plan.ts";
import { type DealHost, Deals } from "./deals.ts";
import type { ExposureCap } from "./exposure-cap.ts";
import type { Look } from "./hedge-order.ts";
import { lateFillPlan } from "./late-fill.ts";
import type { DealRules } from "./rules.ts";
import type { Universe } from "./universe.ts";

/** Topic under which is explained what a person should look at. */
export const ALARM_TOPIC = "alarm";

export interface ExecutorOptions {
  readonly ctx: StrategyContext;
  readonly universe: Universe;
  readonly rules: DealRules;
  readonly cap: ExposureCap;
  /** Told after a deal has done something: it has begun, is over, or is held. */
  readonly onChange: () => void;
}

/** Orders of deals that are over, of which a fill may still come: it is told whose it was. */
const REMEMBERED = 1_000;

interface Sent {
  readonly deal: Deal;
  readonly ref: number;
  readonly order: Order;
}

/** Carries deals out: their actions become orders, and what comes of those goes back to them. */
export class Executor implements DealHost {
  readonly deals: Deals;
  readonly #ctx: StrategyContext;
  readonly #look: Look;
  readonly #options: ExecutorOptions;
  readonly #past = new Map<number, Deal>();
  readonly #sent = new Map<number, Sent>();
  #timer: TimerHandle | undefined;
  #timerNs = Number.POSITIVE_INFINITY;
  #taken = 0;

  constructor(options: ExecutorOptions) {
    const { ctx, universe, rules, cap } = options;
    this.#ctx = ctx;
    this.#options = options;
    this.#look = bookLook(ctx);
    this.deals = new Deals({ universe, rules, cap, look: this.#look, host: this });
  }

  /** The books as deals see them. */
  get look(): Look {
    return this.#look;
  }

  /** Opportunities that were taken. */
  get taken(): number {
    return this.#taken;
  }

  /** Why an opportunity may not be taken now, or undefined. */
  refusal(found: Opportunity): string | undefined {
    if (this.#ctx.warming) return "warming up";
    const small = found.legs.find(
      ({ instrument, limitTicks, qtyLots }) =>
        instrument.refusal(limitTicks, qtyLots) !== undefined,
    );
    if (small) return "below a venue's minimum";
    const risk = riskRefusal(this.#ctx, found.legs);
    if (risk !== undefined) return risk;
    return this.deals.refusal(planOf(found), this.#ctx.nowNs);
  }

  /** Takes an opportunity that `refusal` has nothing against. */
  take(found: Opportunity): void {
    this.#taken += 1;
    this.begin(planOf(found));
  }

  /** Begins a deal at once. */
  begin(plan: DealPlan): void {
    this.deals.begin(plan, this.#ctx.nowNs);
    this.#arm();
  }

  act(deal: Deal, actions: readonly Action[], nowNs: number): void {
    const sends = actions.filter((action) => action.kind === "send");
    if (sends.length > 0) this.#send(deal, sends, nowNs);
    for (const action of actions) {
      if (action.kind === "ask") this.#ask(deal, action.ref);
      if (action.kind === "alarm") this.#alarm(deal, action.why);
      if (action.kind === "over") this.#over(deal, action.record);
    }
    this.#options.onChange();
  }

  /** A fill of an order that is not a quote. */
  filled(fill: Fill): void {
    const nowNs = this.#ctx.nowNs;
    const sent = this.#sent.get(fill.order.id);
    if (sent === undefined || sent.deal.over) {
      this.#lateFill(fill, sent?.deal ?? this.#past.get(fill.order.id));
      return;
    }
    const { priceTicks: ticks, qtyLots: lots, tradeId } = fill;
    const maker = fill.liquidity === "maker";
    sent.deal.filled({ ref: sent.ref, ticks, lots, maker, tradeId, nowNs });
    this.#checkEnd(sent);
  }

  /** Something else about an order. */
  changed(order: Order): void {
    const sent = this.#sent.get(order.id);
    if (sent) this.#checkEnd(sent);
  }

  /** Does what is due; to be called whenever the strategy is woken. */
  wake(): void {
    if (this.deals.idle) return;
    this.deals.step(this.#ctx.nowNs);
    this.#arm();
  }

  /** The run is over: what stands is told. */
  stop(summary: Omit<ArbitrageRecord, "taken">): void {
    for (const record of this.deals.standing(this.#ctx.nowNs)) {
      this.#ctx.explain(DEAL_TOPIC, record);
    }
    const { detected, gated, edgeLife, nearest = [] } = summary;
    const record: ArbitrageRecord = { detected, taken: this.#taken, gated, edgeLife, nearest };
    this.#ctx.explain(ARBITRAGE_TOPIC, record);
  }

  #send(deal: Deal, sends: readonly Extract<Action, { kind: "send" }>[], nowNs: number): void {
    const intents = sends.map(({ instrument, side, qtyLots, limitTicks }): OrderIntent => ({
      instrument,
      side,
      qtyLots,
      priceTicks: limitTicks,
      timeInForce: "ioc",
    }));
    const orders = this.#ctx.orders.submitAll(intents);
    orders.forEach((order, i) => {
      const { ref } = sends[i]!;
      if (order.closed) deal.ended(ref, nowNs, "rejected");
      else this.#sent.set(order.id, { deal, ref, order });
    });
  }

  #ask(deal: Deal, ref: number): void {
    for (const { deal: of, ref: its, order } of this.#sent.values()) {
      // An immediate-or-cancel order that rests, or that may: a cancel makes the venue say.
      if (of === deal && its === ref) this.#ctx.orders.cancel(order, { again: true });
    }
  }

  #checkEnd({ deal, ref, order }: Sent): void {
    const { state } = order;
    if (state === "expired" || state === "canceled" || state === "rejected") {
      deal.ended(ref, this.#ctx.nowNs, state);
    }
  }

  #over(deal: Deal, record: DealRecord): void {
    this.#ctx.explain(DEAL_TOPIC, record);
    for (const [id, { deal: of }] of this.#sent) {
      if (of !== deal) continue;
      this.#sent.delete(id);
      this.#past.set(id, deal);
    }
    for (const oldest of this.#past.keys()) {
      if (this.#past.size <= REMEMBERED) break;
      this.#past.delete(oldest);
    }
  }

  #alarm(deal: Deal, why: string): void {
    this.#ctx.explain(ALARM_TOPIC, `deal ${deal.id} ${deal.plan.name}: ${why}`);
  }

  /** A fill that nobody waits for any more is exposure like any other: it begins a deal of its own. */
  #lateFill(fill: Fill, was: Deal | undefined): void {
    const whose = was === undefined ? "an order of no known deal" : `deal ${was.id}`;
    this.#ctx.explain(ALARM_TOPIC, `a fill of ${whose} came late, order ${fill.order.id}`);
    const { nowNs } = this.#ctx;
    const { look } = this;
    const { universe, cap } = this.#options;
    const { currency } = cap;
    this.begin(lateFillPlan({ fill, was: was?.plan, universe, look, currency, nowNs }));
  }

  /** Wakes the strategy when something is due. */
  #arm(): void {
    const nowNs = this.#ctx.nowNs;
    const next = this.deals.nextNs(nowNs);
    if (next === this.#timerNs && this.#timerNs > nowNs) return;
    this.#timer?.cancel();
    this.#timerNs = next;
    this.#timer =
      next === Number.POSITIVE_INFINITY
        ? undefined
        : this.#ctx.after(next - nowNs, () => {
            this.#timerNs = Number.POSITIVE_INFINITY;
          });
  }
}

/** Why risk would deny a leg, and so leave the other one alone; undefined when it would not. */
function riskRefusal({ risk }: StrategyContext, legs: Opportunity["legs"]): string | undefined {
  if (risk.state === "halt" || risk.state === "reduce-only") return `risk: ${risk.state}`;
  const tight = legs.some(({ instrument, side, qtyLots }) => {
    const { buyLots, sellLots } = risk.headroom(instrument);
    return qtyLots > (side === "buy" ? buyLots : sellLots);
  });
  return tight ? "risk: no headroom" : undefined;
}

/** Best prices of others in the books that reached us. */
function bookLook(ctx: StrategyContext): Look {
  return {
    best(instrument, bookSide) {
      const book = ctx.book(instrument);
      return book.valid ? book.bestOfOthers(bookSide) : Number.NaN;
    },
  };
}
