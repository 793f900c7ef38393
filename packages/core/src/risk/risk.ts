import type { AccountView } from "../account/account-view.ts";
import { ConfigError } from "../errors.ts";
import type { Accounts } from "../kernel/accounts.ts";
import type { MarketState } from "../kernel/market-state.ts";
import type { OrderRecord } from "../order/order-record.ts";
import type { AmendTo } from "../strategy/orders.ts";
import type { RiskEvent, RiskLook, RiskState } from "../strategy/risk-look.ts";
import { AccountFloors } from "./account-floors.ts";
import { AccountGuards } from "./account-guards.ts";
import { filterCode } from "./codes.ts";
import { CountedCurrency } from "./counted-currency.ts";
import { ExposureBook } from "./exposure-book.ts";
import { amountText } from "./finding.ts";
import { FundingPaid, type SavedFunding } from "./funding-paid.ts";
import { type LossLimit, LossWatch, type SavedLosses } from "./loss-watch.ts";
import { orderLimitsOf } from "./order-limits.ts";
import type { ParsedRisk } from "./parse-risk.ts";
import { Profit } from "./profit.ts";
import { RiskGate } from "./risk-gate.ts";
import type { SavedRiskState } from "./risk-state.ts";
import { RiskView } from "./risk-view.ts";
import { scopesOf } from "./scopes-of.ts";
import type { Scope } from "./scope.ts";
import { ToldAmounts } from "./told-amounts.ts";
import { Valuation } from "./valuation.ts";

/** What a person says to let a halted kernel trade again. */
export interface Rearm {
  /** Who. */
  readonly by: string;
  readonly reason: string;
  /** "keep": as they are, which must be below the limit again. "from-now": counted anew. */
  readonly losses: "keep" | "from-now";
}

/** What a run leaves to a later one. */
interface SavedRisk {
  readonly losses?: SavedLosses;
  readonly halted?: boolean;
  readonly funding?: SavedFunding;
}

/** Pre-trade risk of one kernel: checks, what is known for them, and the state that losses bring. */
export class Risk {
  readonly gate: RiskGate;
  readonly book: ExposureBook;
  readonly view: RiskLook;
  /** Undefined when no loss is limited. */
  readonly losses: LossWatch | undefined;
  readonly everyNs: number;
  /** Denials so far, by code. */
  readonly denials: Map<string, number> = new Map();
  /** Every change of the state. */
  readonly changes: RiskEvent[] = [];
  /** Names in the config that the run does not have. */
  readonly unused: readonly string[];
  state: RiskState = "normal";
  readonly #currency: string;
  readonly #scopes: readonly Scope[];
  readonly #chains: readonly (readonly Scope[])[];
  readonly #profit: Profit;
  readonly #floors: AccountFloors;
  readonly #guards: AccountGuards;
  /** Undefined when it is not limited. */
  readonly #funding: FundingPaid | undefined;
  readonly #views: readonly AccountView[];
  readonly #clock = new Float64Array(1);
  readonly #onChange: (event: RiskEvent) => void;
  #step = 0;
  #warnSteps = 0;

  constructor(of: {
    risk: ParsedRisk;
    markets: readonly MarketState[];
    accounts: Accounts;
    epochNs: bigint;
    onChange: (event: RiskEvent) => void;
  }) {
    const { risk, markets, accounts } = of;
    this.#currency = risk.currency;
    this.#onChange = of.onChange;
    const valuation = new Valuation(risk, markets);
    const { scopes, unused, ranges, caps } = scopesOf(risk, markets, accounts.views, this.#clock);
    this.#scopes = scopes;
    this.unused = unused;
    const accountOf = (name: string | undefined): number => accounts.numberOf(name);
    const count = accounts.views.length;
    this.book = new ExposureBook({ markets: markets.length, accounts: count, accountOf });
    const cells = this.book.positionLots.length;
    this.#chains = Array.from({ length: cells }, (_, c) =>
      scopes.filter((scope) => scope.cells[c] === 1),
    );
    const limits = this.#chains.map((chain, c) =>
      orderLimitsOf(markets[this.book.marketOf(c)]!.instrument, chain),
    );
    const counted = [...risk.count.keys()].flatMap((name) => heldCurrency(name, risk, markets));
    const amounts = new ToldAmounts(counted);
    const { views } = accounts;
    this.#views = views;
    this.#floors = new AccountFloors({ ranges, views, amounts });
    views.forEach((_, a) => this.#floors.update(a));
    const { fundingResetNs: resetNs } = risk;
    this.#funding =
      resetNs === undefined
        ? undefined
        : new FundingPaid({ views, markets, amounts, resetNs, epochNs: of.epochNs });
    const guarded = { caps, views, markets, amounts, funding: this.#funding, clock: this.#clock };
    this.#guards = new AccountGuards(guarded);
    this.#profit = new Profit(markets, valuation);
    const lossLimits = lossLimitsOf(scopes);
    if (risk.losses !== undefined) {
      this.losses = new LossWatch(risk.losses, lossLimits, of.epochNs);
      this.#warnSteps = risk.losses.warn.length;
    }
    this.everyNs = risk.losses?.everyNs ?? 0;
    this.gate = new RiskGate({
      markets,
      book: this.book,
      valuation,
      limits,
      chains: this.#chains,
      floors: this.#floors,
      guards: this.#guards,
      scopes,
      clock: this.#clock,
    });
    const { gate, book } = this;
    const usual = markets.map(({ instrument }) =>
      accounts.numberOf(accounts.nameFor(instrument, undefined)),
    );
    const { currency } = risk;
    const parts = { gate, book, valuation, markets, scopes, limits, chains: this.#chains };
    const guards = this.#guards;
    this.view = new RiskView({ risk: this, currency, usual, guards, ...parts });
  }

  get halted(): boolean {
    return this.state === "halt";
  }

  /** Moves the clock. */
  advance(nowNs: number): void {
    this.#clock[0] = nowNs;
  }

  /** Whether an order may be sent. `crossing`: it may be priced through the touch. */
  passesOrder(order: OrderRecord, crossing: boolean): boolean {
    this.look();
    return this.gate.passesOrder(order, crossing);
  }

  /** Why an order may not be sent, or undefined. */
  denyOrder(order: OrderRecord, crossing: boolean): string | undefined {
    return this.passesOrder(order, crossing) ? undefined : this.#denied(order);
  }

  /** Why an amend may not be asked for, or undefined. */
  denyAmend(order: OrderRecord, to: AmendTo): string | undefined {
    this.look();
    return this.gate.passesAmend(order, to) ? undefined : this.#denied(order);
  }

  /** Why a cancel may not be asked for now, or undefined. */
  denyCancel(order: OrderRecord): string | undefined {
    return this.gate.passesCancel(order) ? undefined : this.#denied(order);
  }

  /** The reason of the filters, with its code. */
  filtered(reason: string): string {
    const code = filterCode(reason);
    this.#count(code);
    return `${code} ${reason}`;
  }

  submitted(order: OrderRecord): void {
    this.book.submitted(order);
    this.gate.sent(order);
    for (const scope of this.#chainOf(order)) scope.ordered();
  }

  amendAsked(order: OrderRecord, to: AmendTo): void {
    this.book.amendAsked(order, to);
    for (const scope of this.#chainOf(order)) scope.ordered();
  }

  cancelAsked(order: OrderRecord): void {
    for (const scope of this.#chainOf(order)) scope.canceled();
  }

  /** A cancel of all that a market has is one message of each scope that has the market. */
  cancelAllAsked(market: number): void {
    const { accounts } = this.book;
    for (const scope of this.#scopes) {
      const cells = scope.cells.subarray(market * accounts, (market + 1) * accounts);
      if (cells.includes(1)) scope.canceled();
    }
  }

  adopted(order: OrderRecord): void {
    this.book.submitted(order);
  }

  accepted(order: OrderRecord): void {
    for (const scope of this.#chainOf(order)) scope.rejects = 0;
  }

  filled(order: OrderRecord, lots: number): void {
    this.book.filled(order, lots);
    this.#profit.changed(order.market);
    for (const scope of this.#chainOf(order)) scope.fills += 1;
  }

  /** `filledLots`: what the venue had filled of it in the end, where it said so. */
  ended(order: OrderRecord, how: string, filledLots: number | undefined): void {
    this.book.ended(order, filledLots);
    if (how !== "rejected") return;
    for (const scope of this.#chainOf(order)) {
      const { rejects } = scope.limits;
      scope.rejects += 1;
      if (rejects && scope.rejects >= rejects.most) {
        scope.pausedUntilNs = this.#clock[0]! + rejects.pauseNs;
      }
    }
  }

  /** The venue told of an account; its view has what it told. */
  accountChanged(account: number): void {
    const { state } = this.#views[account]!;
    this.#floors.update(account);
    this.#guards.update(account);
    for (const { market } of state.positions) this.#profit.changed(market);
  }

  /** Looks at the losses as they are now. */
  look(): void {
    const { losses, gate } = this;
    if (losses === undefined) return;
    const profit = this.#profit;
    profit.count();
    gate.profitUnknown = !profit.known;
    if (!profit.known) return;
    if (losses.look(profit, this.#clock)) {
      for (const scope of this.#scopes) scope.requests = scope.fills = 0;
    }
    if (losses.step !== this.#step && !this.halted) this.#change(losses.step);
  }

  /** Lets a halted kernel trade again. Throws ConfigError while it may not. */
  rearm({ by, reason, losses }: Rearm): void {
    if (by.trim() === "") throw new ConfigError("by", "must name the person who re-arms");
    if (reason.trim() === "") throw new ConfigError("reason", "must say why it may go on");
    if (!this.halted)
      throw new ConfigError("rearm", `nothing is halted; the state is ${this.state}`);
    const watch = this.losses!;
    if (losses === "from-now") watch.restart();
    this.look();
    if (!this.#profit.known) throw new ConfigError("rearm", "profit cannot be computed now");
    if (watch.step >= watch.haltStep) {
      throw new ConfigError("losses", `${this.#worstText()} is at its limit; say "from-now"`);
    }
    this.#set(watch.step, `re-armed by ${by}: ${reason}`);
  }

  /** Losses, state and funding as text, for a later run of the same strategy. Undefined without. */
  save(): string | undefined {
    const funding = this.#funding?.save();
    if (this.losses === undefined) return funding && JSON.stringify({ funding });
    this.look();
    return JSON.stringify({ losses: this.losses.save(), halted: this.halted, funding });
  }

  /** Goes on from what an earlier run saved. Before the first input. */
  restore(text: string): void {
    const { losses, halted, funding } = JSON.parse(text) as SavedRisk;
    if (funding !== undefined && this.#funding !== undefined) {
      this.#funding.restore(funding);
      this.#views.forEach((_, a) => this.#guards.update(a));
    }
    if (this.losses === undefined || losses === undefined) return;
    this.losses.restore(losses);
    if (halted === true) this.#set(this.losses.haltStep, "halted in an earlier run");
    else this.look();
  }

  /** Everything that a kernel with the same config needs to go on exactly here; changes nothing. */
  snapshot(orders: readonly OrderRecord[]): SavedRiskState {
    return {
      state: this.state,
      step: this.#step,
      reason: this.changes.at(-1)?.reason,
      exposure: this.book.save(orders),
      scopes: this.#scopes.map((scope) => scope.save()),
      recent: this.gate.saveRecent(),
      losses: this.losses?.state(),
      funding: this.#funding?.state(),
      denials: [...this.denials],
    };
  }

  /**
   * Goes on from a snapshot; orders have ids from `nextOrderId` on. After positions and accounts are
   * back, before the first input.
   */
  resume(saved: SavedRiskState, nextOrderId: number): void {
    this.book.restore(saved.exposure, nextOrderId);
    for (const scope of this.#scopes) {
      const known = saved.scopes.find((s) => s.kind === scope.kind && s.label === scope.label);
      if (known) scope.restore(known);
    }
    this.gate.restoreRecent(saved.recent);
    if (saved.losses) this.losses?.resume(saved.losses);
    if (saved.funding) this.#funding?.resume(saved.funding);
    for (const [code, count] of saved.denials) this.denials.set(code, count);
    this.#views.forEach((_, a) => {
      this.#floors.update(a);
      this.#guards.update(a);
    });
    for (let m = 0; m < this.book.positionLots.length / this.book.accounts; m++) {
      this.#profit.changed(m);
    }
    // Without a limit on losses there is nothing that could be halted.
    if (saved.state !== "normal" && this.losses !== undefined) {
      this.#set(saved.step, saved.reason ?? "as in the session before");
    }
  }

  #change(step: number): void {
    this.#set(step, this.#worstText());
  }

  #set(step: number, reason: string): void {
    const before = this.state;
    this.#step = step;
    this.state = this.#stateOf(step);
    this.gate.mode =
      this.state === "halt" ? "halt" : this.state === "reduce-only" ? "reduce-only" : "open";
    const event = { state: this.state, before, nowNs: this.#clock[0]!, reason };
    this.changes.push(event);
    this.#onChange(event);
  }

  #stateOf(step: number): RiskState {
    if (step === 0) return "normal";
    if (step <= this.#warnSteps) return "warn";
    return step === this.#warnSteps + 1 ? "reduce-only" : "halt";
  }

  #worstText(): string {
    const { limits, losses, worst } = this.losses!;
    const { name, most, scope } = limits[worst]!;
    const show = (micro: number): string => amountText(micro, this.#currency);
    return `${name} ${show(losses[worst]!)} of ${show(most)} (${scope})`;
  }

  #denied({ instrument, market }: OrderRecord): string {
    const { finding } = this.gate;
    this.#count(finding.code);
    const lots = (count: number): string =>
      `${instrument.lot.format(count)} ${instrument.sizeUnit}`;
    const coins = (atoms: number): string => this.gate.assets.text(market, atoms);
    return finding.text({ currency: this.#currency, lots, coins });
  }

  #count(code: string): void {
    this.denials.set(code, (this.denials.get(code) ?? 0) + 1);
  }

  #chainOf(order: OrderRecord): readonly Scope[] {
    return this.#chains[this.book.cellOf(order)]!;
  }
}

function lossLimitsOf(scopes: readonly Scope[]): LossLimit[] {
  return (["dailyLoss", "drawdown", "hourLoss"] as const).flatMap((name) => {
    const limited = scopes.filter(({ limits }) => limits[name] < Infinity);
    if (limited.length === 0) return [];
    const tightest = limited.reduce((a, b) => (b.limits[name] < a.limits[name] ? b : a));
    return [{ name, most: tightest.limits[name], scope: tightest.label }];
  });
}

/** A currency that an account may hold; none when what prices it is no part of the run. */
function heldCurrency(
  name: string,
  risk: ParsedRisk,
  markets: readonly MarketState[],
): CountedCurrency[] {
  const rule = risk.count.get(name)!;
  const ids = markets.map(({ instrument }) => instrument.id);
  if ("instruments" in rule && !rule.instruments.some((id) => ids.includes(id))) return [];
  return [new CountedCurrency(name, risk, markets)];
}
