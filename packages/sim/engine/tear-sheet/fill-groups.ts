import { BandedMarkouts } from "./markouts.ts";
import { type InstrumentRun, sizeText } from "./instrument-run.ts";
import { type MarkedFill, moveBps } from "./marked-fill.ts";
import type { FillGroup } from "./tear-sheet.ts";
import type { Volatility } from "./volatility.ts";

/** A group of fills and its place among those of the same kind. */
type Group = readonly [place: number, name: string];

interface Grouping {
  readonly by: FillGroup["by"];
  /** Undefined leaves the fill out. */
  readonly of: (fill: MarkedFill) => Group | undefined;
}

/** The fills of an instrument, all of them and by what they have in common. */
export function fillGroups(run: InstrumentRun, volatility: Volatility): FillGroup[] {
  return groupings(run, volatility).flatMap(({ by, of }) => {
    const members = new Map<string, { place: number; fills: MarkedFill[] }>();
    for (const fill of run.fills) {
      const group = of(fill);
      if (group === undefined) continue;
      const known = members.get(group[1]);
      if (known) known.fills.push(fill);
      else members.set(group[1], { place: group[0], fills: [fill] });
    }
    return [...members]
      .toSorted(([, a], [, b]) => a.place - b.place)
      .map(([group, { fills }]) => describe(run, by, group, fills));
  });
}

function groupings({ startNs }: InstrumentRun, volatility: Volatility): Grouping[] {
  const maker = (fill: MarkedFill): boolean => fill.fill.liquidity === "maker";
  return [
    { by: "all", of: () => [0, "all"] },
    { by: "side", of: ({ sign, fill }) => [-sign, fill.side] },
    { by: "liquidity", of: (fill) => [maker(fill) ? 0 : 1, fill.fill.liquidity] },
    { by: "level", of: ({ level }) => (level > 0 ? [level, `level ${level}`] : undefined) },
    { by: "queue-at-entry", of: (fill) => bucket(fill.shareAtEntry, ENTRY) },
    { by: "order-age", of: (fill) => bucket(fill.ageNs, AGE) },
    { by: "imbalance", of: (fill) => bucket(fill.imbalance, IMBALANCE) },
    { by: "taker-size", of: (fill) => (maker(fill) ? takerSize(fill) : undefined) },
    { by: "hour", of: ({ atNs }) => hourOf(startNs + BigInt(atNs)) },
    {
      by: "volatility",
      of: (fill) => {
        const regime = volatility.regimeOf(fill);
        return regime && [["calm", "normal", "wild"].indexOf(regime), regime];
      },
    },
  ];
}

type Buckets = readonly (readonly [upTo: number, name: string])[];

/** Size ahead on arrival over all at the price with us. */
const ENTRY: Buckets = [
  [0.25, "first quarter"],
  [0.5, "second quarter"],
  [0.75, "third quarter"],
  [1, "last quarter"],
];
const AGE: Buckets = [
  [100e6, "up to 100ms"],
  [1e9, "100ms to 1s"],
  [10e9, "1s to 10s"],
  [60e9, "10s to 1m"],
  [Number.POSITIVE_INFINITY, "over 1m"],
];
const IMBALANCE: Buckets = [
  [-0.5, "over 50% against us"],
  [0, "up to 50% against us"],
  [0.5, "up to 50% with us"],
  [1, "over 50% with us"],
];
/** All that takers traded at once over the size of the order. */
const TAKER: Buckets = [
  [0, "no trade"],
  [1, "up to the order's size"],
  [10, "up to 10 times"],
  [Number.POSITIVE_INFINITY, "over 10 times"],
];

function bucket(value: number, buckets: Buckets): Group | undefined {
  const place = buckets.findIndex(([upTo]) => value <= upTo);
  return place < 0 ? undefined : [place, buckets[place]![1]];
}

function takerSize({ takerLots, orderLots }: MarkedFill): Group | undefined {
  return bucket(takerLots / orderLots, TAKER);
}

function hourOf(ns: bigint): Group {
  const hour = Number((ns / 3_600_000_000_000n) % 24n);
  return [hour, `${String(hour).padStart(2, "0")}:00`];
}

function describe(
  { instrument, worth, times }: InstrumentRun,
  by: FillGroup["by"],
  group: string,
  fills: readonly MarkedFill[],
): FillGroup {
  const markouts = new BandedMarkouts(times.horizonsNs);
  let lots = 0n;
  let captured = 0n;
  let marked = 0;
  let toxic = 0;
  for (const each of fills) {
    const { fill, sign, priceHalf, midHalf } = each;
    lots += BigInt(fill.qtyLots);
    captured += worth.gain(sign * fill.qtyLots, priceHalf, midHalf);
    markouts.add(each);
    if (!each.adverseKnown) continue;
    marked += 1;
    if (moveBps(each, each.adverseHalf) < 0) toxic += 1;
  }
  return {
    by,
    group,
    fills: fills.length,
    qty: sizeText(instrument, lots),
    spreadCapture: worth.money(captured),
    markouts: markouts.finish(),
    toxic: marked === 0 ? undefined : toxic / marked,
  };
}
