import { defineStrategy, instrument } from "@mexoms/core";
import {
  BacktestRun,
  constantLatency,
  parseExchangeModel,
  parseQueueModel,
  type Tape,
} from "@mexoms/sim";
import type { BenchCase, BenchData } from "./bench-case.ts";

/** Keeps an order in the book of each side and looks at every market event, but sends no more. */
const watcher = defineStrategy({
  name: "watcher",
  params: { instrument: instrument() },
  start(ctx, p) {
    const book = ctx.book(p.instrument);
    let quoted = false;
    let checksum = 0;
    return {
      book() {
        checksum = (checksum + book.bid + book.askLots) % 1_000_003;
        if (quoted || !book.valid) return;
        quoted = true;
        const far = Math.floor(book.bid * 0.99);
        for (const [side, priceTicks] of [
          ["buy", far],
          ["sell", Math.ceil(book.ask * 1.01)],
        ] as const) {
          ctx.orders.submit({
            instrument: p.instrument,
            side,
            priceTicks,
            qtyLots: 10,
            timeInForce: "gtc",
          });
        }
      },
      stop: () => ctx.explain("checksum", checksum),
    };
  },
});

export const heap: BenchCase = {
  name: "heap-watcher",
  question: "every row wakes a strategy with two resting orders; see bytes/unit",
  unit: "rows",
  prepare({ tape }: BenchData) {
    let run: BacktestRun | undefined;
    return {
      units: tape.rowCount,
      setup: () => {
        run = watch(tape);
      },
      run: () => run?.advance(Number.MAX_SAFE_INTEGER),
    };
  },
};

function watch(tape: Tape): BacktestRun {
  return new BacktestRun({
    strategy: watcher,
    codeDigest: "bench",
    params: {},
    tapes: [tape],
    latency: constantLatency({ entryNs: 2e6, responseNs: 2e6 }),
    queue: parseQueueModel("power3:3"),
    exchange: parseExchangeModel("no-partial"),
    seed: 0,
    end: "last-row",
    sampleNs: 3600e9,
  });
}
