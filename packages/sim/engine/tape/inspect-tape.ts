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
  type MarketRows,
} from "@mexoms/core/internal";
import { blocksOf } from "./blocks-of.ts";
import { quantiles } from "./quantiles.ts";
import { firstTime, lastTime } from "./sequence-ends.ts";
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
  readonly tape: Pick<Tape, "instrument" | "digest" | "source" | "extraColumns">;
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

/** Reads a whole tape, a few times over and in bounded memory, and says what is on it. */
export function inspectTape(tape: Tape): TapeInspection {
  const first = firstTime(tape.index, ROW_LOCAL);
  const last = lastTime(tape.index, ROW_LOCAL);
  if (first === Infinity) fail("a tape without rows");
  const at = (ns: number): bigint => tape.epochNs + BigInt(ns);
  const seen = new Events(first, last);
  const trades = new Trades();
  for (const rows of blocksOf(tape)) {
    seen.add(rows);
    trades.add(rows);
  }
  const { kinds } = seen;
  return {
    tape,
    rows: tape.rowCount,
    events: seen.count,
    exchRows: seen.exchRows,
    kinds: {
      depth: kinds[ROW_DEPTH]!,
      trade: kinds[ROW_TRADE]!,
      clear: kinds[ROW_CLEAR]!,
      snapshot: kinds[ROW_SNAPSHOT]!,
      gap: kinds[ROW_GAP]!,
    },
    firstExchNs: at(seen.exchSpan[0]),
    lastExchNs: at(seen.exchSpan[1]),
    firstLocalNs: at(first),
    lastLocalNs: at(last),
    spanNs: last - first,
    gapsNs: seen.gaps.map(at),
    snapshotsNs: seen.snapshots.map(at),
    latencyNs: latencyOf(tape, seen),
    longestSilenceNs: seen.silenceNs,
    silenceFromNs: at(seen.silenceFrom),
    activity: seen.activity,
    trades: trades.figures(),
    source: tape.source,
  };
}

function latencyOf(tape: Tape, { count, latencySpan }: Events): LatencyQuantiles {
  const [min, max] = latencySpan;
  const source = (take: (value: number) => void): void => {
    for (const { event, exchNs, localNs } of blocksOf(tape)) {
      for (let i = 0; i < event.length; i++) {
        if ((event[i]! & ROW_LOCAL) !== 0) take(localNs[i]! - exchNs[i]!);
      }
    }
  };
  const [p50, p90, p99] = quantiles(source, { count, min, max }, [0.5, 0.9, 0.99]);
  return { p0: min, p50: p50!, p90: p90!, p99: p99!, p100: max };
}

/** What the rows of our sequence are and when they came. */
class Events {
  count = 0;
  exchRows = 0;
  readonly kinds: Float64Array = new Float64Array(ROW_KIND_MASK + 1);
  readonly gaps: number[] = [];
  readonly snapshots: number[] = [];
  readonly exchSpan: [first: number, last: number] = [Infinity, -Infinity];
  readonly latencySpan: [least: number, most: number] = [Infinity, -Infinity];
  readonly activity: number[] = Array.from<number>({ length: ACTIVITY_COLUMNS }).fill(0);
  silenceNs = 0;
  silenceFrom: number;
  readonly #first: number;
  readonly #columnNs: number;
  #last: number;

  constructor(first: number, last: number) {
    this.#first = first;
    this.#last = first;
    this.silenceFrom = first;
    this.#columnNs = Math.max(1, (last - first) / ACTIVITY_COLUMNS);
  }

  add(rows: MarketRows): void {
    for (let i = 0; i < rows.event.length; i++) {
      const flags = rows.event[i]!;
      if (flags & ROW_EXCH) this.exchRows++;
      if (!(flags & ROW_LOCAL)) continue;
      this.count++;
      this.#time(rows.exchNs[i]!, rows.localNs[i]!);
      this.#kind(flags & ROW_KIND_MASK, rows.localNs[i]!);
    }
  }

  #time(exch: number, local: number): void {
    const { exchSpan, latencySpan, activity } = this;
    if (local - this.#last > this.silenceNs) {
      this.silenceNs = local - this.#last;
      this.silenceFrom = this.#last;
    }
    this.#last = local;
    if (exch < exchSpan[0]) exchSpan[0] = exch;
    if (exch > exchSpan[1]) exchSpan[1] = exch;
    if (local - exch < latencySpan[0]) latencySpan[0] = local - exch;
    if (local - exch > latencySpan[1]) latencySpan[1] = local - exch;
    const column = Math.min(
      ACTIVITY_COLUMNS - 1,
      Math.floor((local - this.#first) / this.#columnNs),
    );
    activity[column] = activity[column]! + 1;
  }

  #kind(kind: number, local: number): void {
    this.kinds[kind] = this.kinds[kind]! + 1;
    if (kind === ROW_GAP) this.gaps.push(local);
    if (kind === ROW_SNAPSHOT && local !== this.snapshots.at(-1)) this.snapshots.push(local);
  }
}

class Trades {
  #count = 0;
  #lots = 0;
  #buyLots = 0;
  #sellLots = 0;
  #lowTicks = Infinity;
  #highTicks = 0;
  #lastTicks = 0;

  add({ event, priceTicks, qtyLots }: MarketRows): void {
    for (let i = 0; i < event.length; i++) {
      const flags = event[i]!;
      if (!(flags & ROW_LOCAL) || (flags & ROW_KIND_MASK) !== ROW_TRADE) continue;
      const ticks = priceTicks[i]!;
      this.#lastTicks = ticks;
      this.#count++;
      this.#lots += qtyLots[i]!;
      if (flags & ROW_BUY) this.#buyLots += qtyLots[i]!;
      if (flags & ROW_SELL) this.#sellLots += qtyLots[i]!;
      if (ticks < this.#lowTicks) this.#lowTicks = ticks;
      if (ticks > this.#highTicks) this.#highTicks = ticks;
    }
  }

  figures(): TradeFigures {
    if (!Number.isSafeInteger(this.#lots)) fail("the volume of the trades is not an exact number");
    return {
      count: this.#count,
      lots: this.#lots,
      buyLots: this.#buyLots,
      sellLots: this.#sellLots,
      lowTicks: this.#count === 0 ? 0 : this.#lowTicks,
      highTicks: this.#highTicks,
      lastTicks: this.#lastTicks,
    };
  }
}
