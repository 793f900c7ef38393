import { describe, expect, it } from "vitest";
import { backtest } from "@mexoms/sim";
import { latencyByKind, latencyByVenue, parseLatency } from "@mexoms/sim/engine";
import { defineStrategy, instrument } from "@mexoms/core";
import { run } from "../driver/run.ts";
import { BTC, type Row, tape, testInstrument } from "../driver/tape.ts";

const OTHER = testInstrument({ venue: "other" });
const ROWS: Row[] = [
  ["depth", "buy", 100, 5, 0],
  ["depth", "sell", 103, 5, 0],
  ["depth", "buy", 1, 1, 10_000],
];

describe("latency by venue", () => {
  it("carries each venue's orders and answers at its own pace", () => {
    const told: string[] = [];
    run(
      [tape(ROWS), tape(ROWS, OTHER)],
      (ctx) => {
        for (const each of [BTC, OTHER]) {
          const order = { side: "buy", priceTicks: 99, qtyLots: 1, timeInForce: "gtc" } as const;
          ctx.orders.submit({ instrument: each, ...order });
        }
        return {
          order: ({ instrument: of, exchNs }) =>
            void told.push(`${ctx.nowNs}: ${of.spec.venue} at ${exchNs}`),
        };
      },
      {
        latency: latencyByVenue(
          new Map([
            ["test", parseLatency("10ns")],
            ["other", parseLatency("entry=100ns,response=200ns")],
          ]),
        ),
      },
    );
    expect(told).toEqual(["20: test at 10", "300: other at 100"]);
  });

  it("delays the market data of one venue and not of the other", () => {
    const seen: string[] = [];
    const slow = { place: "10ns", response: "10ns", connections: "one" } as const;
    run(
      [tape(ROWS), tape(ROWS, OTHER)],
      (ctx) => ({ book: (book) => void seen.push(`${ctx.nowNs} ${book.instrument.spec.venue}`) }),
      {
        latency: latencyByVenue(
          new Map([
            ["test", parseLatency("10ns")],
            ["other", latencyByKind({ ...slow, feed: "50ns" })],
          ]),
        ),
      },
    );
    expect(seen).toContain("0 test");
    expect(seen).toContain("50 other");
    expect(seen).not.toContain("0 other");
  });

  const idle = defineStrategy({
    name: "idle",
    params: { first: instrument(), second: instrument() },
    start: () => {},
  });
  const named = (latency: string): Promise<string> =>
    backtest({
      strategy: idle,
      tapes: [tape(ROWS), tape(ROWS, OTHER)],
      latency,
      queue: "risk",
      exchange: "no-partial",
      seed: 0,
    }).then(({ inputs }) => inputs.latency);

  it("is text with the venue before each latency, and is printed with the run", async () => {
    expect(await named("test:5ms; other:entry=20ms,response=25ms")).toBe(
      "test constant entry 5ms response 5ms; other constant entry 20ms response 25ms",
    );
  });

  it.each([
    [
      "test:5ms",
      /latency: says nothing of other, only of test; say for example test:5ms;other:5ms/,
    ],
    ["test:5ms;test:6ms", /latency: "test:5ms;test:6ms" is not like binance:5ms;okx:/],
    ["test:5ms;20ms", /latency: "test:5ms;20ms" is not like binance:5ms;okx:/],
    ["test:5ms;other:fast", /latency: "fast" is not a duration/],
  ])("is refused as %s, with what to write instead", async (text, message) => {
    await expect(named(text)).rejects.toThrow(message);
  });
});
