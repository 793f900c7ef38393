import { Money } from "@mexoms/core";
import type { Action } from "../src/executor/action.ts";
import type { Deal } from "../src/executor/deal.ts";
import type { DealHost } from "../src/executor/deals.ts";
import { Deals } from "../src/executor/deals.ts";
import { ExposureCap } from "../src/executor/exposure-cap.ts";
import type { DealRules } from "../src/executor/rules.ts";
import { Universe } from "../src/executor/universe.ts";
import { EAST, FixedLook, PERP, usdt, WEST } from "./markets.ts";

/** What a venue does with one order, and how its answers travel. All of it is decided by a test. */
export interface Fate {
  /** Part of the order that is filled, in tenths. */
  readonly filledTenths: number;
  /** In how many executions. */
  readonly executions: number;
  readonly rejected: boolean;
  /** Delays of the answers in turn, in nanoseconds. */
  readonly delaysNs: readonly number[];
  /** Which answers come twice. */
  readonly twice: readonly boolean[];
  /** No answer ever comes. */
  readonly silent: boolean;
}

interface Answer {
  readonly atNs: number;
  readonly tell: () => void;
}

/**
 * A venue in which everything goes wrong, with the deals that use it. What it has really filled is
 * kept apart from what it has told.
 */
export class WildVenue implements DealHost {
  readonly universe: Universe = new Universe([EAST, WEST, PERP]);
  readonly look: FixedLook = new FixedLook();
  readonly cap: ExposureCap;
  readonly deals: Deals;
  readonly alarms: string[] = [];
  readonly ends = new Map<number, Extract<Action, { kind: "over" }>>();
  readonly begun = new Map<number, { readonly deal: Deal; readonly reserve: number }>();
  /** Really filled, in units of BTC, by deal; fills that a deal begins from included. */
  readonly real = new Map<number, number>();
  /** Told to the deals, each execution once. */
  readonly told = new Map<number, number>();
  readonly #fates: () => Fate;
  #answers: Answer[] = [];
  #tradeId = 0;
  nowNs = 0;

  constructor(options: {
    readonly cap: string;
    readonly rules: DealRules;
    readonly fates: () => Fate;
  }) {
    this.cap = new ExposureCap({ value: usdt(options.cap), currency: "USDT" });
    this.#fates = options.fates;
    this.deals = new Deals({
      universe: this.universe,
      rules: options.rules,
      cap: this.cap,
      look: this.look,
      host: this,
    });
  }

  act(deal: Deal, actions: readonly Action[], nowNs: number): void {
    if (!this.begun.has(deal.id)) {
      this.begun.set(deal.id, { deal, reserve: deal.reserve.of("BTC") });
      const opening = deal.plan.legs.filter(({ filledAs }) => filledAs !== undefined);
      const units = opening.reduce((sum, { instrument, side, qtyLots }) => {
        return sum + (side === "buy" ? 1 : -1) * qtyLots * this.universe.lotUnits(instrument);
      }, 0);
      const dust = deal.plan.dust.reduce((sum, each) => sum + each.units, 0);
      this.real.set(deal.id, units + dust);
      this.told.set(deal.id, units + dust);
    }
    for (const action of actions) {
      if (action.kind === "alarm") this.alarms.push(`${deal.id}: ${action.why}`);
      if (action.kind === "over") this.ends.set(deal.id, action);
      if (action.kind === "send") this.#take(deal, action, nowNs);
    }
  }

  /** Time goes on to an instant; answers that are due on the way are told, deals do what is due. */
  runTo(untilNs: number, check: () => void): void {
    for (let rounds = 0; rounds < 100_000; rounds++) {
      const answers = this.#answers.map(({ atNs }) => atNs);
      const next = Math.min(...answers, this.deals.nextNs(this.nowNs), untilNs);
      this.nowNs = Math.max(this.nowNs, next);
      const due = this.#answers.filter(({ atNs }) => atNs <= this.nowNs);
      this.#answers = this.#answers.filter(({ atNs }) => atNs > this.nowNs);
      for (const { tell } of due) {
        tell();
        check();
      }
      this.deals.step(this.nowNs);
      check();
      if (next >= untilNs) return;
    }
    throw new Error("time stands still");
  }

  /** What deals are really exposed to together, whatever the sign of each, at the reference. */
  exposure(): Money {
    let sum = new Money(0n, 0);
    for (const { deal } of this.begun.values()) {
      if (deal.over) continue;
      const units = Math.abs(this.real.get(deal.id)!);
      const { buy, sell } = deal.plan.references[0]!;
      const price = Math.max(
        Number(buy.instrument.tick.format(buy.ticks)),
        Number(sell.instrument.tick.format(sell.ticks)),
      );
      sum = sum.plus(new Money(BigInt(Math.floor(units * price)), 5));
    }
    return sum;
  }

  #take(deal: Deal, order: Extract<Action, { kind: "send" }>, nowNs: number): void {
    const fate = this.#fates();
    const later: Answer[] = [];
    const answer = (n: number, tell: () => void): void => {
      const atNs = nowNs + (fate.delaysNs[n % fate.delaysNs.length] ?? 0) + 1;
      later.push({ atNs, tell });
      if (fate.twice[n % fate.twice.length]) later.push({ atNs: atNs + 5e6, tell });
    };
    const { ref } = order;
    if (fate.rejected) {
      answer(0, () => deal.ended(ref, this.nowNs, "rejected"));
    } else {
      let left = Math.floor((order.qtyLots * fate.filledTenths) / 10);
      const all = left === order.qtyLots;
      const sign = order.side === "buy" ? 1 : -1;
      const lotUnits = this.universe.lotUnits(order.instrument);
      for (let n = 0; n < fate.executions && left > 0; n++) {
        const lots = n === fate.executions - 1 ? left : Math.ceil(left / 2);
        left -= lots;
        this.#tradeId += 1;
        const tradeId = this.#tradeId;
        const add = (to: Map<number, number>): void => {
          to.set(deal.id, to.get(deal.id)! + sign * lots * lotUnits);
        };
        add(this.real);
        answer(n, () => {
          const ticks = order.limitTicks;
          const fill = { ref, ticks, lots, maker: false, tradeId, nowNs: this.nowNs };
          if (deal.filled(fill)) add(this.told);
        });
      }
      if (!all) answer(fate.executions, () => deal.ended(ref, this.nowNs, "expired"));
    }
    if (!fate.silent) this.#answers.push(...later);
  }
}
