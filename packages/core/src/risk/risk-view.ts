import { ConfigError } from "../errors.ts";
import type { Instrument } from "../instrument/instrument.ts";
import type { MarketState } from "../kernel/market-state.ts";
import { BUY, SELL, sideSign } from "../market/side.ts";
import type { Headroom, RiskFigure, RiskLook, RiskState } from "../strategy/risk-look.ts";
import type { AccountGuards } from "./account-guards.ts";
import type { ExposureBook } from "./exposure-book.ts";
import type { AssetQuantities } from "./asset-quantities.ts";
import { amountText } from "./finding.ts";
import type { OrderLimits } from "./order-limits.ts";
import type { Risk } from "./risk.ts";
import type { RiskGate } from "./risk-gate.ts";
import type { RateWindow } from "./rate-window.ts";
import type { Scope } from "./scope.ts";
import type { Valuation } from "./valuation.ts";

/** Risk as a strategy sees it: room and figures, from what the checks look at. */
export class RiskView implements RiskLook {
  readonly #risk: Pick<Risk, "state" | "losses">;
  readonly #currency: string;
  readonly #gate: RiskGate;
  readonly #guards: AccountGuards;
  readonly #book: ExposureBook;
  readonly #valuation: Valuation;
  readonly #byInstrument: ReadonlyMap<Instrument, number>;
  readonly #scopes: readonly Scope[];
  readonly #limits: readonly OrderLimits[];
  readonly #chains: readonly (readonly Scope[])[];
  readonly #room: { -readonly [K in keyof Headroom]: Headroom[K] } = { buyLots: 0, sellLots: 0 };
  readonly #one = new Float64Array(1);
  /** By market: the account that orders go to unless they name one. */
  readonly #usual: readonly number[];

  constructor(of: {
    risk: Pick<Risk, "state" | "losses">;
    currency: string;
    gate: RiskGate;
    guards: AccountGuards;
    book: ExposureBook;
    valuation: Valuation;
    markets: readonly MarketState[];
    scopes: readonly Scope[];
    limits: readonly OrderLimits[];
    chains: readonly (readonly Scope[])[];
    usual: readonly number[];
  }) {
    this.#risk = of.risk;
    this.#currency = of.currency;
    this.#gate = of.gate;
    this.#guards = of.guards;
    this.#book = of.book;
    this.#valuation = of.valuation;
    this.#byInstrument = new Map(of.markets.map(({ instrument }, m) => [instrument, m]));
    this.#scopes = of.scopes;
    this.#limits = of.limits;
    this.#chains = of.chains;
    this.#usual = of.usual;
  }

  get state(): RiskState {
    return this.#risk.state;
  }

  headroom(instrument: Instrument): Headroom {
    const market = this.#byInstrument.get(instrument);
    if (market === undefined) {
      throw new ConfigError("instrument", `${instrument.id} is not part of this run`);
    }
    const cell = market * this.#book.accounts + this.#usual[market]!;
    this.#room.buyLots = this.#lots(cell, market, BUY);
    this.#room.sellLots = this.#lots(cell, market, SELL);
    return this.#room;
  }

  figures(): readonly RiskFigure[] {
    const figures: RiskFigure[] = [];
    const show = (micro: number): string =>
      Number.isFinite(micro) ? amountText(micro, this.#currency) : "unknown";
    const { losses } = this.#risk;
    losses?.limits.forEach(({ name, most, scope }, i) => {
      figures.push({ limit: name, scope, used: show(losses.losses[i]!), most: show(most) });
    });
    const { exposure } = this.#gate;
    for (const scope of this.#scopes) {
      const { position, netPosition } = scope.limits;
      if (position < Infinity) {
        exposure.measure(false, BUY);
        const used = show(exposure.grossOf(scope, -1));
        figures.push({ limit: "position", scope: scope.label, used, most: show(position) });
      }
      if (netPosition < Infinity) {
        const nets = [BUY, SELL].map((side) => {
          exposure.measure(true, side);
          return exposure.netOf(scope, -1);
        });
        const used = show(Math.max(...nets));
        figures.push({ limit: "netPosition", scope: scope.label, used, most: show(netPosition) });
      }
      for (const name of ["orderRate", "cancelRate", "messageRate"] as const) {
        figures.push(...rateFigure(name, scope.label, scope[name]));
      }
    }
    for (const [instrument, market] of this.#byInstrument) {
      const cell = market * this.#book.accounts + this.#usual[market]!;
      for (const { most, scope } of this.#limits[cell]!.positionLots) {
        const worst = [BUY, SELL].map((side) => exposure.worstLots(scope, cell, side));
        const lots = (count: number): string =>
          `${instrument.lot.format(count)} ${instrument.sizeUnit}`;
        const label = `${scope.label}, ${instrument.id}`;
        figures.push({
          limit: "positionQty",
          scope: label,
          used: lots(Math.max(...worst)),
          most: lots(most),
        });
      }
    }
    figures.push(...assetFigures(this.#gate.assets));
    figures.push(...accountFigures(this.#guards, show));
    return figures;
  }

  /** Room of a side: the least of all caps. */
  #lots(cell: number, market: number, side: number): number {
    const { mode, exposure, assets } = this.#gate;
    if (mode === "halt") return 0;
    const worst = this.#book.worstLots(cell, side);
    let room = assets.room(cell, side);
    if (!this.#gate.isFree(cell % this.#book.accounts)) {
      const held = sideSign(side) * this.#book.positionLots[cell]!;
      room = held < 0 ? Math.min(room, Math.max(0, -worst)) : 0;
    }
    const { positionLots } = this.#limits[cell]!;
    for (let i = 0; i < positionLots.length; i++) {
      const { most, scope } = positionLots[i]!;
      room = Math.min(room, Math.max(0, most - exposure.worstLots(scope, cell, side)));
    }
    const chain = this.#chains[cell]!;
    for (let i = 0; i < chain.length; i++) {
      if (chain[i]!.capsValue)
        room = Math.min(room, this.#valueRoom(chain[i]!, cell, market, side));
    }
    return room;
  }

  /** Lots that a cap of value leaves: the value left, turned back into lots, one less if need be. */
  #valueRoom(scope: Scope, cell: number, market: number, side: number): number {
    const { position, netPosition } = scope.limits;
    const { exposure } = this.#gate;
    const nets = netPosition < Number.POSITIVE_INFINITY;
    exposure.measure(nets, side);
    const worst = this.#book.worstLots(cell, side);
    let room = Number.POSITIVE_INFINITY;
    if (position < Number.POSITIVE_INFINITY) {
      const others = exposure.grossOf(scope, -1) - exposure.grossIn(cell);
      room = Math.max(0, this.#lotsWorth(position - others, market) - worst);
      // What does not make the worse direction worse is free, however full the cap is.
      room = Math.max(room, this.#book.worstLots(cell, 1 - side) - worst);
    }
    if (nets) {
      const left = netPosition - (exposure.netOf(scope, -1) - exposure.netIn(cell));
      const most = left > 0 ? this.#lotsWorth(left, market) : -this.#lotsAgainst(-left, market);
      room = Math.min(room, Math.max(0, most - worst));
    }
    return room;
  }

  /** Fewest lots that can be set against a value of other exposure; Infinity when none can. */
  #lotsAgainst(value: number, market: number): number {
    if (!(value < Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
    const one = this.#one;
    let probe = 1_000_000_000;
    do {
      probe /= 1000;
      one[0] = probe;
      this.#valuation.offset(one, 0, market);
    } while (one[0] === Number.POSITIVE_INFINITY && probe > 1);
    if (!(one[0] > 0 && one[0] < Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
    let lots = Math.max(0, Math.floor((value / one[0]) * probe) - 1);
    for (; ; lots++) {
      one[0] = lots;
      this.#valuation.offset(one, 0, market);
      if (one[0] >= value) return lots;
    }
  }

  /** Most lots whose exposure is at most a value. */
  #lotsWorth(value: number, market: number): number {
    const one = this.#one;
    if (!(value > 0)) return 0;
    // As many lots as can be valued: the more, the nearer the first guess.
    let probe = 1_000_000_000;
    do {
      probe /= 1000;
      one[0] = probe;
      this.#valuation.exposure(one, 0, market);
    } while (one[0] === Number.POSITIVE_INFINITY && probe > 1);
    if (one[0] === Number.POSITIVE_INFINITY) return 0;
    let lots = Math.ceil((value / one[0]) * probe) + 1;
    for (; lots > 0; lots--) {
      one[0] = lots;
      this.#valuation.exposure(one, 0, market);
      if (one[0] <= value) return lots;
    }
    return 0;
  }
}

function assetFigures(assets: AssetQuantities): RiskFigure[] {
  return assets.caps.map(({ scope, market, most }) => {
    const worst = Math.max(assets.worst(market, BUY), assets.worst(market, SELL));
    const used = Number.isFinite(worst) ? assets.text(market, worst) : "unknown";
    return { limit: "netQty", scope: scope.label, used, most: assets.text(market, most) };
  });
}

function accountFigures(
  guards: AccountGuards,
  money: (micro: number) => string,
): readonly RiskFigure[] {
  const figures: RiskFigure[] = [];
  guards.caps.forEach((caps, a) => {
    if (caps === undefined) return;
    const { scope, marginUse, borrowed, fundingPaid, distance } = caps;
    const add = (limit: string, used: string, most: string): void =>
      void figures.push({ limit, scope, used, most });
    if (marginUse < Infinity)
      add("marginUse", shareText(guards.marginUse[a]!), shareText(marginUse));
    if (distance > 0) {
      const now = guards.distance(a);
      add("liquidationDistance", now === Infinity ? "none" : shareText(now), shareText(distance));
    }
    if (borrowed < Infinity) add("borrowed", money(guards.borrowed[a]!), money(borrowed));
    if (fundingPaid < Infinity)
      add("fundingPaid", money(guards.fundingPaid[a]!), money(fundingPaid));
  });
  return figures;
}

/** 10^-6 as "60%". */
function shareText(ppm: number): string {
  return Number.isFinite(ppm) ? `${ppm / 1e4}%` : "unknown";
}

function rateFigure(limit: string, scope: string, window: RateWindow | undefined): RiskFigure[] {
  if (window === undefined) return [];
  const { most, spanNs } = window.limit;
  return [{ limit, scope, used: String(window.count()), most: `${most}/${spanNs / 1e9}s` }];
}
