import type { MarketState } from "../kernel/market-state.ts";
import { sideSign } from "../market/side.ts";
import type { OrderRecord } from "../order/order-record.ts";
import { hasLimit } from "../order/order-terms.ts";
import type { AmendTo } from "../strategy/orders.ts";
import type { AccountFloors } from "./account-floors.ts";
import type { AccountGuards } from "./account-guards.ts";
import { AssetQuantities } from "./asset-quantities.ts";
import type { ExposureBook } from "./exposure-book.ts";
import { ExposureChecks } from "./exposure-checks.ts";
import { Finding } from "./finding.ts";
import type { OrderLimits } from "./order-limits.ts";
import { PriceChecks } from "./price-checks.ts";
import { Proposal } from "./proposal.ts";
import { RecentOrders, type SavedRecent } from "./recent-orders.ts";
import type { Scope } from "./scope.ts";
import type { Valuation } from "./valuation.ts";

/** The state of a gate that is set from outside: by losses. */
export type GateMode = "open" | "reduce-only" | "halt";

/**
 * Every check of a single request. Integers only, and nothing is allocated: what was found is noted
 * in `finding`, and text is made of it by whoever wants to read it.
 */
export class RiskGate {
  readonly finding: Finding = new Finding();
  readonly exposure: ExposureChecks;
  readonly assets: AssetQuantities;
  mode: GateMode = "open";
  /** Losses are limited and cannot be computed now. */
  profitUnknown = false;
  readonly #markets: readonly MarketState[];
  readonly #book: ExposureBook;
  readonly #valuation: Valuation;
  readonly #limits: readonly OrderLimits[];
  readonly #chains: readonly (readonly Scope[])[];
  readonly #floors: AccountFloors;
  readonly #guards: AccountGuards;
  readonly #clock: Float64Array;
  readonly #prices: PriceChecks;
  readonly #recent: RecentOrders;
  readonly #proposal: Proposal = new Proposal();
  readonly #value = new Float64Array(1);

  constructor(of: {
    markets: readonly MarketState[];
    book: ExposureBook;
    valuation: Valuation;
    /** By cell. */
    limits: readonly OrderLimits[];
    /** By cell: its scopes. */
    chains: readonly (readonly Scope[])[];
    floors: AccountFloors;
    guards: AccountGuards;
    /** Every scope of the run. */
    scopes: readonly Scope[];
    clock: Float64Array;
  }) {
    this.#markets = of.markets;
    this.#book = of.book;
    this.#valuation = of.valuation;
    this.#limits = of.limits;
    this.#chains = of.chains;
    this.#floors = of.floors;
    this.#guards = of.guards;
    this.#clock = of.clock;
    this.#prices = new PriceChecks(this.finding, of.clock);
    this.exposure = new ExposureChecks(this.finding, of.book, of.valuation);
    this.assets = new AssetQuantities({ ...of, finding: this.finding });
    this.#recent = new RecentOrders(of.limits.length, of.clock);
  }

  /** Whether an order may be sent. Changes nothing: see `sent`. */
  passesOrder(order: OrderRecord, crossing: boolean): boolean {
    const cell = this.#book.cellOf(order);
    const proposal = this.#proposal.ofOrder(order, cell, crossing);
    const { duplicateNs } = this.#limits[cell]!;
    if (!this.#passesMode(proposal) || !this.#passesMarket(proposal)) return false;
    if (
      duplicateNs.most > 0 &&
      this.#recent.has(cell, proposal.side, proposal.ticks, proposal.lots, duplicateNs)
    ) {
      return this.finding.set("R306", "none", 0, 0, duplicateNs.scope);
    }
    return this.#passesExposure(proposal) && this.#passesRates(proposal);
  }

  /** Whether an amend may be asked for. Changes nothing. */
  passesAmend(order: OrderRecord, to: AmendTo): boolean {
    const known = this.#book.of(order);
    if (known?.unresolved === true) return this.finding.set("R603", "none", 0, 0, "");
    const proposal = this.#proposal.ofAmend(order, this.#book.cellOf(order), to);
    if (!proposal.shrinks) {
      if (!this.#passesMode(proposal) || !this.#passesMarket(proposal)) return false;
    }
    return this.#passesExposure(proposal) && this.#passesRates(proposal);
  }

  /** Whether a cancel may be asked for: unless all that its rates allow is used up. */
  passesCancel(order: OrderRecord): boolean {
    const chain = this.#chains[this.#book.cellOf(order)]!;
    for (let i = 0; i < chain.length; i++) {
      const { cancelRate, messageRate, label } = chain[i]!;
      if (cancelRate && !cancelRate.hasRoom(cancelRate.limit.most)) {
        return this.finding.set("R402", "none", 0, 0, label);
      }
      if (messageRate && !messageRate.hasRoom(messageRate.limit.most)) {
        return this.finding.set("R403", "none", 0, 0, label);
      }
    }
    return true;
  }

  /** The last orders, to find one that is sent twice. */
  saveRecent(): SavedRecent[] {
    return this.#recent.save();
  }

  restoreRecent(saved: readonly SavedRecent[]): void {
    this.#recent.restore(saved);
  }

  /** An order that passed goes out. */
  sent(order: OrderRecord): void {
    const cell = this.#book.cellOf(order);
    if (this.#limits[cell]!.duplicateNs.most > 0) {
      const ticks = hasLimit(order.type) ? order.priceTicks : 0;
      this.#recent.add(cell, order.sideIndex, ticks, order.qtyLots);
    }
  }

  #passesMode(proposal: Proposal): boolean {
    if (this.mode === "halt") return this.finding.set("R602", "none", 0, 0, "");
    const account = proposal.cell % this.#book.accounts;
    if (this.isFree(account) || this.exposure.reduces(proposal)) return true;
    if (this.mode !== "open") return this.finding.set("R601", "none", 0, 0, "");
    if (this.profitUnknown) return this.finding.set("R505", "none", 0, 0, "");
    const floors = this.#floors;
    if (!floors.holds(account)) return floors.find(account, this.finding);
    return this.#guards.find(account, this.finding);
  }

  /** Whether what does not reduce may be sent to an account. */
  isFree(account: number): boolean {
    if (this.mode !== "open" || this.profitUnknown) return false;
    return this.#floors.holds(account) && this.#guards.holds(account);
  }

  #passesMarket(proposal: Proposal): boolean {
    const { cell, lots, side, ticks } = proposal;
    const number = this.#book.marketOf(cell);
    const market = this.#markets[number]!;
    const limits = this.#limits[cell]!;
    const prices = this.#prices;
    if (!prices.data(market, limits) || !prices.price(proposal, market, limits)) return false;
    const { notional, volumeLots, selfCross } = limits;
    if (lots > limits.lots.most) {
      return this.finding.set("R202", "lots", lots, limits.lots.most, limits.lots.scope);
    }
    if (notional.most < Number.POSITIVE_INFINITY) {
      const high = this.#valuation.highTicks(number);
      const value = this.#value;
      value[0] = lots;
      // What a buy pays at most; a sell may get more than its limit.
      const worst = ticks > 0 && side === 0 ? ticks : ticks > high ? ticks : high;
      this.#valuation.exposureAt(value, 0, number, worst);
      if (value[0] === Number.POSITIVE_INFINITY) {
        return this.finding.set("R504", "none", 0, 0, notional.scope);
      }
      if (value[0] > notional.most) {
        return this.finding.set("R201", "money", value[0], notional.most, notional.scope);
      }
    }
    if (lots > volumeLots.most) {
      return this.finding.set("R304", "lots", lots, volumeLots.most, volumeLots.scope);
    }
    if (!prices.depth(proposal, market, limits)) return false;
    if (selfCross.most > 0 && this.#meetsOwn(proposal, market)) {
      return this.finding.set("R307", "none", 0, 0, selfCross.scope);
    }
    return true;
  }

  /** An own order of any account, which may rest now or after an amend, is in its way. */
  #meetsOwn({ order, side, ticks }: Proposal, { open }: MarketState): boolean {
    const sign = sideSign(side);
    // A stop that waits meets nobody yet; what it meets once it wakes up is not known.
    if (order.conditional && order.triggeredNs < 0) return false;
    for (let i = 0; i < open.length; i++) {
      const other = open[i]!;
      if (other.sideIndex === side || other === order) continue;
      if (other.conditional && other.triggeredNs < 0) continue;
      if (ticks === 0 || !hasLimit(other.type)) return true;
      if (sign * (ticks - other.priceTicks) >= 0) return true;
      const known = this.#book.of(other);
      if (known === undefined || known.askedLots === 0) continue;
      if (sign * (ticks - known.askedTicks) >= 0) return true;
    }
    return false;
  }

  #passesExposure(proposal: Proposal): boolean {
    const { cell } = proposal;
    const limits = this.#limits[cell]!;
    if (!this.exposure.quantity(proposal, limits)) return false;
    if (!this.assets.passes(proposal)) return false;
    return this.exposure.value(proposal, limits, this.#chains[cell]!);
  }

  #passesRates({ cell, amends }: Proposal): boolean {
    const chain = this.#chains[cell]!;
    const { finding } = this;
    for (let i = 0; i < chain.length; i++) {
      const { orderRate, messageRate, limits, requests, fills, label } = chain[i]!;
      const { orderToTrade, rejects } = limits;
      if (orderRate && !orderRate.hasRoom(orderRate.limit.most)) {
        return finding.set("R401", "none", 0, 0, label);
      }
      if (messageRate && !messageRate.hasRoom(messageRate.limit.most - messageRate.limit.kept)) {
        return finding.set("R403", "none", 0, 0, label);
      }
      if (orderToTrade && requests >= orderToTrade.after) {
        const most = orderToTrade.most * Math.max(1, fills);
        if (requests >= most) return finding.set("R404", "count", requests + 1, most, label);
      }
      if (rejects && !amends && this.#clock[0]! < chain[i]!.pausedUntilNs) {
        return finding.set("R405", "count", chain[i]!.rejects, rejects.most, label);
      }
    }
    return true;
  }
}
