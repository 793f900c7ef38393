import type { Instrument, StrategyContext } from "@mexoms/core";
import {
  type BacktestResult,
  sampleMarkets,
  type Tape,
  tapeFromRows,
  tearSheet,
  type TearSheet,
} from "@mexoms/sim/engine";
import { run } from "../driver/run.ts";

export interface SheetedRun {
  readonly result: BacktestResult;
  readonly tearSheet: TearSheet;
}

export interface QuotingOptions {
  /** Of the sample markets: 0 is the swap, 1 the spot market, 2 the inverse one. */
  readonly markets: readonly number[];
  readonly minutes: number;
  /** Distance of the quotes from the mid. */
  readonly halfBps: number;
  readonly refresh: `${number}ms`;
}

const LIMIT_LOTS = 60;

/** Runs a strategy that quotes both sides of each market, and takes when it holds too much. */
export function quotingRun(options: QuotingOptions): SheetedRun {
  const all = sampleMarkets(7, options.minutes);
  const tapes = options.markets.map((i) => {
    const { instrument, epochNs, rows } = all[i]!;
    const source = { format: "synthetic", files: [], clockShiftNs: 0, lines: {}, notes: [] };
    return tapeFromRows({ instrument, epochNs, rows, source });
  });
  const quote = (ctx: StrategyContext): void => {
    for (const { instrument } of tapes) quoteOne(ctx, instrument, options);
  };
  const setup = { latency: [5e6, 5e6] as const, queue: "power3:3", sampleNs: 500_000_000 };
  const result = run(tapes, (ctx) => void ctx.every(options.refresh, () => quote(ctx)), setup);
  return { result, tearSheet: sheetOf(result, tapes) };
}

function quoteOne(ctx: StrategyContext, instrument: Instrument, { halfBps }: QuotingOptions): void {
  const book = ctx.book(instrument);
  const quotes = ctx.quotes(instrument);
  if (!book.valid) return quotes.clear();
  const half = (book.mid * halfBps) / 1e4;
  const { lots } = ctx.position(instrument);
  if (Math.abs(lots) > LIMIT_LOTS) {
    const side = lots > 0 ? "sell" : "buy";
    const priceTicks = side === "buy" ? book.ask : book.bid;
    const qtyLots = LIMIT_LOTS / 2;
    ctx.orders.submit({ instrument, side, priceTicks, qtyLots, timeInForce: "ioc" });
  }
  quotes.target([
    { side: "buy", price: Math.floor(book.mid - half), size: 10 },
    { side: "sell", price: Math.ceil(book.mid + half), size: 10 },
    { side: "buy", price: Math.floor(book.mid - 2 * half), size: 20 },
    { side: "sell", price: Math.ceil(book.mid + 2 * half), size: 20 },
  ]);
}

function sheetOf(result: BacktestResult, tapes: readonly Tape[]): TearSheet {
  const horizons = ["100ms", "1s", "10s", "60s", "5m"];
  const options = { adverse: "1s", horizons, returnInterval: "1s" };
  return tearSheet({ result, tapes, options });
}
