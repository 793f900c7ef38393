import { ConfigError, Instrument, Money } from "@mexoms/core";
import { fail, sideIndex, sideSign } from "@mexoms/core/internal";
import type { BacktestResult, OrderRow } from "../result/result.ts";
import { groupTapes } from "../run/group-tapes.ts";
import type { Tape } from "../tape/tape.ts";
import { arbitrageFrom } from "./arbitrage-from.ts";
import { attribute, attributeCurrency } from "./attribution.ts";
import { capacityBuckets } from "./capacity.ts";
import { churnSheet } from "./churn-sheet.ts";
import { chargesCurve, equityCurve } from "./equity-curve.ts";
import { fillGroups } from "./fill-groups.ts";
import { fillQuality } from "./fill-quality.ts";
import { Grid } from "./grid.ts";
import { HorizonMarks } from "./horizon-marks.ts";
import { type InstrumentRun, NOTHING, sumOf } from "./instrument-run.ts";
import { Holdings, inventorySheet } from "./inventory-sheet.ts";
import { latencySheet } from "./latency-sheet.ts";
import { MarketWalk } from "./market-walk.ts";
import type { MarkedFill } from "./marked-fill.ts";
import { type SheetTimes, sheetTimes, type TearSheetOptions } from "./options.ts";
import { OrderTimes } from "./order-times.ts";
import { queueSheet } from "./queue-sheet.ts";
import { RateUse } from "./rate-use.ts";
import { riskSheet } from "./risk-sheet.ts";
import type { CurrencySheet, InstrumentSheet, TearSheet } from "./tear-sheet.ts";
import { Volatility } from "./volatility.ts";
import { Worth } from "./worth.ts";

const SECOND_NS = 1e9;

/** One instrument of the run with its finished sheet. */
interface Sheeted {
  readonly run: InstrumentRun;
  readonly holdings: Holdings;
  readonly sheet: InstrumentSheet;
}

/**
 * Makes the tear sheet of a run that is over, by going over its tapes once more; the run itself pays
 * nothing for it. `tapes` are those of the run, in any order. Equal results give equal sheets. Throws
 * ConfigError for options that cannot be, and for tapes that are not the run's.
 */
export function tearSheet(of: {
  readonly result: BacktestResult;
  readonly tapes: readonly Tape[];
  readonly options: TearSheetOptions;
}): TearSheet {
  const { result, tapes } = of;
  const times = sheetTimes(of.options);
  checkTapes(result, tapes);
  const groups = new Map(groupTapes(tapes).map((group) => [group[0]!.instrument.id, group]));
  const sheeted = result.inputs.instruments.map((spec, market) => {
    const instrument = new Instrument(spec);
    const own = groups.get(instrument.id) ?? fail(`no tape of ${instrument.id}`);
    return instrumentSheet({ result, times, market, instrument, tapes: own });
  });
  const notes = notesOf(result);
  const arbitrage = arbitrageFrom(result, notes);
  return {
    format: 1,
    digest: result.digest,
    startNs: result.startNs,
    endNs: result.endNs,
    adverseNs: times.adverseNs,
    horizonsNs: times.horizonsNs,
    currencies: currenciesOf(result).map((currency) =>
      currencySheet(
        result,
        currency,
        times,
        sheeted.filter(({ run }) => run.instrument.settle === currency),
      ),
    ),
    instruments: sheeted.map(({ sheet }) => sheet),
    ...(arbitrage === undefined ? {} : { arbitrage }),
    notes,
  };
}

function notesOf({ inputs: { warmup } }: BacktestResult): string[] {
  if (warmup === undefined) return [];
  return [
    `The strategy could not trade in the first ${warmup}: shares of time are of the whole run.`,
  ];
}

function checkTapes({ inputs }: BacktestResult, tapes: readonly Tape[]): void {
  const wanted = inputs.tapes.map(({ digest }) => digest).toSorted();
  const given = tapes.map(({ digest }) => digest).toSorted();
  if (wanted.length === given.length && wanted.every((digest, i) => digest === given[i])) return;
  const short = (digests: readonly string[]): string =>
    digests.map((digest) => digest.slice(0, 12)).join(", ");
  throw new ConfigError(
    "tapes",
    `are not those of the run: it has ${short(wanted)}, and ${short(given)} were given`,
  );
}

function instrumentSheet(of: {
  result: BacktestResult;
  times: SheetTimes;
  market: number;
  instrument: Instrument;
  tapes: readonly Tape[];
}): Sheeted {
  const { result, times, market, instrument, tapes } = of;
  const { startNs } = result;
  const endNs = Math.max(1, Number(result.endNs - startNs));
  const series = result.samples.instruments[market]!;
  const endHalf = (series.bidTicks.at(-1) ?? 0) + (series.askTicks.at(-1) ?? 0);
  const timeline = result.timelines[market] ?? fail("the result has no timelines of its orders");
  const orderTimes = new OrderTimes(timeline);
  const fills = markedFills(result, { market, instrument, endHalf, times, orderTimes });
  const returns = new Grid(times.returnNs, endNs);
  const seconds = new Grid(SECOND_NS, endNs);
  const orders = result.orders;
  const sideOf = (orderId: number): number => sideIndex(orders[orderId - 1]!.side);
  const marks = marksOf(fills, times, endNs);
  const grids = [returns, seconds];
  const walk = new MarketWalk({
    instrument,
    tapes,
    startNs,
    endNs,
    timeline,
    sideOf,
    fills,
    marks,
    grids,
  });
  walk.run();
  const volatility = new Volatility(seconds);
  for (const each of fills) each.volatilityBps = volatility.at(each.atNs);
  const run: InstrumentRun = {
    instrument,
    times,
    startNs,
    endNs,
    endHalf,
    timeline,
    orderTimes,
    fills,
    returns,
    seconds,
    worth: new Worth(instrument),
    summary: result.summary[market]!,
    orders: orders.filter((order) => order.instrument === instrument.id),
  };
  const holdings = new Holdings(run);
  return { run, holdings, sheet: describe(run, { result, walk, volatility, holdings }) };
}

function describe(
  run: InstrumentRun,
  of: { result: BacktestResult; walk: MarketWalk; volatility: Volatility; holdings: Holdings },
): InstrumentSheet {
  const { instrument, timeline, fills } = run;
  const attribution = attribute(run);
  return {
    instrument: instrument.id,
    settle: instrument.settle,
    attribution,
    captureBps: captureBps(run, attribution.spreadCapture),
    markouts: fillGroups(run, of.volatility),
    quality: fillQuality(run, of.walk.missed),
    queue: queueSheet(timeline, fills),
    presence: of.walk.presence.finish(instrument),
    inventory: inventorySheet(run, of.holdings),
    churn: churnSheet(run, ratesOf(of.result, instrument)),
    capacity: capacityBuckets(run),
    latency: latencySheet(run),
  };
}

/** The fills of an instrument by the exchange's time, before the market around them is known. */
function markedFills(
  result: BacktestResult,
  of: {
    market: number;
    instrument: Instrument;
    endHalf: number;
    times: SheetTimes;
    orderTimes: OrderTimes;
  },
): MarkedFill[] {
  const { market, instrument, endHalf, times, orderTimes } = of;
  const { fillRow } = result.timelines[market]!;
  const unknown = Number.NaN;
  return result.fills
    .filter((fill) => fill.instrument === instrument.id)
    .map((fill, i) => ({
      fill,
      row: fillRow[i]!,
      atNs: Number(fill.exchNs - result.startNs),
      sign: sideSign(sideIndex(fill.side)),
      priceHalf: 2 * fill.priceTicks,
      midHalf: 2 * fill.priceTicks,
      adverseHalf: endHalf,
      adverseKnown: false,
      laterHalf: new Float64Array(times.horizonsNs.length).fill(unknown),
      imbalance: unknown,
      takerLots: unknown,
      level: 0,
      ageNs: unknown,
      shareAtEntry: unknown,
      orderLots: unknown,
      ackNs: orderTimes.ackNs.get(fill.orderId) ?? unknown,
      volatilityBps: unknown,
    }))
    .toSorted((a, b) => a.atNs - b.atNs || a.row - b.row);
}

function marksOf(fills: readonly MarkedFill[], times: SheetTimes, endNs: number): HorizonMarks[] {
  const adverse = new HorizonMarks({
    afterNs: times.adverseNs,
    endNs,
    fills,
    tell: (fill, mid) => {
      fill.adverseHalf = mid;
      fill.adverseKnown = true;
    },
  });
  const horizons = times.horizonsNs.map((afterNs, h) => {
    const tell = ({ laterHalf }: MarkedFill, mid: number): void => {
      laterHalf[h] = mid;
    };
    return new HorizonMarks({ afterNs, endNs, fills, tell });
  });
  return [adverse, ...horizons];
}

function captureBps({ fills, worth }: InstrumentRun, captured: Money): number | undefined {
  let turnover = 0n;
  for (const { fill, priceHalf } of fills) {
    if (fill.liquidity === "maker") turnover += worth.size(fill.qtyLots, priceHalf);
  }
  if (turnover === 0n) return undefined;
  return captured.toDecimal().mul(1e4).div(worth.money(turnover).toDecimal()).toNumber();
}

function ratesOf(result: BacktestResult, { spec }: Instrument): RateUse | undefined {
  const { venue, market } = spec;
  const rules = result.inputs.rules?.find((each) => each.venue === venue && each.market === market);
  if (rules === undefined) return undefined;
  const timelines = result.timelines.filter((_, i) => {
    const other = result.inputs.instruments[i]!;
    return other.venue === venue && other.market === market;
  });
  const orderOf = (orderId: number): OrderRow | undefined => result.orders[orderId - 1];
  return new RateUse({ rules, timelines, orderOf, startNs: result.startNs });
}

/** Currencies that instruments settle in, and those that accounts paid interest in. */
function currenciesOf({ inputs, samples }: BacktestResult): string[] {
  const settles = inputs.instruments.map((spec) => new Instrument(spec).settle);
  return [...new Set([...settles, ...samples.equity.map(({ currency }) => currency)])];
}

function currencySheet(
  result: BacktestResult,
  currency: string,
  times: SheetTimes,
  parts: readonly Sheeted[],
): CurrencySheet {
  const { samples, ledger, startNs } = result;
  const endNs = Math.max(1, Number(result.endNs - startNs));
  const series = samples.equity.find((each) => each.currency === currency);
  const interest = sumOf(
    ledger
      .filter((row) => row.currency === currency && row.kind === "interest")
      .map(({ amount }) => amount),
  );
  const equityChange =
    series?.amount.at(-1) ?? sumOf(parts.map(({ sheet }) => sheet.attribution.equityChange));
  const everyNs = times.returnNs;
  const length = Math.floor(endNs / everyNs) + 1;
  const charges = chargesCurve({ ledger, currency, startNs, everyNs, length });
  const curves = parts.map(({ run }) => equityCurve(run));
  const curve = charges.map((charge, k) =>
    curves.reduce((sum, each) => sum.plus(each[k] ?? NOTHING), charge),
  );
  return {
    currency,
    attribution: attributeCurrency(
      parts.map(({ sheet }) => sheet.attribution),
      interest,
      equityChange,
    ),
    risk: riskSheet({
      curve,
      intervalNs: everyNs,
      endNs,
      samples,
      series,
      runs: parts.map(({ run, holdings }) => [run, holdings] as const),
    }),
  };
}
