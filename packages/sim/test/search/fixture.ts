import {
  bps,
  choice,
  count,
  distance,
  duration,
  factor,
  flag,
  type Instrument,
  instrument,
  instruments,
  quantity,
} from "@mexoms/core";
import { findInstrument } from "@mexoms/sim";
import { type Answered, parseSearchSpace, type Search, type SearchSpace } from "@mexoms/sim/engine";

export const PARAMS = {
  instrument: instrument(),
  hedges: instruments({ default: "none" }),
  halfSpread: bps({ default: "2bps", min: "0.1bps", max: "50bps" }),
  minSpread: bps({ default: "1bps" }),
  offset: distance({ default: "3ticks" }),
  levels: count({ default: "3", min: "1", max: "10" }),
  size: quantity({ default: "0.01BTC" }),
  skew: factor({ default: "0", min: "-1", max: "1" }),
  refresh: duration({ default: "100ms", min: "1ms" }),
  mode: choice(["join", "improve", "leave"], { default: "join" }),
  hedge: flag({ default: "true" }),
};

export const BTC = findInstrument("binance:usdm:BTCUSDT");

export function spaceOf(
  space: Readonly<Record<string, string>>,
  options: {
    readonly where?: readonly string[];
    readonly given?: Readonly<Record<string, string>>;
    readonly instruments?: readonly Instrument[];
  } = {},
): SearchSpace {
  const { where = [], given = {}, instruments: of = [BTC] } = options;
  return parseSearchSpace({ params: PARAMS, given, space, where, instruments: of });
}

/** A space of `dimensions` factors from 0 to 1. */
export function cube(dimensions: number, text = "0:1", where: readonly string[] = []): SearchSpace {
  const names = Array.from({ length: dimensions }, (_, i) => `x${i}`);
  return parseSearchSpace({
    params: Object.fromEntries(names.map((name) => [name, factor()])),
    given: {},
    space: Object.fromEntries(names.map((name) => [name, text])),
    where,
    instruments: [],
  });
}

/** Asks and answers until the search is over. */
export function play(
  search: Search,
  scoresOf: (point: Answered["ask"]["point"], share: number) => readonly number[] | undefined,
): Answered[] {
  const answered: Answered[] = [];
  for (let asks = search.next(answered); asks.length > 0; asks = search.next(answered)) {
    answered.push(...asks.map((ask) => ({ ask, scores: scoresOf(ask.point, ask.share) })));
  }
  return answered;
}
