import {
  type BookView,
  defineStrategy,
  type Handlers,
  Instrument,
  instrument,
  type Strategy,
  type StrategyContext,
} from "@mexoms/core";
import {
  allRows,
  BacktestRun,
  constantLatency,
  memoryTape,
  parseExchangeModel,
  parseQueueModel,
  sliceRows,
  type Tape,
} from "@mexoms/sim";
import type { BenchCase } from "./bench-case.ts";

/** Numbers of instruments that are compared. */
export const COUNTS = [1, 8, 32, 128] as const;
/** Rows of each instrument, so that the largest run takes a second. */
const ROWS = 60_000;
/** Odd, so that few instants of the copies fall together. */
const SHIFT_NS = 3_141_593n;

/** What the strategy does with each instrument. */
export const LOADS: Readonly<
  Record<string, (ctx: StrategyContext, all: readonly Instrument[]) => Handlers>
> = {
  timer: (ctx, all) => {
    const books = all.map((each) => ctx.book(each));
    let seen = 0;
    ctx.every("100ms", () => {
      for (const book of books) seen = (seen + book.askLots) % 1_000_003;
    });
    return { stop: () => ctx.explain("seen", seen) };
  },
  grid: (ctx, all) => {
    const books = all.map((each) => ctx.book(each));
    ctx.every("100ms", () => books.forEach((book) => quote(ctx, book)));
    return {};
  },
  "every-row": (ctx) => {
    let seen = 0;
    return {
      book: (book) => void (seen = (seen + book.askLots) % 1_000_003),
      trade: (trade) => void (seen = (seen + trade.qtyLots) % 1_000_003),
      stop: () => ctx.explain("seen", seen),
    };
  },
};

/** How the cost of a row grows with the number of instruments. One case for each load and count. */
export const instrumentCases: readonly BenchCase[] = Object.keys(LOADS).flatMap((load) =>
  COUNTS.map((count) => ({
    name: `instruments-${load}-${count}`,
    question: `${count} instruments in one run: ${load}`,
    unit: "rows",
    runs: Math.max(3, Math.ceil(60 / count)),
    prepare({ tape }) {
      const beginning = firstRows(tape);
      const tapes = Array.from({ length: count }, (_, i) => relabelled(beginning, i));
      let run: BacktestRun | undefined;
      return {
        units: beginning.rowCount * count,
        setup: () => {
          run = prepareRun(load, tapes);
        },
        run: () => run?.advance(Number.MAX_SAFE_INTEGER),
      };
    },
  })),
);

/** Five quotes a side, five ticks apart. */
function quote(ctx: StrategyContext, book: BookView): void {
  if (!book.valid) return;
  ctx.quotes(book.instrument).target(
    Array.from({ length: 10 }, (_, i) => {
      const away = 5 * Math.floor(i / 2);
      return i % 2 === 0
        ? { side: "buy", price: Math.floor(book.bid / 5) * 5 - away, size: 10 }
        : { side: "sell", price: Math.ceil(book.ask / 5) * 5 + away, size: 10 };
    }),
  );
}

function firstRows(tape: Tape): Tape {
  return memoryTape(tape, [sliceRows(allRows(tape), 0, ROWS)]);
}

/** The tape under another symbol and at another time; it shares the columns. */
function relabelled(tape: Tape, i: number): Tape {
  const { spec } = tape.instrument;
  return {
    ...tape,
    instrument: new Instrument({ ...spec, symbol: `${spec.symbol}${i}` }),
    epochNs: tape.epochNs + BigInt(i) * SHIFT_NS,
  };
}

function prepareRun(load: string, tapes: readonly Tape[]): BacktestRun {
  const strategy: Strategy = defineStrategy({
    name: load,
    params: { instrument: instrument() },
    start: (ctx) =>
      LOADS[load]!(
        ctx,
        tapes.map((tape) => tape.instrument),
      ),
  });
  return new BacktestRun({
    strategy,
    codeDigest: "bench",
    params: { instrument: tapes[0]!.instrument.id },
    tapes,
    latency: constantLatency({ entryNs: 10e6, responseNs: 10e6 }),
    queue: parseQueueModel("power3:3"),
    exchange: parseExchangeModel("no-partial"),
    seed: 0,
    end: "last-row",
    sampleNs: 3600e9,
  });
}
