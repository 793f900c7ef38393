import type {
  BacktestResult,
  EquitySeries,
  FillRow,
  InstrumentSeries,
  Samples,
  TearSheet,
} from "@mexoms/sim/engine";
import type { Instrument } from "@mexoms/core";
import { fail } from "@mexoms/core/internal";
import type {
  EquityData,
  FillsData,
  InstrumentData,
  MarkerData,
  ReportData,
} from "../../report-page/report-data.ts";
import type { BacktestBounds } from "../bounds.ts";
import { positionAfter } from "../run-folder/position-after.ts";
import type { RunInstruments } from "../run-folder/run-instruments.ts";
import { drawnSamples } from "./thinning.ts";
import { markoutsData } from "./tear/markout-data.ts";

/** Fills in the table of the page; fills.csv has all of them. */
export const TABLE_FILLS_MAX = 20_000;
/** Fills of one instrument that are drawn; of more, one a side and slice of time is kept. */
const MARKERS_MAX = 10_000;

/** The numbers that the page draws, small enough to embed. */
export function pageData(
  result: BacktestResult,
  instruments: RunInstruments,
  more: {
    readonly bounds: BacktestBounds | undefined;
    readonly tearSheet: TearSheet | undefined;
  },
): ReportData {
  const { bounds, tearSheet } = more;
  const { samples, startNs, endNs } = result;
  const sampleMs = (i: number): number =>
    milliseconds(afterStart(startNs, samples.startNs) + samples.timeNs[i]!);
  return {
    startNs: startNs.toString(),
    spanMs: [0, milliseconds(afterStart(startNs, endNs))],
    instruments: samples.instruments.map((series) =>
      instrumentData(series, instruments.get(series.instrument), { result, sampleMs }),
    ),
    equity: equityData(samples, sampleMs, bounds),
    fills: fillsData(result),
    markouts: tearSheet ? markoutsData(tearSheet) : [],
  };
}

/** The largest position, which may fall between two samples. */
function largestPosition(id: string, { summary }: BacktestResult): number {
  return Number(summary.find((one) => one.instrument === id)?.maxPositionQty ?? 0);
}

interface SampleTimes {
  readonly result: BacktestResult;
  readonly sampleMs: (i: number) => number;
}

function instrumentData(
  series: InstrumentSeries,
  instrument: Instrument,
  { result, sampleMs }: SampleTimes,
): InstrumentData {
  const { bidTicks, askTicks, ownBidTicks, ownAskTicks, positionLots } = series;
  const total = positionLots.length;
  const priced = drawnSamples([bidTicks, askTicks, ownBidTicks, ownAskTicks], total);
  const held = drawnSamples([positionLots], total);
  const prices = (ticks: Int32Array): (number | null)[] =>
    priced.map((i) => (ticks[i] === 0 ? null : ticks[i]!));
  const { tick, lot, spec } = instrument;
  return {
    id: instrument.id,
    tick: { mantissa: tick.mantissa, decimals: tick.decimals },
    lot: { mantissa: lot.mantissa, decimals: lot.decimals },
    priceUnit: spec.quote,
    sizeUnit: instrument.sizeUnit,
    settle: instrument.settle,
    price: {
      total,
      ms: priced.map(sampleMs),
      bid: prices(bidTicks),
      ask: prices(askTicks),
      ownBid: prices(ownBidTicks),
      ownAsk: prices(ownAskTicks),
    },
    position: {
      total,
      ms: held.map(sampleMs),
      lots: held.map((i) => positionLots[i]!),
      largest: largestPosition(instrument.id, result),
    },
    markers: markerData(
      result.fills.filter((fill) => fill.instrument === series.instrument),
      result,
    ),
  };
}

function equityData(
  samples: Samples,
  sampleMs: (i: number) => number,
  bounds: BacktestBounds | undefined,
): EquityData[] {
  return samples.equity.map((series) => {
    const numbers = floats(series);
    const around = bounds && {
      pessimistic: floats(seriesOf(bounds.pessimistic, series.currency)),
      optimistic: floats(seriesOf(bounds.optimistic, series.currency)),
    };
    const columns = around ? [numbers, around.pessimistic, around.optimistic] : [numbers];
    const drawn = drawnSamples(columns, numbers.length);
    const at = (column: Float64Array): number[] => drawn.map((i) => column[i]!);
    return {
      currency: series.currency,
      total: numbers.length,
      ms: drawn.map(sampleMs),
      amount: at(numbers),
      ...(around && {
        bounds: { pessimistic: at(around.pessimistic), optimistic: at(around.optimistic) },
      }),
    };
  });
}

function floats({ amount }: EquitySeries): Float64Array {
  return Float64Array.from(amount, (money) => Number(money.toString()));
}

// The runs of bounds have one interval and one end, and so the same number of samples.
function seriesOf({ samples }: BacktestResult, currency: string): EquitySeries {
  const found = samples.equity.find((series) => series.currency === currency);
  return found ?? fail(`a bound has no equity in ${currency}`);
}

function markerData(fills: readonly FillRow[], run: BacktestResult): MarkerData {
  const slices = MARKERS_MAX / 2;
  const spanNs = Math.max(1, afterStart(run.startNs, run.endNs));
  const taken = new Set<string>();
  const drawn = fills.filter((fill) => {
    if (fills.length <= MARKERS_MAX) return true;
    const slice = Math.floor((afterStart(run.startNs, fill.exchNs) / spanNs) * slices);
    const key = `${slice} ${fill.side}`;
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  });
  const inTime = drawn.toSorted((a, b) => Number(a.exchNs - b.exchNs));
  return {
    total: fills.length,
    ms: inTime.map((fill) => milliseconds(afterStart(run.startNs, fill.exchNs))),
    ticks: inTime.map((fill) => fill.priceTicks),
    sell: inTime.map((fill) => Number(fill.side === "sell")),
  };
}

function fillsData(result: BacktestResult): FillsData {
  const positions = positionAfter(result.fills);
  const rows = result.fills.slice(0, TABLE_FILLS_MAX);
  const reasons = [...new Set(rows.map((fill) => fill.reason))];
  const ids = result.samples.instruments.map((series) => series.instrument);
  const place = (id: string): number => {
    const index = ids.indexOf(id);
    return index >= 0 ? index : fail(`there are fills but no samples of ${id}`);
  };
  return {
    total: result.fills.length,
    ns: rows.map((fill) => afterStart(result.startNs, fill.exchNs)),
    instrument: rows.map((fill) => place(fill.instrument)),
    orderId: rows.map((fill) => fill.orderId),
    sell: rows.map((fill) => Number(fill.side === "sell")),
    ticks: rows.map((fill) => fill.priceTicks),
    lots: rows.map((fill) => fill.qtyLots),
    taker: rows.map((fill) => Number(fill.liquidity === "taker")),
    reason: rows.map((fill) => reasons.indexOf(fill.reason)),
    fee: rows.map((fill) => fill.fee.toString()),
    positionLots: rows.map((_, i) => positions[i]!),
    reasons,
  };
}

/** Nanoseconds from the start of the run, exact as a double for 104 days. */
function afterStart(startNs: bigint, ns: bigint): number {
  const after = Number(ns - startNs);
  return Number.isSafeInteger(after) ? after : fail("a run longer than 104 days has no report");
}

/** Microseconds are finer than any screen, and shorter as text than nanoseconds. */
function milliseconds(ns: number): number {
  return Math.round(ns / 1000) / 1000;
}
