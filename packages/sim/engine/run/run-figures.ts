import type { Instrument, Money, Params } from "@mexoms/core";
import type { EquitySeries } from "../result/result.ts";
import type { Assembly } from "./assembly.ts";
import type { SampledMarket } from "./sampler.ts";

/** One instrument of a run at its end, and its samples. Amounts are in its settle currency. */
export interface MarketFigures extends SampledMarket {
  readonly instrument: Instrument;
  readonly fills: number;
  readonly makerFills: number;
  readonly turnover: Money;
  readonly fees: Money;
  /** As in InstrumentSummary. */
  readonly profit: Money;
}

/**
 * What a trial needs of a run that is over, taken off without a description of each order and fill.
 * The figures are those of its result.
 */
export interface RunFigures {
  readonly outputsDigest: string;
  readonly startNs: bigint;
  /** Orders sent. */
  readonly orders: number;
  /** Times of the samples, nanoseconds after `startNs`; the last one is at the end of the run. */
  readonly timeNs: readonly number[];
  readonly markets: readonly MarketFigures[];
  /** Profit by currency at each sample; interest is paid in it. */
  readonly equity: readonly EquitySeries[];
}

export function figuresOf<P extends Params>(run: Assembly<P>, outputsDigest: string): RunFigures {
  const { kernel, sampler, span } = run;
  return {
    outputsDigest,
    startNs: span.startNs,
    orders: kernel.desk.all.length,
    timeNs: sampler.times,
    markets: kernel.markets.map(({ index, instrument, position }): MarketFigures => ({
      ...sampler.market(index),
      instrument,
      fills: position.fills,
      makerFills: position.makerFills,
      turnover: position.turnover(),
      fees: position.fees(),
      profit: position.equity(...sampler.lastPrices(index)),
    })),
    equity: sampler.equityByCurrency(),
  };
}
