import {
  defineStrategy,
  type Handlers,
  type Instrument,
  instrument,
  type StrategyContext,
} from "@mexoms/core";
import { streams } from "@mexoms/core/rx";
import {
  constantLatency,
  parseExchangeModel,
  parseQueueModel,
  openTape,
  runBacktest,
  sampleMarkets,
  type Tape,
  tapeFromRows,
} from "@mexoms/sim";
import path from "node:path";
import { bufferTime, debounceTime, map, take, throttleTime, toArray } from "rxjs";
import { describe, expect, it } from "vitest";

const TAPE = openTape(
  path.resolve(import.meta.dirname, "../../../../../data/tapes/synthetic-swap-BTCUSDT.tape"),
  { verify: true },
);

function run(
  start: (ctx: StrategyContext) => Handlers | void,
  tapes: readonly Tape[] = [TAPE],
): void {
  runBacktest({
    strategy: defineStrategy({ name: "rx", params: { instrument: instrument() }, start }),
    codeDigest: "test",
    params: {},
    tapes,
    latency: constantLatency({ entryNs: 0, responseNs: 0 }),
    queue: parseQueueModel("risk"),
    exchange: parseExchangeModel("no-partial"),
    seed: 0,
    end: "last-row",
    sampleNs: 60e9,
  });
}

describe("streams", () => {
  it("tell the same books and trades as the handlers", () => {
    let books = 0;
    let trades = 0;
    const heard = { books: 0, trades: 0 };
    run((ctx) => {
      const { book$, trade$ } = streams(ctx);
      book$(TAPE.instrument).subscribe(() => heard.books++);
      trade$(TAPE.instrument).subscribe(() => heard.trades++);
      return { book: () => void books++, trade: () => void trades++ };
    });
    expect(heard).toEqual({ books, trades });
    expect(trades).toBeGreaterThan(1000);
  });

  it("wake nobody when nobody subscribes, or no longer", () => {
    let wakes = 0;
    run((ctx) => {
      const { book$, trade$ } = streams(ctx);
      book$(TAPE.instrument);
      trade$(TAPE.instrument).pipe(take(3)).subscribe();
      return { wake: () => void wakes++ };
    });
    expect(wakes).toBeGreaterThan(0);
    expect(wakes).toBeLessThanOrEqual(3);
  });

  it("wake only for the instrument that is listened to", () => {
    const markets = sampleMarkets(3, 1);
    const tapes = markets.map((market) => tapeFromRows({ ...market, source: TAPE.source }));
    const [swap, spot] = markets.map((market) => market.instrument);
    const wakesOf = (heard: readonly Instrument[]): number => {
      let wakes = 0;
      run((ctx) => {
        for (const each of heard) streams(ctx).book$(each).subscribe();
        return { wake: () => void wakes++ };
      }, tapes);
      return wakes;
    };
    const one = wakesOf([swap!]);
    const other = wakesOf([spot!]);
    expect(Math.min(one, other)).toBeGreaterThan(100);
    expect(wakesOf([swap!, spot!])).toBeGreaterThan(Math.max(one, other));
    expect(wakesOf([swap!, spot!])).toBeLessThanOrEqual(one + other);
  });

  it("keep time by the kernel's clock: buffers are as long as they say", () => {
    const ends: number[] = [];
    run((ctx) => {
      const { trade$, scheduler } = streams(ctx);
      trade$(TAPE.instrument)
        .pipe(bufferTime(1000, scheduler))
        .subscribe(() => ends.push(ctx.nowNs));
    });
    expect(ends.length).toBe(479);
    expect(ends.every((ns, i) => ns === (i + 1) * 1e9)).toBe(true);
  });

  it("throttle and debounce by that clock, the same in every run", () => {
    const once = (): string => {
      const seen: string[] = [];
      run((ctx) => {
        const { book$, scheduler } = streams(ctx);
        const mids = book$(TAPE.instrument).pipe(map((book) => book.mid));
        mids
          .pipe(throttleTime(200, scheduler))
          .subscribe((mid) => seen.push(`t${ctx.nowNs}:${mid}`));
        mids
          .pipe(debounceTime(40, scheduler))
          .subscribe((mid) => seen.push(`d${ctx.nowNs}:${mid}`));
      });
      return seen.join();
    };
    const first = once();
    expect(once()).toBe(first);
    const throttled = [...first.matchAll(/t(\d+):/g)].map((match) => Number(match[1]));
    expect(throttled.length).toBeGreaterThan(1000);
    throttled.slice(1).forEach((ns, i) => expect(ns - throttled[i]!).toBeGreaterThanOrEqual(200e6));
    expect(first).toMatch(/d\d+:/);
  });

  it("give trades that may be kept", () => {
    let kept: readonly number[] = [];
    run((ctx) => {
      streams(ctx)
        .trade$(TAPE.instrument)
        .pipe(take(50), toArray())
        .subscribe((trades) => {
          kept = trades.map((trade) => trade.localNs);
        });
    });
    expect(new Set(kept).size).toBeGreaterThan(10);
  });

  it("let an error of a subscriber end the run where it happens", () => {
    const failing = (): void =>
      run((ctx) => {
        streams(ctx)
          .book$(TAPE.instrument)
          .subscribe(() => {
            throw new Error("boom in a stream");
          });
      });
    expect(failing).toThrow(
      /strategy rx failed in book, \d[\d.]*\w+ into the run: boom in a stream/,
    );
  });
});
