import {
  ROW_BUY,
  ROW_CLEAR,
  ROW_DEPTH,
  ROW_EXCH,
  ROW_GAP,
  ROW_KIND_MASK,
  ROW_LOCAL,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
  fail,
} from "@mexoms/core/internal";
import type { Tape, TapeSource } from "./tape.ts";

/** How many columns the picture of activity over time has. */
export const ACTIVITY_COLUMNS = 60;

export interface LatencyQuantiles {
  readonly p0: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p100: number;
}

export interface TradeFigures {
  readonly count: number;
  readonly lots: number;
  readonly buyLots: number;
  readonly sellLots: number;
  /** 0 when there was no trade. */
  readonly lowTicks: number;
  readonly highTicks: number;
  readonly lastTicks: number;
}

/** What is on a tape. Times are nanoseconds since 1970; spans and latencies are nanoseconds. */
export interface TapeInspection {
  readonly tape: Pick<Tape, "instrument" | "digest" | "source">;
  /** Rows in the array; `events` of them are in our sequence, `exchRows` in the exchange's. */
  readonly rows: number;
  readonly events: number;
  readonly exchRows: number;
  /** Events by kind. */
  readonly kinds: Readonly<Record<"depth" | "trade" | "clear" | "snapshot" | "gap", number>>;
  readonly firstExchNs: bigint;
  readonly lastExchNs: bigint;
  readonly firstLocalNs: bigint;
  readonly lastLocalNs: bigint;
  /** Between the first and the last local time. */
  readonly spanNs: number;
  /** Local times of gaps, and of the first row of each snapshot. */
  readonly gapsNs: readonly bigint[];
  readonly snapshotsNs: readonly bigint[];
  /** Local minus exchange time of events; the value that a share of them does not exceed. */
  readonly latencyNs: LatencyQuantiles;
  /** The longest time between two events, and the local time at which it began. */
  readonly longestSilenceNs: number;
  readonly silenceFromNs: bigint;
  /** Events in equal parts of the span. */
  readonly activity: readonly number[];
  readonly trades: TradeFigures;
  readonly source: TapeSource;
}

/** Reads a whole tape once and says what is on it. */
export function inspectTape(tape: Tape): TapeInspection {
  const { event, exchNs, localNs } = tape.rows;
  const at = (ns: number): bigint => tape.epochNs + BigInt(ns);
  const kinds = new Float64Array(ROW_KIND_MASK + 1);
  const gaps: number[] = [];
  const snapshots: number[] = [];
  const latency = new Float64Array(event.length);
  let events = 0;
  let exchRows = 0;
  let first = Number.NaN;
  let last = Number.NaN;
  let silenceNs = 0;
  let silenceFrom = 0;
  let snapshotAt = Number.NaN;
  const exchSpan = [Infinity, -Infinity] as [number, number];
  for (let i = 0; i < event.length; i++) {
    const flags = event[i]!;
    if (flags & ROW_EXCH) exchRows++;
    if (!(flags & ROW_LOCAL)) continue;
    const local = localNs[i]!;
    const kind = flags & ROW_KIND_MASK;
    if (events === 0) first = silenceFrom = local;
    else if (local - last > silenceNs) {
      silenceNs = local - last;
      silenceFrom = last;
    }
    last = local;
    if (exchNs[i]! < exchSpan[0]) exchSpan[0] = exchNs[i]!;
    if (exchNs[i]! > exchSpan[1]) exchSpan[1] = exchNs[i]!;
    kinds[kind] = kinds[kind]! + 1;
    latency[events++] = local - exchNs[i]!;
    if (kind === ROW_GAP) gaps.push(local);
    if (kind === ROW_SNAPSHOT && local !== snapshotAt) snapshots.push((snapshotAt = local));
  }
  if (events === 0) fail("a tape without rows");
  return {
    tape,
    rows: event.length,
    events,
    exchRows,
    kinds: {
      depth: kinds[ROW_DEPTH]!,
      trade: kinds[ROW_TRADE]!,
      clear: kinds[ROW_CLEAR]!,
      snapshot: kinds[ROW_SNAPSHOT]!,
      gap: kinds[ROW_GAP]!,
    },
    firstExchNs: at(exchSpan[0]),
    lastExchNs: at(exchSpan[1]),
    firstLocalNs: at(first),
    lastLocalNs: at(last),
    spanNs: last - first,
    gapsNs: gaps.map(at),
    snapshotsNs: snapshots.map(at),
    latencyNs: quantiles(latency.subarray(0, events)),
    longestSilenceNs: silenceNs,
    silenceFromNs: at(silenceFrom),
    activity: activityOf(tape, first, last),
    trades: tradeFigures(tape),
    source: tape.source,
  };
}

function quantiles(values: Float64Array): LatencyQuantiles {
  values.sort();
  const rank = (share: number): number =>
    values[Math.max(0, Math.ceil(share * values.length) - 1)]!;
  return { p0: values[0]!, p50: rank(0.5), p90: rank(0.9), p99: rank(0.99), p100: rank(1) };
}

function activityOf(tape: Tape, first: number, last: number): number[] {
  const { event, localNs } = tape.rows;
  const columns = Array.from<number>({ length: ACTIVITY_COLUMNS }).fill(0);
  const widthNs = Math.max(1, (last - first) / ACTIVITY_COLUMNS);
  for (let i = 0; i < event.length; i++) {
    if (!(event[i]! & ROW_LOCAL)) continue;
    const column = Math.min(ACTIVITY_COLUMNS - 1, Math.floor((localNs[i]! - first) / widthNs));
    columns[column] = columns[column]! + 1;
  }
  return columns;
}

function tradeFigures(tape: Tape): TradeFigures {
  const { event, priceTicks, qtyLots } = tape.rows;
  let count = 0;
  let lots = 0;
  let buyLots = 0;
  let sellLots = 0;
  let lowTicks = Infinity;
  let highTicks = 0;
  let lastTicks = 0;
  for (let i = 0; i < event.length; i++) {
    const flags = event[i]!;
    if (!(flags & ROW_LOCAL) || (flags & ROW_KIND_MASK) !== ROW_TRADE) continue;
    lastTicks = priceTicks[i]!;
    count++;
    lots += qtyLots[i]!;
    if (flags & ROW_BUY) buyLots += qtyLots[i]!;
    if (flags & ROW_SELL) sellLots += qtyLots[i]!;
    if (lastTicks < lowTicks) lowTicks = lastTicks;
    if (lastTicks > highTicks) highTicks = lastTicks;
  }
  if (!Number.isSafeInteger(lots)) fail("the volume of the trades is not an exact number");
  if (count === 0) lowTicks = 0;
  return { count, lots, buyLots, sellLots, lowTicks, highTicks, lastTicks };
}
