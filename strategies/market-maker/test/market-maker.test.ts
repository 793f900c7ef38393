import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { backtest, openTape } from "@mexoms/sim";
import type { BacktestResult, InstrumentSummary } from "@mexoms/sim";
import { describe, expect, it } from "vitest";
import { marketMaker } from "../src/index.ts";

const TAPE = openTape(
  fileURLToPath(new URL("../../../../data/tapes/synthetic-swap-BTCUSDT.tape", import.meta.url)),
  { verify: true },
);

function run(params: Record<string, string>, latency = "5ms"): Promise<BacktestResult> {
  return backtest({
    strategy: marketMaker,
    params,
    tapes: [TAPE],
    latency,
    queue: "power3:3",
    exchange: "no-partial",
    seed: 1,
  });
}

function only(result: BacktestResult): InstrumentSummary {
  const [summary] = result.summary;
  if (summary === undefined) throw new Error("the run has no summary");
  return summary;
}

/** Close quotes, so that there is much to see in a short tape. */
const BUSY = { spread: "1bps", levelStep: "0.5bps", size: "0.05BTC" };

describe("the market maker on the bundled tape", () => {
  it("quotes both sides and is filled on both, with its defaults", async () => {
    const { fills, orders } = await run({});
    for (const rows of [fills, orders]) {
      expect(new Set(rows.map((row) => row.side))).toEqual(new Set(["buy", "sell"]));
    }
  });

  const inventories: [string, Record<string, string>, string][] = [
    ["0.1", { maxInventory: "0.1BTC" }, "5ms"],
    ["0.3", { maxInventory: "0.3BTC", skew: "0bps" }, "5ms"],
    ["0.25", { maxInventory: "0.25BTC", size: "0.1BTC", levels: "10" }, "5ms"],
    ["0.2", { maxInventory: "0.2BTC", spread: "0bps", postOnly: "false", skew: "0bps" }, "5ms"],
    ["0.1", { maxInventory: "0.1BTC", refresh: "1ms", skew: "0bps", levels: "1" }, "200ms"],
  ];
  it.each(inventories)(
    "never holds more than %s BTC with %o and a latency of %s",
    async (most, params, latency) => {
      const { maxPositionQty, fills } = only(await run({ ...BUSY, ...params }, latency));
      expect(fills).toBeGreaterThan(10);
      expect(Number(maxPositionQty)).toBeLessThanOrEqual(Number(most));
      // The limit is what held it back: otherwise this would prove nothing.
      expect(Number(maxPositionQty)).toBeGreaterThan(Number(most) / 2);
    },
  );

  it("cuts a quote that is more than the inventory allows, from the first level on", async () => {
    const result = await run({ ...BUSY, size: "0.1BTC", maxInventory: "0.05BTC" });
    expect(only(result).fills).toBeGreaterThan(10);
    expect(Number(only(result).maxPositionQty)).toBeLessThanOrEqual(0.05);
    for (const { qty } of result.orders) expect(Number(qty)).toBeLessThanOrEqual(0.1);
  });

  const LADDER = { joinAt: "20%", chaseAt: "40%", sliceAt: "60%", hedgeAt: "60%" };
  const RICH = { sliceBudget: "1000bps", hedgeBudget: "1000bps", feeFloor: "false" };

  it("holds less the further it may go to get rid of it, and takes only when it slices", async () => {
    const held = async (rebalance: string): Promise<readonly [number, number]> => {
      const far = { spread: "3bps", skew: "0bps", maxInventory: "0.3BTC" };
      const result = await run({ ...BUSY, ...LADDER, ...RICH, ...far, rebalance });
      const lots = result.samples.instruments[0]!.positionLots;
      const { fills, makerFills } = only(result);
      return [
        lots.reduce((sum, each) => sum + Math.abs(each), 0) / lots.length,
        fills - makerFills,
      ];
    };
    const [skewed, joined, sliced] = [await held("skew"), await held("join"), await held("slice")];
    expect(joined[0]).toBeLessThan(skewed[0]);
    expect(sliced[0]).toBeLessThan(skewed[0]);
    expect([skewed[1], joined[1]]).toEqual([0, 0]);
    expect(sliced[1]).toBeGreaterThan(0);
  });

  it("hedges on another market with orders that take at once, within maxInventory there too", async () => {
    const spot = new URL("../../../../data/tapes/synthetic-spot-BTCUSDT.tape", import.meta.url);
    const hedge = openTape(fileURLToPath(spot), { verify: true });
    const { id } = hedge.instrument;
    const result = await backtest({
      strategy: marketMaker,
      params: {
        ...BUSY,
        ...LADDER,
        ...RICH,
        rebalance: "hedge",
        hedge: id,
        maxInventory: "0.3BTC",
      },
      tapes: [TAPE, hedge],
      latency: "5ms",
      queue: "power3:3",
      exchange: "no-partial",
      seed: 1,
    });
    const [quoted, hedged] = result.summary;
    expect(hedged!.fills).toBeGreaterThan(0);
    expect(hedged!.makerFills).toBe(0);
    expect(Number(hedged!.maxPositionQty)).toBeLessThanOrEqual(0.3);
    expect(Number(quoted!.maxPositionQty)).toBeLessThanOrEqual(0.3);
    const sent = result.orders.filter(({ instrument }) => instrument === id);
    expect(new Set(sent.map(({ timeInForce }) => timeInForce))).toEqual(new Set(["ioc"]));
  });

  it("is cut to the room that risk leaves, and stops with a reason when risk halts", async () => {
    const thresholds = { warn: ["50%"], reduceOnly: "90%", halt: "100%" };
    const times = { resetAt: "00:00", lookEvery: "100ms" };
    const limits = { currency: "USD", count: { USDT: "1" }, thresholds, ...times };
    const withRisk = (strategy: Record<string, string>): Promise<BacktestResult> =>
      backtest({
        strategy: marketMaker,
        params: { ...BUSY, feeFloor: "false" },
        tapes: [TAPE],
        latency: "5ms",
        queue: "power3:3",
        exchange: "no-partial",
        seed: 1,
        risk: { ...limits, strategy },
      });
    const capped = await withRisk({ position: "6000USD" });
    expect(only(capped).fills).toBeGreaterThan(10);
    expect(Number(only(capped).maxPositionQty)).toBeLessThanOrEqual(0.1);
    const denied = capped.orders.filter(({ state }) => state === "rejected");
    expect(denied.length).toBeLessThan(capped.orders.length / 20);
    const halted = await withRisk({ dailyLoss: "1USD" });
    expect(halted.explained.map(({ text }) => text)).toContain(
      "risk has halted the run: nothing but cancels",
    );
  });

  it("sends fewer orders the wider the tolerance", async () => {
    const counts: number[] = [];
    for (const requoteTolerance of ["0ticks", "0.5bps", "2bps"]) {
      counts.push(only(await run({ requoteTolerance })).orders);
    }
    const [none, some, wide] = counts;
    expect(some).toBeLessThan(none! * 0.9);
    expect(wide).toBeLessThan(some! * 0.5);
  });

  it("sends fewer orders the slower it looks", async () => {
    const slow = only(await run({ refresh: "1s" }));
    expect(slow.orders).toBeLessThan(only(await run({})).orders / 2);
  });

  it("quotes other prices around the microprice than around the mid", async () => {
    const prices = async (fairValue: string): Promise<string[]> =>
      (await run({ fairValue, requoteTolerance: "0ticks" })).orders.map((order) => order.price);
    expect(await prices("microprice")).not.toEqual(await prices("mid"));
  });

  it("never takes when post-only, and does take at the same prices when it may", async () => {
    const greedy = { spread: "0bps", levels: "1", size: "0.05BTC", skew: "5bps" };
    const maker = only(await run({ ...greedy, postOnly: "true" }));
    const taker = only(await run({ ...greedy, postOnly: "false" }));
    expect(maker.fills).toBeGreaterThan(10);
    expect(maker.makerFills).toBe(maker.fills);
    expect(taker.makerFills).toBeLessThan(taker.fills);
  });

  it("holds less on average with a skew than without one", async () => {
    const held = async (skew: string): Promise<number> => {
      const { samples } = await run({ ...BUSY, skew });
      const lots = samples.instruments[0]!.positionLots;
      return lots.reduce((sum, each) => sum + Math.abs(each), 0) / lots.length;
    };
    expect(await held("5bps")).toBeLessThan(await held("0bps"));
  });

  it("says why it quotes, and repeats itself exactly", async () => {
    const result = await run({});
    expect(result.explained[0]).toMatchObject({
      topic: "quoting",
      text: "there is a fair value and room for quotes",
    });
    expect((await run({})).digest).toBe(result.digest);
  });
});

describe("a parameter of the market maker that cannot be used", () => {
  it.each([
    [{ spread: "10" }, /spread: "10" needs a unit, for example 5bps/],
    [{ spread: "3ticks" }, /spread: "3ticks" must be in bps or %/],
    [{ spread: "-1bps" }, /spread: -1bps is below the minimum of 0bps/],
    [{ spread: "11%" }, /spread: 11% is above the maximum of 1000bps/],
    [{ size: "0.1" }, /size: "0.1" is not a size in BTC.*for example 0.001BTC/],
    [{ size: "0.1ETH" }, /size: "0.1ETH" is not a size in BTC/],
    [{ size: "0.0001BTC" }, /size: 0.0001 is not a multiple of 0.001/],
    [{ levels: "0" }, /levels: 0 is below the minimum of 1/],
    [{ levels: "2.5" }, /levels: "2.5" is not a whole number such as 3/],
    [{ levelStep: "-1ticks" }, /levelStep: -1ticks must not be negative/],
    [{ postOnly: "yes" }, /postOnly: "yes" is not true or false/],
    [{ fairValue: "last" }, /fairValue: "last" is not one of mid, microprice/],
    [{ refresh: "100" }, /refresh: "100" is not a duration with its unit/],
    [{ refresh: "10us" }, /refresh: 10us is below the minimum of 1ms/],
    [{ spraed: "5bps" }, /spraed: is not a parameter of this strategy; did you mean spread\?/],
    [{ instrument: "binance:usdm:BTCUSDT" }, /no instrument "binance:usdm:BTCUSDT" in this run/],
  ] as [Record<string, string>, RegExp][])("%o is refused by name", async (params, message) => {
    await expect(run(params)).rejects.toThrow(message);
  });
});

describe("the README", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

  it.each(Object.entries(marketMaker.params))(
    "gives %s in one row, with its default, its range and its effect",
    (name, param) => {
      const rows = readme.split("\n").filter((line) => line.startsWith(`| \`${name}\` `));
      expect(rows).toHaveLength(1);
      const [, , byDefault, range, effect] = rows[0]!.split("|").map((cell) => cell.trim());
      const none = param.optional === true ? "none" : "next tape";
      expect(byDefault).toBe(param.default === undefined ? none : `\`${param.default}\``);
      for (const end of [param.min, param.max]) if (end !== undefined) expect(range).toContain(end);
      expect(effect).toBe(param.doc);
    },
  );

  it("names no parameter that there is not", () => {
    const named = [...readme.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(Object.keys(marketMaker.params)));
  });
});

describe("every parameter", () => {
  it.each(Object.entries(marketMaker.params))(
    "%s has an effect in one line of text",
    (_, param) => {
      expect(param.doc).toMatch(/^[^\n|]{10,140}$/);
    },
  );
});
