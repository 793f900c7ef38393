import type { Money, Side } from "@mexoms/core";
import type { Action } from "./action.ts";
import { DealLedger } from "./deal-ledger.ts";
import type { DealPlan, PlannedLeg } from "./deal-plan.ts";
import { dealRecord, endOf } from "./deal-record.ts";
import {
  type HedgeCase,
  hedgeInstruments,
  type HedgeOrder,
  hedgeOrder,
  isDust,
  type Look,
  STAGES,
  type Stage,
} from "./hedge-order.ts";
import { middleMoney, priceMoney } from "./price.ts";
import { Reserve } from "./reserve.ts";
import type { DealRules } from "./rules.ts";
import { isSettled, newTicket, type Purpose, type Ticket } from "./ticket.ts";
import type { Universe } from "./universe.ts";

/** sent: its legs are out. settling: nothing is left to do but to wait for late answers. */
export type Phase = "sent" | "unknown" | Stage | "held" | "settling" | "over";

/** Most orders of a stage. */
const TRIES = 4;

export interface DealOptions {
  readonly id: number;
  readonly plan: DealPlan;
  readonly rules: DealRules;
  readonly universe: Universe;
}

/**
 * One deal from its first order to its end, as a state machine: fills, ends of orders and time go in,
 * actions come out. It knows no venue and no clock. What it is exposed to in an asset, counting each
 * order that may still do something, never exceeds `reserve`: an order that could is not sent.
 */
export class Deal {
  readonly id: number;
  readonly plan: DealPlan;
  readonly ledger: DealLedger;
  readonly reserve: Reserve = new Reserve();
  readonly tickets: Ticket[] = [];
  readonly path: string[] = [];
  phase: Phase = "sent";
  /** When the phase gives way to the next. */
  phaseEndsNs: number = Number.POSITIVE_INFINITY;
  nextTryNs = 0;
  /** Orders that the stage has sent. */
  tries = 0;
  /** Executions that were told after the end of their order. */
  toldLate = 0;
  /** Where an unknown order has stopped it. */
  interrupted: { readonly stage: Stage | undefined; readonly tries: number } = {
    stage: undefined,
    tries: 0,
  };
  /** Legs that wait for the first one, and until when. */
  waitingLegs: PlannedLeg[] = [];
  waitUntilNs = 0;
  touchedNs: number;
  readonly #rules: DealRules;
  readonly #universe: Universe;
  /** Something has happened since the last step, or it is due. */
  #news = true;
  #wakeNs = 0;

  constructor({ id, plan, rules, universe }: DealOptions) {
    this.id = id;
    this.plan = plan;
    this.touchedNs = plan.foundNs;
    this.ledger = new DealLedger(universe, plan.currency);
    this.#rules = rules;
    this.#universe = universe;
  }

  get over(): boolean {
    return this.phase === "over";
  }

  /** What the reserve is worth; undefined when an asset cannot be cleared. */
  reserveValue(): Money | undefined {
    return this.reserve.value(this.plan.references, this.#universe);
  }

  /** Books what it begins from and reserves what it may come to be exposed to. */
  prepare(nowNs: number): void {
    for (const { asset, units, price } of this.plan.dust) this.ledger.transfer(asset, units, price);
    for (const leg of this.plan.legs) {
      if (leg.filledAs === undefined) continue;
      const { instrument, side, limitTicks: ticks, qtyLots: lots } = leg;
      const maker = leg.filledAs === "maker";
      const purpose = "leg";
      this.ledger.book({ instrument, side, ticks, lots, maker, purpose }, this.plan.references);
    }
    this.#reserveFor(this.#legsToSend(), nowNs);
  }

  #legsToSend(): PlannedLeg[] {
    return this.plan.legs.filter(
      ({ filledAs, instrument, limitTicks, qtyLots }) =>
        filledAs === undefined && instrument.refusal(limitTicks, qtyLots) === undefined,
    );
  }

  /** Sends its legs, once it is prepared. */
  begin(nowNs: number, look: Look, out: Action[]): void {
    const toSend = this.#legsToSend();
    const thinnest = toSend.toSorted((a, b) => a.depthLots / a.qtyLots - b.depthLots / b.qtyLots);
    const first = this.#rules.first === "thinner" ? thinnest.slice(0, 1) : toSend;
    this.waitingLegs = toSend.filter((leg) => !first.includes(leg));
    if (toSend.length > 0) this.path.push("sent");
    this.waitUntilNs = nowNs + this.#rules.stageNs;
    for (const leg of first) this.#send(leg, "leg", nowNs, out);
    this.step(nowNs, look, out);
  }

  /** An execution of one of its orders. False when its trade id, unless 0, is known. */
  filled(of: {
    readonly ref: number;
    readonly ticks: number;
    readonly lots: number;
    readonly maker: boolean;
    readonly tradeId: number;
    readonly nowNs: number;
  }): boolean {
    const ticket = this.tickets[of.ref]!;
    if (of.tradeId > 0 && ticket.tradeIds.includes(of.tradeId)) return false;
    if (of.tradeId > 0) ticket.tradeIds.push(of.tradeId);
    if (ticket.state === "ended") this.toldLate += 1;
    ticket.filledLots += of.lots;
    this.#news = true;
    const { instrument, side, purpose } = ticket;
    const { ticks, lots, maker } = of;
    this.ledger.book({ instrument, side, ticks, lots, maker, purpose }, this.plan.references);
    if (ticket.filledLots >= ticket.qtyLots) this.ended(of.ref, of.nowNs, "filled");
    this.touchedNs = of.nowNs;
    // A fill that comes late is worked on like any other.
    if (this.phase === "settling") this.phase = "sent";
    return true;
  }

  /** An order is over. "rejected": it never lived, and nothing of it can come any more. */
  ended(ref: number, nowNs: number, how: "filled" | "expired" | "canceled" | "rejected"): void {
    const ticket = this.tickets[ref]!;
    if (ticket.state === "ended") return;
    this.#news = true;
    ticket.state = "ended";
    ticket.dueNs = how === "rejected" ? nowNs : nowNs + this.#rules.lateNs;
    this.touchedNs = nowNs;
  }

  /** When it wants to be asked again if nothing else happens. */
  nextNs(nowNs: number): number {
    if (this.over) return Number.POSITIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    let inFlight = false;
    for (const ticket of this.tickets) {
      if (ticket.state === "sent") inFlight = true;
      if (!isSettled(ticket, nowNs)) next = Math.min(next, ticket.dueNs);
    }
    // While an answer is awaited, a stage does nothing.
    if (!inFlight) next = Math.min(next, this.phaseEndsNs);
    const tries = !inFlight && isStage(this.phase) && this.nextTryNs > nowNs;
    if (tries) next = Math.min(next, this.nextTryNs);
    return Math.max(next, nowNs + 1);
  }

  /** Time has come to `nowNs`, or a book has moved, or an answer is in: does what is due. */
  step(nowNs: number, look: Look, out: Action[]): void {
    // A stage looks at every book change; all else waits for news or for its time.
    if (this.over || !(this.#news || nowNs >= this.#wakeNs || isStage(this.phase))) return;
    this.#news = false;
    this.#goOn(nowNs, look, out);
    this.#wakeNs = this.nextNs(nowNs);
  }

  #goOn(nowNs: number, look: Look, out: Action[]): void {
    if (this.#anyUnknown(nowNs, out)) return;
    this.#resume(nowNs);
    if (this.tickets.some(({ state }) => state === "sent")) return;
    if (this.#sendWaitingLegs(nowNs, out)) return;
    const of: HedgeCase = { plan: this.plan, rules: this.#rules, universe: this.#universe, look };
    const open = this.ledger.assets.filter((asset) => !isDust(of, asset, this.ledger.net(asset)));
    if (open.length === 0) this.#settle(nowNs, look, out);
    else this.#clear(of, open, nowNs, out);
  }

  /** How it stands at the end of a run. */
  standing(nowNs: number, look: Look): ReturnType<typeof dealRecord> {
    return dealRecord({
      deal: this,
      end: this.over || this.phase === "settling" ? endOf(this) : "held",
      endedNs: nowNs,
      open: this.ledger.assets.map((asset) => ({
        amount: this.#universe.amount(asset, this.ledger.net(asset)),
        price: this.#priceOf(asset, look),
      })),
    });
  }

  /** Marks what was not answered in time, asks about it; true while anything is unknown. */
  #anyUnknown(nowNs: number, out: Action[]): boolean {
    let unknown = false;
    for (const ticket of this.tickets) {
      if (ticket.state === "sent" && nowNs >= ticket.dueNs) ticket.state = "unknown";
      if (ticket.state !== "unknown") continue;
      unknown = true;
      if (nowNs < ticket.dueNs) continue;
      ticket.dueNs = nowNs + this.#rules.answerNs;
      out.push({ kind: "ask", ref: ticket.ref });
    }
    if (!unknown) return false;
    // What was seen when they were planned is gone.
    this.waitingLegs = [];
    if (this.phase === "held") return true;
    if (this.phase !== "unknown") {
      const stage = isStage(this.phase) ? this.phase : undefined;
      this.interrupted = { stage, tries: this.tries };
      this.#enter("unknown", nowNs + this.#rules.unknownNs);
    }
    if (nowNs >= this.phaseEndsNs) this.#hold("an order has no answer", nowNs, out, Infinity);
    return true;
  }

  /** Every order is answered: goes on where the unknown one has stopped it. */
  #resume(nowNs: number): void {
    if (this.phase === "held" && this.phaseEndsNs === Number.POSITIVE_INFINITY) {
      this.phaseEndsNs = nowNs + this.#rules.heldNs;
    }
    if (this.phase !== "unknown") return;
    const { stage, tries } = this.interrupted;
    if (stage === undefined) this.#enter("sent", Number.POSITIVE_INFINITY);
    else this.#enter(stage, nowNs + this.#rules.stageNs);
    this.tries = tries;
    this.nextTryNs = nowNs;
  }

  /** Sends the legs that waited, as much of each as was filled of the first. */
  #sendWaitingLegs(nowNs: number, out: Action[]): boolean {
    const waiting = this.waitingLegs;
    if (waiting.length === 0) return false;
    this.waitingLegs = [];
    const [first] = this.tickets;
    if (first === undefined || first.filledLots === 0 || nowNs >= this.waitUntilNs) return false;
    let sent = false;
    for (const leg of waiting) {
      const filled = BigInt(leg.qtyLots) * BigInt(first.filledLots);
      const qtyLots = Number(filled / BigInt(first.qtyLots));
      if (leg.instrument.refusal(leg.limitTicks, qtyLots) !== undefined) continue;
      this.#send({ ...leg, qtyLots }, "leg", nowNs, out);
      sent = true;
    }
    return sent;
  }

  /** Goes on with clearing residuals: tries at the present stage, or goes to the next. */
  #clear(of: HedgeCase, assets: readonly string[], nowNs: number, out: Action[]): void {
    if (this.phase === "held" && nowNs < this.phaseEndsNs) return;
    if (!isStage(this.phase)) {
      this.path.push("unbalanced");
      this.#enter("rehedge", nowNs + this.#rules.stageNs);
      this.nextTryNs = nowNs;
    }
    // What is open is not what was told, where fills come late: an order for it would be too large,
    // the next one would take that back, and so on without end.
    if (this.toldLate > 0 && this.#waitForLate(nowNs)) return;
    while (isStage(this.phase)) {
      const stage = this.phase;
      if (nowNs >= this.nextTryNs && nowNs < this.phaseEndsNs && this.tries < TRIES) {
        if (this.#tryStage(of, assets, stage, nowNs, out)) return;
      }
      const hopeless = assets.every((asset) => {
        const side: Side = this.ledger.net(asset) > 0 ? "sell" : "buy";
        return hedgeInstruments(of, asset, side, stage).length === 0;
      });
      if (nowNs < this.phaseEndsNs && this.tries < TRIES && !hopeless) return;
      this.#nextStage(stage, nowNs, out);
    }
  }

  #tryStage(
    of: HedgeCase,
    assets: readonly string[],
    stage: Stage,
    nowNs: number,
    out: Action[],
  ): boolean {
    let sent = false;
    for (const asset of assets) {
      const order = hedgeOrder(of, asset, this.ledger.net(asset), stage);
      if (order === undefined) continue;
      if (this.reserve.holds(order, this.ledger, this.tickets, nowNs)) {
        this.#send(order, stage, nowNs, out);
        sent = true;
      } else {
        this.#waitForLate(nowNs);
      }
    }
    if (sent) {
      this.tries += 1;
      this.nextTryNs = nowNs + Math.max(1, Math.floor(this.#rules.stageNs / TRIES));
    }
    return sent;
  }

  /**
   * Orders that have ended may still tell fills: the stage goes on when they cannot any more. False
   * when there is no such order.
   */
  #waitForLate(nowNs: number): boolean {
    let waits = false;
    for (const ticket of this.tickets) {
      if (isSettled(ticket, nowNs)) continue;
      waits = true;
      this.nextTryNs = Math.max(this.nextTryNs, ticket.dueNs);
    }
    if (waits) this.phaseEndsNs = Math.max(this.phaseEndsNs, this.nextTryNs + this.#rules.stageNs);
    return waits;
  }

  #nextStage(stage: Stage, nowNs: number, out: Action[]): void {
    const next = STAGES[STAGES.indexOf(stage) + 1];
    this.nextTryNs = nowNs;
    if (next !== undefined) this.#enter(next, nowNs + this.#rules.stageNs);
    else this.#hold("a residual could not be cleared", nowNs, out, nowNs + this.#rules.heldNs);
  }

  #send(order: HedgeOrder, purpose: Purpose, nowNs: number, out: Action[]): void {
    const ref = this.tickets.length;
    this.tickets.push(newTicket(ref, order, purpose, nowNs + this.#rules.answerNs));
    const { instrument, side, qtyLots, limitTicks } = order;
    out.push({ kind: "send", ref, instrument, side, qtyLots, limitTicks });
  }

  #reserveFor(legs: readonly PlannedLeg[], nowNs: number): void {
    const all = legs.map((leg, ref) => newTicket(ref, leg, "leg", nowNs + 1));
    const assets = new Set(this.ledger.assets);
    for (const { instrument } of legs) {
      assets.add(instrument.spec.base).add(instrument.spec.quote);
    }
    assets.delete(this.plan.currency);
    this.reserve.cover(assets, this.ledger, all, nowNs);
  }

  #hold(why: string, nowNs: number, out: Action[], untilNs: number): void {
    this.#enter("held", untilNs);
    const parts: string[] = [];
    this.reserve.cover(this.reserve.assets, this.ledger, this.tickets, nowNs);
    for (const asset of this.reserve.assets) {
      const { low, high } = this.ledger.worst(asset, this.tickets, nowNs);
      const units = [...new Set([low, high])].map((each) =>
        this.#universe.amount(asset, each).toString(),
      );
      parts.push(`${units.join(" to ")} ${asset}`);
    }
    out.push({ kind: "alarm", why: `${why}: holds ${parts.join(", ")}` });
  }

  #settle(nowNs: number, look: Look, out: Action[]): void {
    if (this.phase !== "settling") this.#enter("settling", Number.POSITIVE_INFINITY);
    if (!this.tickets.every((ticket) => isSettled(ticket, nowNs))) return;
    const end = endOf(this);
    const dust = this.ledger.assets
      .map((asset) => ({ asset, units: this.ledger.net(asset) }))
      .filter(({ units }) => units !== 0);
    const endedNs = this.touchedNs;
    this.path.push(end);
    for (const { asset, units } of dust) {
      this.ledger.transfer(asset, -units, this.#priceOf(asset, look));
    }
    const record = dealRecord({ deal: this, end, endedNs, open: [] });
    this.reserve.clear();
    this.phase = "over";
    out.push({ kind: "over", record, dust });
  }

  /** What an asset is worth now, by the first book that shows it; else by the reference. */
  #priceOf(asset: string, look: Look): Money {
    for (const instrument of this.#universe.tradersOf(asset, this.plan.currency)) {
      const [bid, ask] = [look.best(instrument, "buy"), look.best(instrument, "sell")];
      if (bid > 0 && ask > 0) return middleMoney(instrument, bid, ask);
    }
    const known = this.plan.references.find((each) => each.asset === asset);
    return known ? priceMoney(known.buy) : this.#universe.amount(asset, 0);
  }

  #enter(phase: Phase, endsNs: number): void {
    this.phase = phase;
    this.phaseEndsNs = endsNs;
    this.tries = 0;
    if (phase !== "sent" && phase !== "settling") this.path.push(phase);
  }
}

function isStage(phase: Phase): phase is Stage {
  return (STAGES as readonly string[]).includes(phase);
}
