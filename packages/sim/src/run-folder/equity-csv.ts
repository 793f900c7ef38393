import type { InstrumentSeries, Samples } from "@mexoms/sim/engine";
import type { Instrument } from "@mexoms/core";
import type { RunInstruments } from "./run-instruments.ts";
import { timeFields } from "@mexoms/sim/internal";

const INSTRUMENT_COLUMNS = ["bid", "ask", "own_bid", "own_ask", "position"] as const;

/** Columns are named after what they hold: "binance:swap:BTCUSDT:own_bid", "equity:USDT". */
export function equityHeader(samples: Samples): readonly string[] {
  return [
    "time",
    "time_ns",
    ...samples.equity.map((series) => `equity:${series.currency}`),
    ...samples.instruments.flatMap((series) =>
      INSTRUMENT_COLUMNS.map((column) => `${series.instrument}:${column}`),
    ),
  ];
}

/** The lines of equity.csv: one a sample, exact, an empty field where there was no price. */
export function* equityLines(
  samples: Samples,
  instruments: RunInstruments,
): Generator<readonly string[]> {
  const columns = samples.instruments.map((series) => ({
    series,
    instrument: instruments.get(series.instrument),
  }));
  for (const [i, afterNs] of samples.timeNs.entries()) {
    yield [
      ...timeFields(samples.startNs + BigInt(afterNs)),
      ...samples.equity.map((series) => series.amount[i]!.toString()),
      ...columns.flatMap(({ series, instrument }) => instrumentFields(series, instrument, i)),
    ];
  }
}

function instrumentFields(series: InstrumentSeries, instrument: Instrument, i: number): string[] {
  const price = (ticks: number): string => (ticks === 0 ? "" : instrument.tick.format(ticks));
  return [
    price(series.bidTicks[i]!),
    price(series.askTicks[i]!),
    price(series.ownBidTicks[i]!),
    price(series.ownAskTicks[i]!),
    instrument.lot.format(series.positionLots[i]!),
  ];
}
