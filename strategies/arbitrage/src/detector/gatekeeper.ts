import type { Clock } from "./clock.ts";
import type { DetectorConfig } from "./detector-config.ts";
import type { Edge } from "./edge.ts";
import {
  AGE_GATE,
  BOOK_GATE,
  COOLDOWN_GATE,
  LIFE_GATE,
  OPEN,
  RESIDUAL_GATE,
  SKEW_GATE,
  VENUE_GATE,
} from "./gates.ts";

/** The reserve is rounded up to a tenth of a basis point. */
const RESERVE_STEP = 100_000;

/** The gates that need no walk, and the reserve. */
export class Gatekeeper {
  readonly #config: DetectorConfig;
  readonly #clock: Clock;

  constructor(config: DetectorConfig, clock: Clock) {
    this.#clock = clock;
    this.#config = config;
  }

  /** The first gate that is closed for an edge, or OPEN. */
  closed(edge: Edge): number {
    const { nowNs } = this.#clock;
    for (const { valid, healthy, residual } of edge.markets) {
      if (!valid) return BOOK_GATE;
      if (!healthy) return VENUE_GATE;
      if (residual) return RESIDUAL_GATE;
    }
    if (nowNs < edge.readyNs) return COOLDOWN_GATE;
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    for (const { receivedNs, exchNs } of edge.markets) {
      if (nowNs - receivedNs > this.#config.maxAgeNs) return AGE_GATE;
      if (exchNs < first) first = exchNs;
      if (exchNs > last) last = exchNs;
    }
    if (last - first > this.#config.maxSkewNs) return SKEW_GATE;
    if (edge.looks < this.#config.minEdgeLooks) return LIFE_GATE;
    if (nowNs - edge.sinceNs < this.#config.minEdgeNs) return LIFE_GATE;
    return OPEN;
  }

  /** The reserve in rate units; NaN while the volatility of a market is not known. */
  reserve(edge: Edge): number {
    const { reserveFactor, sigmaBps } = this.#config;
    if (reserveFactor === 0) return 0;
    let variance = sigmaBps === undefined ? 0 : sigmaBps * sigmaBps;
    if (sigmaBps === undefined) {
      for (const { volatility } of edge.markets) {
        if (!(volatility.variance >= 0)) return Number.NaN;
        variance = Math.max(variance, volatility.variance);
      }
    }
    const bps = reserveFactor * Math.sqrt(variance * (edge.latencyNs / 1e9));
    return Math.ceil((bps * 1e6) / RESERVE_STEP) * RESERVE_STEP;
  }
}
