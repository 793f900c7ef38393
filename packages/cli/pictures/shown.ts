import type { Instrument } from "@mexoms/core";
import type { BacktestResult, InstrumentSeries } from "@mexoms/sim";

/** Part of a run as it is to be drawn. Times are nanoseconds after the run's start. */
export interface Shown {
  readonly result: BacktestResult;
  /** Instruments that are drawn, in one scale of prices. */
  readonly instruments: readonly Instrument[];
  readonly fromNs: number;
  readonly toNs: number;
}

/** An own order as it lay in the book. */
export interface Lay {
  readonly side: string;
  readonly price: number;
  readonly fromNs: number;
  readonly toNs: number;
}

/** The market at one sample, as decimals for drawing. */
export interface MarketPoint {
  readonly ns: number;
  readonly bid: number;
  readonly ask: number;
  readonly held: number;
}

export function laysOf({ result, instruments, fromNs, toNs }: Shown): Lay[] {
  const { startNs, endNs } = result;
  const ids = new Set(instruments.map(({ id }) => id));
  return (
    result.orders
      // Immediate-or-cancel orders are never in the book.
      .filter(({ timeInForce }) => timeInForce !== "ioc")
      .filter(({ instrument, acceptedNs }) => ids.has(instrument) && acceptedNs > 0n)
      .map((order) => ({
        side: order.side,
        price: Number(order.price),
        fromNs: Number(order.acceptedNs - startNs),
        toNs: Number((order.closedNs > 0n ? order.closedNs : endNs) - startNs),
      }))
      .filter((lay) => lay.fromNs < toNs && lay.toNs > fromNs)
  );
}

export function marketOf({ result, fromNs, toNs }: Shown, instrument: Instrument): MarketPoint[] {
  const { timeNs, instruments } = result.samples;
  const series: InstrumentSeries = instruments.find((each) => each.instrument === instrument.id)!;
  const { tick, lot } = instrument;
  return [...timeNs.keys()]
    .filter((i) => timeNs[i]! >= fromNs && timeNs[i]! <= toNs && series.bidTicks[i]! > 0)
    .map((i) => ({
      ns: timeNs[i]!,
      bid: tick.float(series.bidTicks[i]!),
      ask: tick.float(series.askTicks[i]!),
      held: lot.float(series.positionLots[i]!),
    }));
}

/** Fills of the instruments in the picture's time. */
export function fillsOf({ result, instruments, fromNs, toNs }: Shown): readonly {
  readonly side: string;
  readonly price: number;
  readonly ns: number;
}[] {
  const ids = new Set(instruments.map(({ id }) => id));
  return result.fills
    .filter(({ instrument }) => ids.has(instrument))
    .map(({ side, price, exchNs }) => ({
      side,
      price: Number(price),
      ns: Number(exchNs - result.startNs),
    }))
    .filter(({ ns }) => ns >= fromNs && ns <= toNs);
}
