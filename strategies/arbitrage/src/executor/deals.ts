import { type DealRecord, type Instrument, Money } from "@mexoms/core";
import type { Action } from "./action.ts";
import { Deal } from "./deal.ts";
import type { DealPlan, Reference } from "./deal-plan.ts";
import { DustAccount } from "./dust-account.ts";
import type { ExposureCap } from "./exposure-cap.ts";
import { type HedgeCase, isDust, type Look } from "./hedge-order.ts";
import { middleMoney, times } from "./price.ts";
import type { DealRules } from "./rules.ts";
import type { Universe } from "./universe.ts";

const NOTHING = new Money(0n, 0);

/** Who carries out what deals want done. */
export interface DealHost {
  /** Everything that one deal wants at one instant. */
  act(deal: Deal, actions: readonly Action[], nowNs: number): void;
}

export interface DealsOptions {
  readonly universe: Universe;
  readonly rules: DealRules;
  readonly cap: ExposureCap;
  readonly look: Look;
  readonly host: DealHost;
}

/** All open deals, their dust, and the cap that they share. */
export class Deals {
  readonly open: Deal[] = [];
  readonly dust: DustAccount = new DustAccount();
  readonly #options: DealsOptions;
  #lastId = 0;
  /** Dust is to be looked at as soon as possible. */
  #dustChanged = false;
  /** There is dust of an earlier run that no book has shown a price for: the first one to come does. */
  #dustUnpriced = false;
  /** What dust was last worth, for while no book shows a price. */
  readonly #dustPrices = new Map<string, Money>();

  constructor(options: DealsOptions) {
    this.#options = options;
  }

  /** Number of the last deal that was begun. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Why a deal may not begin now, or undefined. */
  refusal(plan: DealPlan, nowNs: number): string | undefined {
    const { cap } = this.#options;
    if (plan.currency !== cap.currency) return "no cap in its currency";
    if (this.open.some((deal) => deal.phase === "held" && sharesAsset(deal, plan))) {
      return "residual held";
    }
    if (this.open.some((deal) => deal.plan.name === plan.name)) return "deal open";
    const trial = this.#make(plan, this.#lastId + 1);
    trial.prepare(nowNs);
    const value = trial.reserveValue();
    if (value === undefined) return "no way to clear a residual";
    return cap.left().minus(value).units < 0n ? "residual cap" : undefined;
  }

  /**
   * Begins a deal. One that starts from a fill must be begun whatever the cap says; any other is to be
   * asked `refusal` for before.
   */
  begin(plan: DealPlan, nowNs: number): Deal {
    this.#lastId += 1;
    const deal = this.#make(plan, this.#lastId);
    deal.prepare(nowNs);
    this.open.push(deal);
    const actions: Action[] = [];
    this.#reserve(deal);
    deal.begin(nowNs, this.#options.look, actions);
    this.#done(deal, actions, nowNs);
    return deal;
  }

  /** Puts back a deal of an earlier run. */
  resume(deal: Deal): void {
    this.#lastId = Math.max(this.#lastId, deal.id);
    this.open.push(deal);
    this.#reserve(deal);
  }

  /** Whether an order at a venue has no answer, though one was due. */
  unanswered(venue: string): boolean {
    return this.open.some(({ tickets }) =>
      tickets.some(
        ({ state, instrument }) => state === "unknown" && instrument.spec.venue === venue,
      ),
    );
  }

  /** Whether a residual of an asset is held. */
  holds(asset: string): boolean {
    return this.open.some(({ phase, reserve }) => phase === "held" && reserve.of(asset) > 0);
  }

  /** Numbers of further deals follow on this one. */
  countFrom(lastId: number): void {
    this.#lastId = Math.max(this.#lastId, lastId);
  }

  /** Does what is due in every deal. */
  step(nowNs: number): void {
    for (let i = 0; i < this.open.length; i++) this.#stepOne(this.open[i]!, nowNs);
    for (let i = this.open.length - 1; i >= 0; i--) {
      if (this.open[i]!.over) this.open.splice(i, 1);
    }
    if (this.#dustChanged || this.#dustUnpriced) this.#clearDust(nowNs);
  }

  /** Looks at the dust again at the next step: prices have moved. */
  reviewDust(): void {
    this.#dustChanged = this.dust.size > 0;
  }

  /** Nothing can be due before something else happens. */
  get idle(): boolean {
    return this.open.length === 0 && !this.#dustChanged && !this.#dustUnpriced;
  }

  /** When something is due next. */
  nextNs(nowNs: number): number {
    // A deal that was over as it began has left its dust outside of any step.
    let next = this.#dustChanged ? nowNs + 1 : Number.POSITIVE_INFINITY;
    for (const deal of this.open) next = Math.min(next, deal.nextNs(nowNs));
    return next;
  }

  /** How each open deal stands. */
  standing(nowNs: number): DealRecord[] {
    return this.open.map((deal) => deal.standing(nowNs, this.#options.look));
  }

  /** Dust of an asset to take over with a plan, at what it is worth now. */
  takeDust(asset: string, currency: string): DealPlan["dust"] {
    const price = this.#priceOf(asset, currency);
    if (price === undefined) return [];
    const units = this.dust.take(asset, currency);
    this.#reserveDust(asset, currency);
    return units === 0 ? [] : [{ asset, units, price }];
  }

  /** Carries dust on; what it is worth counts under the cap. */
  addDust(asset: string, currency: string, units: number): void {
    this.dust.add(asset, currency, units);
    this.#dustChanged = true;
    this.#reserveDust(asset, currency);
  }

  #reserveDust(asset: string, currency: string): void {
    const { cap, universe } = this.#options;
    const key = `dust ${asset}/${currency}`;
    const price = this.#priceOf(asset, currency) ?? this.#dustPrices.get(key);
    const units = Math.abs(this.dust.units(asset, currency));
    if (price === undefined) {
      this.#dustUnpriced ||= units > 0;
      return;
    }
    this.#dustPrices.set(key, price);
    cap.force(key, times(universe.amount(asset, units), price));
  }

  #make(plan: DealPlan, id: number): Deal {
    const { rules, universe } = this.#options;
    return new Deal({ id, plan, rules, universe });
  }

  #stepOne(deal: Deal, nowNs: number): void {
    const actions: Action[] = [];
    deal.step(nowNs, this.#options.look, actions);
    if (actions.length > 0) this.#done(deal, actions, nowNs);
  }

  #done(deal: Deal, actions: readonly Action[], nowNs: number): void {
    this.#reserve(deal);
    for (const action of actions) {
      if (action.kind !== "over") continue;
      for (const { asset, units } of action.dust) this.addDust(asset, deal.plan.currency, units);
    }
    this.#options.host.act(deal, actions, nowNs);
  }

  #reserve(deal: Deal): void {
    this.#options.cap.force(`deal ${deal.id}`, deal.reserveValue() ?? NOTHING);
  }

  /** Begins a deal for dust that has become worth an order. */
  #clearDust(nowNs: number): void {
    this.#dustChanged = false;
    this.#dustUnpriced = false;
    const { universe, rules, look } = this.#options;
    for (const { asset, currency, units } of this.dust.entries()) {
      this.#reserveDust(asset, currency);
      const quoted = this.#quoted(asset, currency);
      if (quoted === undefined) continue;
      const plan = dustPlan(asset, currency, referenceTo(asset, quoted, look), nowNs);
      const of: HedgeCase = { plan, rules, universe, look };
      if (isDust(of, asset, units)) continue;
      this.begin({ ...plan, dust: this.takeDust(asset, currency) }, nowNs);
    }
  }

  /** The first instrument with a book that trades an asset for a currency. */
  #quoted(asset: string, currency: string): Instrument | undefined {
    const { universe, look } = this.#options;
    return universe
      .tradersOf(asset, currency)
      .find((each) => look.best(each, "buy") > 0 && look.best(each, "sell") > 0);
  }

  #priceOf(asset: string, currency: string): Money | undefined {
    const { look } = this.#options;
    const on = this.#quoted(asset, currency);
    return on && middleMoney(on, look.best(on, "buy"), look.best(on, "sell"));
  }
}

function sharesAsset(deal: Deal, plan: DealPlan): boolean {
  return plan.legs.some(({ instrument }) => deal.reserve.assets.includes(instrument.spec.base));
}

/** References at what the book of an instrument asks and bids. */
export function referenceTo(asset: string, instrument: Instrument, look: Look): Reference {
  return {
    asset,
    buy: { instrument, ticks: look.best(instrument, "sell") },
    sell: { instrument, ticks: look.best(instrument, "buy") },
  };
}

function dustPlan(
  asset: string,
  currency: string,
  reference: Reference,
  nowNs: number,
): Omit<DealPlan, "dust"> & { dust: [] } {
  return {
    kind: "dust",
    name: `${asset} dust`,
    currency,
    legs: [],
    references: [reference],
    dust: [],
    expectedNet: new Money(0n, 0),
    expectedBps: 0,
    foundNs: nowNs,
  };
}
