import type { Instrument } from "../instrument/instrument.ts";

/**
 * What risk lets through. normal, warn: everything within the limits. reduce-only: only what cannot
 * bring a position past zero. halt: nothing but cancels, until someone re-arms it.
 */
export type RiskState = "normal" | "warn" | "reduce-only" | "halt";

/** Lots that one more order of each side may have for exposure to stay within its caps. */
export interface Headroom {
  readonly buyLots: number;
  readonly sellLots: number;
}

/** One limit and how much of it is used, as texts with their units. */
export interface RiskFigure {
  readonly limit: string;
  readonly scope: string;
  readonly used: string;
  readonly most: string;
}

/** A change of the state, told once. A further warning is a change too. */
export interface RiskEvent {
  readonly state: RiskState;
  readonly before: RiskState;
  /** Time of the run. */
  readonly nowNs: number;
  /** What it comes from: "dailyLoss 912.4 USDT of 1,000 USDT (strategy)". */
  readonly reason: string;
}

/** Risk as a strategy sees it. Without risk the state is normal and there is no limit. */
export interface RiskLook {
  readonly state: RiskState;
  /**
   * Room on the account that an instrument's orders go to unless they name one. The object is
   * reused: read it at once. Infinity without a cap; 0 while the instrument is suspended.
   */
  headroom(instrument: Instrument): Headroom;
  /** Every limit of losses, exposure and rates with what is used of it. For people: allocates. */
  figures(): readonly RiskFigure[];
}

const UNLIMITED: Headroom = { buyLots: Infinity, sellLots: Infinity };

/** Of a kernel without risk. */
export const NO_RISK: RiskLook = {
  state: "normal",
  headroom: () => UNLIMITED,
  figures: () => [],
};
