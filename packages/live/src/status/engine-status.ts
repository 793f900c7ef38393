import { formatTimestamp, type Instrument } from "@mexoms/core";
import type { StatusDescription } from "./status-description.ts";
import {
  BOOK_STATES,
  type BookState,
  LATENCY,
  LATENCY_NUMBERS,
  LINK_STATES,
  type LinkState,
  MARKET,
  MARKET_NUMBERS,
  MARKET_TEXT,
  type Phase,
  PHASES,
  STATUS,
  STATUS_NUMBERS,
  STATUS_TEXT,
} from "./status-layout.ts";

/** One instrument of an engine. Prices, sizes and money are exact decimal text. */
export interface MarketStatus {
  readonly instrument: string;
  readonly currency: string;
  /** Undefined where there is no price. */
  readonly bid: string | undefined;
  readonly ask: string | undefined;
  readonly book: BookState;
  /** Milliseconds of the session since the last row; undefined before the first. */
  readonly staleMs: number | undefined;
  /** Milliseconds of the session from the venue to us, of the last row. */
  readonly feedMs: number | undefined;
  readonly position: string;
  readonly openOrders: number;
  readonly openBuy: string;
  readonly openSell: string;
  readonly unknownOrders: number;
  readonly fills: number;
  /** Why no order may leave; undefined when they may. */
  readonly suspended: string | undefined;
  readonly realized: string;
  readonly unrealized: string;
  readonly fees: string;
  readonly equity: string;
}

export interface LatencyStatus {
  readonly name: string;
  readonly count: number;
  /** Nanoseconds of the machine, over the last windows; `maxNs` of all. */
  readonly p50Ns: number;
  readonly p99Ns: number;
  readonly p999Ns: number;
  readonly maxNs: number;
}

/** What an engine published last, as plain values. */
export interface EngineStatus {
  readonly session: string;
  readonly mode: string;
  readonly journal: {
    readonly id: string;
    readonly dir: string;
    readonly sequence: number;
    readonly bytes: number;
  };
  /** "running", "ended" in order, or "died" without a word. */
  readonly engine: "running" | "ended" | "died";
  readonly pid: number;
  /** Milliseconds of the machine since this was published. */
  readonly ageMs: number;
  readonly phase: Phase;
  readonly why: string;
  readonly complaint: string;
  /** Time of the session, ISO; undefined before it began. */
  readonly time: string | undefined;
  readonly speed: number;
  readonly strategies: readonly {
    readonly name: string;
    readonly instruments: readonly string[];
  }[];
  readonly counts: {
    readonly rows: number;
    readonly inputs: number;
    readonly wakes: number;
    readonly submits: number;
    readonly cancels: number;
    readonly amends: number;
    readonly fills: number;
    readonly rejects: number;
    readonly denials: number;
    readonly backPressure: number;
    readonly overruns: number;
  };
  readonly rates: {
    readonly rowsPerSecond: number;
    readonly requestsPerSecond: number;
    readonly fillsPerSecond: number;
  };
  readonly orders: {
    readonly pending: number;
    readonly working: number;
    readonly partlyFilled: number;
    readonly asking: number;
    readonly unknown: number;
  };
  readonly gateway: {
    readonly state: LinkState;
    readonly generation: number;
    readonly heardMs: number | undefined;
    /** Milliseconds of the session since all was found equal to the venue's. */
    readonly reconciledMs: number | undefined;
    readonly differences: number;
  };
  readonly bus: { readonly state: LinkState; readonly why: string; readonly lag: number };
  readonly markets: readonly MarketStatus[];
  readonly latencies: readonly LatencyStatus[];
}

/** A copy of a page, and how to find one's way in it. */
export interface PageCopy {
  readonly description: StatusDescription;
  readonly instruments: readonly Instrument[];
  readonly numbers: Float64Array;
  readonly text: (at: number, bytes: number) => string;
  readonly engine: EngineStatus["engine"];
  readonly pid: number;
  readonly ageMs: number;
  readonly marketNumbers: (index: number) => number;
  readonly marketTexts: (index: number) => number;
}

export function snapshotOf(page: PageCopy): EngineStatus {
  const { description, instruments, text } = page;
  const at = (field: keyof typeof STATUS): number => page.numbers[STATUS[field]]!;
  const nowNs = at("nowNs");
  const since = (ns: number): number | undefined => (ns < 0 ? undefined : (nowNs - ns) / 1e6);
  const named = (slot: keyof typeof STATUS_TEXT): string =>
    text(STATUS_TEXT[slot].at, STATUS_TEXT[slot].bytes);
  return {
    session: description.session,
    mode: description.mode,
    journal: {
      id: description.journal,
      dir: description.journalDir,
      sequence: at("journalSequence"),
      bytes: at("journalBytes"),
    },
    engine: page.engine,
    pid: page.pid,
    ageMs: page.ageMs,
    phase: PHASES[at("phase")] ?? "failed",
    why: named("why"),
    complaint: named("complaint"),
    time: nowNs < 0 ? undefined : formatTimestamp(BigInt(description.epochNs) + BigInt(nowNs)),
    speed: description.speed,
    strategies: description.strategies.map(({ name, markets }) => ({
      name,
      instruments: markets.map((market) => instruments[market]!.id),
    })),
    counts: picked(at, [
      "rows",
      "inputs",
      "wakes",
      "submits",
      "cancels",
      "amends",
      "fills",
      "rejects",
      "denials",
      "backPressure",
      "overruns",
    ]),
    rates: picked(at, ["rowsPerSecond", "requestsPerSecond", "fillsPerSecond"]),
    orders: picked(at, ["pending", "working", "partlyFilled", "asking", "unknown"]),
    gateway: {
      state: LINK_STATES[at("gateway")] ?? "none",
      generation: at("generation"),
      heardMs: since(at("heardNs")),
      reconciledMs: since(at("reconciledNs")),
      differences: at("differences"),
    },
    bus: {
      state: LINK_STATES[at("bus")] ?? "none",
      why: named("bus"),
      lag: Math.max(0, at("journalSequence") - at("publishedSequence")),
    },
    markets: instruments.map((instrument, index) => marketOf(page, instrument, index, since)),
    latencies: description.latencies.map((name, way) => latencyOf(page, name, way)),
  };
}

function picked<K extends keyof typeof STATUS>(
  at: (field: K) => number,
  fields: readonly K[],
): Record<K, number> {
  return Object.fromEntries(fields.map((field) => [field, at(field)])) as Record<K, number>;
}

function marketOf(
  page: PageCopy,
  instrument: Instrument,
  index: number,
  since: (ns: number) => number | undefined,
): MarketStatus {
  const base = page.marketNumbers(index);
  const texts = page.marketTexts(index);
  const at = (field: keyof typeof MARKET): number => page.numbers[base + MARKET[field]]!;
  const named = (slot: keyof typeof MARKET_TEXT): string =>
    page.text(texts + MARKET_TEXT[slot].at, MARKET_TEXT[slot].bytes);
  const price = (ticks: number): string | undefined =>
    ticks > 0 ? instrument.tick.format(ticks) : undefined;
  const heard = at("rowNs") > 0 || at("bidTicks") > 0 || at("askTicks") > 0;
  return {
    instrument: instrument.id,
    currency: instrument.settle,
    bid: price(at("bidTicks")),
    ask: price(at("askTicks")),
    book: BOOK_STATES[at("book")] ?? "invalid",
    staleMs: heard ? since(at("rowNs")) : undefined,
    feedMs: heard ? (at("rowNs") - at("rowExchNs")) / 1e6 : undefined,
    position: instrument.lot.format(at("positionLots")),
    openOrders: at("openOrders"),
    openBuy: instrument.lot.format(at("openBuyLots")),
    openSell: instrument.lot.format(at("openSellLots")),
    unknownOrders: at("unknownOrders"),
    fills: at("fills"),
    suspended: at("suspended") === 0 ? undefined : named("suspended") || "no reason given",
    realized: named("realized") || "0",
    unrealized: named("unrealized") || "0",
    fees: named("fees") || "0",
    equity: named("equity") || "0",
  };
}

function latencyOf(page: PageCopy, name: string, way: number): LatencyStatus {
  const base = STATUS_NUMBERS + page.instruments.length * MARKET_NUMBERS + way * LATENCY_NUMBERS;
  const at = (field: keyof typeof LATENCY): number => page.numbers[base + LATENCY[field]]!;
  return {
    name,
    count: at("count"),
    p50Ns: at("p50"),
    p99Ns: at("p99"),
    p999Ns: at("p999"),
    maxNs: at("max"),
  };
}
