import type { Instrument } from "../instrument/instrument.ts";
import type { Headroom, RiskFigure, RiskLook, RiskState } from "../strategy/risk-look.ts";
import type { MarketState } from "./market-state.ts";

const NO_ROOM: Headroom = { buyLots: 0, sellLots: 0 };

/** Risk as a strategy sees it: a market that is suspended has no room. */
export class SuspendableRisk implements RiskLook {
  readonly #risk: RiskLook;
  readonly #markets: ReadonlyMap<Instrument, MarketState>;

  constructor(risk: RiskLook, markets: ReadonlyMap<Instrument, MarketState>) {
    this.#risk = risk;
    this.#markets = markets;
  }

  get state(): RiskState {
    return this.#risk.state;
  }

  headroom(instrument: Instrument): Headroom {
    if (this.#markets.get(instrument)?.suspended !== undefined) return NO_ROOM;
    return this.#risk.headroom(instrument);
  }

  figures(): readonly RiskFigure[] {
    return this.#risk.figures();
  }
}
