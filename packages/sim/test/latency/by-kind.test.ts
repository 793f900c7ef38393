import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DelaySpec, latencyByKind, type LatencySpec, parseLatency } from "@mexoms/sim/engine";
import { Prng } from "@mexoms/core";
import { parseDelay } from "../../engine/latency/delay.ts";
import { LoadMeter } from "../../engine/venue/load-meter.ts";
import { runPlan, send } from "../driver/run.ts";
import { openOrder } from "../driver/run.ts";
import { type Row, tape } from "../driver/tape.ts";

const QUIET: Row[] = [
  ["depth", "buy", 100, 5, 0],
  ["depth", "sell", 103, 5, 0],
];
const LAST: Row = ["depth", "buy", 1, 1, 10_000];
const spec = (changes: Partial<LatencySpec>): LatencySpec => ({
  place: "10ns",
  response: "20ns",
  connections: "one",
  ...changes,
});

describe("a delay", () => {
  it("by quantiles meets them: the share of draws below each is what it says", () => {
    const delay = parseDelay({ p0: "1us", p50: "2us", p90: "4us", p100: "50us" }, "test");
    const random = new Prng(7);
    const draws = Array.from({ length: 20_000 }, () => delay.draw(random));
    for (const [ns, share] of [
      [1000, 0],
      [1500, 0.25],
      [2000, 0.5],
      [4000, 0.9],
      [50_000, 1],
    ] as const) {
      const below = draws.filter((draw) => draw <= ns).length / draws.length;
      expect(Math.abs(below - share)).toBeLessThan(0.015);
    }
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(1000);
    expect(Math.max(...draws)).toBeLessThanOrEqual(50_000);
  });

  it.each([
    [{ p0: "1ms" }, /test: needs quantiles from p0 to p100/],
    [{ p0: "1ms", p50: "3ms", p100: "2ms" }, /2ms at p100 is not above the quantile before/],
    [{ p0: "1ms", fifty: "3ms", p100: "4ms" }, /"fifty" is not a quantile such as p50 or p99.9/],
    [{ p0: "1ms", p100: "4" }, /test: "4" is not a duration with its unit/],
    ["4", /test: "4" is not a duration with its unit/],
  ] as const)("that cannot be is refused: %j", (bad: DelaySpec, message) => {
    expect(() => parseDelay(bad, "test")).toThrow(message);
  });
});

describe("latency by kind", () => {
  const plan = (latency: LatencySpec): string[] =>
    runPlan(
      tape([...QUIET, ["trade", "sell", 99, 1, 300], LAST]),
      [
        [0, send("buy", 100, 1)],
        [5, send("buy", 90, 1)],
        [100, (ctx) => ctx.orders.amend(openOrder(ctx, 1), { priceTicks: 91, qtyLots: 1 })],
        [200, (ctx) => ctx.orders.cancel(openOrder(ctx, 1))],
      ],
      { latency: latencyByKind(latency) },
    ).told;

  it("gives each kind of message its own time", () => {
    expect(plan(spec({ amend: "30ns", cancel: "50ns", fill: "7ns" }))).toEqual([
      "30: 1 accepted",
      "35: 2 accepted",
      "150: 2 amended",
      "270: 2 canceled",
      "307: 1 fill of 1",
      "307: 1 filled",
    ]);
  });

  it("keeps the order on one connection: a quick cancel waits for the slow order before it", () => {
    const told = runPlan(
      tape([...QUIET, LAST]),
      [
        [0, send("buy", 100, 1)],
        [190, send("buy", 99, 1)],
        [195, (ctx) => ctx.orders.cancel(openOrder(ctx))],
      ],
      { latency: latencyByKind(spec({ place: "100ns", cancel: "1ns" })) },
    ).told;
    expect(told).toEqual(["120: 1 accepted", "310: 2 accepted", "310: 1 canceled"]);
  });

  it("lets a cancel overtake where kinds have connections of their own", () => {
    const latency = latencyByKind(spec({ place: "100ns", cancel: "1ns", connections: "by-kind" }));
    const told = runPlan(
      tape([...QUIET, LAST]),
      [
        [0, send("buy", 100, 1)],
        [190, send("buy", 99, 1)],
        [195, (ctx) => ctx.orders.cancel(openOrder(ctx))],
      ],
      { latency },
    ).told;
    expect(told).toEqual(["120: 1 accepted", "216: 1 canceled", "310: 2 accepted"]);
  });

  it("makes a cancel lose the race against a trade that comes first", () => {
    const race = (cancel: string): string[] =>
      runPlan(
        tape([...QUIET, ["trade", "sell", 99, 1, 300], LAST]),
        [
          [0, send("buy", 100, 1)],
          [280, (ctx) => ctx.orders.cancel(openOrder(ctx))],
        ],
        { latency: latencyByKind(spec({ cancel })) },
      ).told.slice(1);
    expect(race("19ns")).toEqual(["319: 1 canceled"]);
    expect(race("21ns")).toEqual(["320: 1 fill of 1", "320: 1 filled", "321: 1 cancel-refused"]);
  });

  it("serves a burst of requests one after another: congestion by our own load", () => {
    const service = { each: "100ns", perThousandRows: "0ns" };
    const told = runPlan(
      tape([...QUIET, LAST]),
      [[0, (ctx) => [0, 1, 2].forEach((i) => send("buy", 90 + i, 1)(ctx))]],
      { latency: latencyByKind(spec({ service })) },
    ).told;
    expect(told).toEqual(["130: 1 accepted", "230: 2 accepted", "330: 3 accepted"]);
  });

  it("takes longer in a busy market: congestion by the load of others", () => {
    const service = { each: "0ns", perThousandRows: "1ns" };
    const busy = Array.from({ length: 100 }, (_, i): Row => ["depth", "buy", 50, 1 + (i % 2), i]);
    const acceptedIn = (rows: Row[]): string =>
      runPlan(tape([...QUIET, ...rows, LAST]), [[90, send("buy", 90, 1)]], {
        latency: latencyByKind(spec({ service })),
      }).told[0]!;
    // 102 rows within 100 ns are 1,020,000 thousand a second.
    expect(acceptedIn(busy)).toBe("1020120: 1 accepted");
    expect(acceptedIn([])).toBe("20120: 1 accepted");
  });

  it("draws the same with the same seed, others with another, and kinds do not disturb each other", () => {
    const model = latencyByKind(spec({ place: { p0: "1ns", p100: "1s" } }));
    const draws = (seed: number, connection: number, between: boolean): number[] => {
      const latency = model.from({ epochNs: 0n, seed, connection });
      return Array.from({ length: 5 }, () => {
        if (between) latency.entryNs(0, "cancel");
        return latency.entryNs(0, "place");
      });
    };
    expect(draws(1, 0, false)).toEqual(draws(1, 0, true));
    expect(draws(1, 0, false)).not.toEqual(draws(2, 0, false));
    expect(draws(1, 0, false)).not.toEqual(draws(1, 1, false));
  });

  it("can be said in short", () => {
    expect(parseLatency("entry=5ms,cancel=3ms,response=8ms,fill=2ms").name).toBe(
      "place 5ms, amend 5ms, cancel 3ms, response 8ms, fill 2ms",
    );
    expect(() => parseLatency("entry=5ms,response=8ms,fills=2ms")).toThrow(
      /place, amend, cancel, fill and feed can have/,
    );
  });
});

describe("the load of a market", () => {
  it("is rows by time since the latest request that is 100 ms back, or as far as is known", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 5e7 }), fc.integer({ min: 0, max: 9 })), {
          maxLength: 60,
        }),
        (steps) => {
          const meter = new LoadMeter();
          const seen: [ns: number, rows: number][] = [[0, 0]];
          let [ns, rows] = [0, 0];
          for (const [after, more] of steps) {
            [ns, rows] = [ns + after, rows + more];
            const [fromNs, fromRows] = seen.findLast(([at]) => at <= ns - 1e8) ?? seen[0]!;
            expect(meter.rowsPerSecond(ns, rows)).toBe(((rows - fromRows) * 1e9) / (ns - fromNs));
            seen.push([ns, rows]);
          }
        },
      ),
    );
  });
});
