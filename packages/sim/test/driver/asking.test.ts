import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BacktestRun, type BacktestResult } from "@mexoms/sim/engine";
import type { StrategyContext } from "@mexoms/core";
import { runOptions } from "./run.ts";
import { BTC, EPOCH_NS, type Row, tape } from "./tape.ts";

const ROWS: Row[] = Array.from({ length: 200 }, (_, i) => [
  "depth",
  i % 2 === 0 ? "buy" : "sell",
  i % 2 === 0 ? 100 : 103,
  1 + (i % 7),
  i * 10,
]);
const order = { instrument: BTC, priceTicks: 99, qtyLots: 1, timeInForce: "gtc" } as const;

/** Sends and cancels by timers and is woken by everything, so that one wake too many would show. */
function busy(ctx: StrategyContext) {
  let wakes = 0;
  ctx.every(70, () => {
    for (const open of ctx.orders.open(BTC)) ctx.orders.cancel(open);
    ctx.orders.submit({ ...order, side: "buy", qtyLots: 1 + (wakes % 5) });
  });
  return {
    book: () => {},
    wake: () => {
      wakes += 1;
    },
    explain: () => ({ text: `${ctx.nowNs} ${ctx.warming}`, event: { wakes } }),
  };
}

function result(askAt: readonly bigint[], warmupNs = 0): [BacktestResult, BacktestRun] {
  const run = new BacktestRun({
    ...runOptions(tape(ROWS), busy),
    askAt: () => askAt,
    warmupNs,
  });
  run.advance(Number.MAX_SAFE_INTEGER);
  return [run.result(), run];
}

describe("asking a strategy", () => {
  it("changes nothing that it does, whenever and however often it is asked", () => {
    const [unasked] = result([]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1989 }), { maxLength: 30 }), (times) => {
        const [asked, run] = result(times.map((ns) => EPOCH_NS + BigInt(ns)));
        expect(asked.digest).toBe(unasked.digest);
        const sorted = times.toSorted((a, b) => a - b);
        expect(run.answers.map(({ ns }) => ns)).toEqual(sorted);
        // Time of the strategy is that of its last wake: rows come every 10 ns.
        const told = run.answers.map(({ explanation }) => Number(explanation!.text.split(" ")[0]));
        told.forEach((ns, i) => expect(sorted[i]! - ns).toBeLessThan(10));
      }),
    );
  });
});

describe("a warm-up", () => {
  it("shows the strategy the market and refuses its orders until it is over", () => {
    const [{ orders, inputs }] = result([], 500);
    expect(inputs.warmup).toBe("500ns");
    const refused = orders.filter(({ state }) => state === "rejected");
    expect(refused.map(({ reason }) => reason)).toEqual(
      refused.map(() => "the strategy is warming up"),
    );
    expect(refused).toHaveLength(7);
    expect(orders[7]?.state).not.toBe("rejected");
    expect(orders[7]?.submittedNs).toBe(EPOCH_NS + 560n);
  });

  it("is part of what decides the result", () => {
    expect(result([], 500)[0].digest).not.toBe(result([], 510)[0].digest);
  });
});
