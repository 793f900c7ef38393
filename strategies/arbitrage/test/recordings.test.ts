import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { arbitrage, STATE_TOPIC } from "@mexoms/arbitrage";
import { ARBITRAGE_TOPIC, type ArbitrageRecord } from "@mexoms/core";
import { backtest, type BacktestResult, findInstrument, importRecorder } from "@mexoms/sim";
import { afterAll, describe, expect, it } from "vitest";
import { RECORDINGS, RECORDINGS_ABSENT } from "./recordings.ts";
import { dealsOf, explained } from "./two-venues.ts";

const scratch = mkdtempSync(path.join(tmpdir(), "mexoms-arbitrage-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let made: Promise<readonly string[]> | undefined;

/** Tapes of BTC and ETH, spot and perpetual, on one clock, with books of best quotes. */
async function makeTapes(): Promise<readonly string[]> {
  const sources = ["spot", "usdm"].flatMap((market) =>
    ["btc", "eth"].map((coin) => ({
      instrument: findInstrument(`binance:${market}:${coin.toUpperCase()}USDT`),
      files: [path.join(RECORDINGS, "binance-2024-08-08", market, `${coin}usdt_20240808.gz`)],
      out: path.join(scratch, `${market}-${coin}.tape`),
    })),
  );
  await importRecorder({ format: "binance-raw", lenient: false, bookTicker: "as-book", sources });
  return sources.map(({ out }) => out);
}

async function run(
  params: Readonly<Record<string, string>>,
  fees?: { maker: string; taker: string },
): Promise<BacktestResult> {
  made ??= makeTapes();
  return await backtest({
    strategy: arbitrage,
    params,
    tapes: await made,
    latency: "5ms",
    queue: "power3:3",
    exchange: "partial",
    ...(fees && { fees }),
    seed: 1,
  });
}

const FREE = { maker: "0bps", taker: "0bps" };

function summary(result: BacktestResult): ArbitrageRecord {
  return JSON.parse(explained(result, ARBITRAGE_TOPIC)[0]!) as ArbitrageRecord;
}

describe.runIf(!RECORDINGS_ABSENT)("spot against perpetual on the day of 2024-08-08", () => {
  it("takes none at the fees of the venue, and says why", async () => {
    const result = await run({});
    expect(result.orders).toEqual([]);
    const { nearest, ...counts } = summary(result);
    expect(counts).toEqual({ detected: 0, taken: 0, gated: {} });
    expect(nearest![0]).toEqual({
      name: "BTC binance:usdm>binance:spot",
      crossedLooks: 93_703,
      grossBps: 11.0414,
      feesBps: 15.0091,
      needBps: 25,
      missingBps: 28.9677,
    });
    const [why] = explained(result, STATE_TOPIC);
    expect(why).toMatch(
      /BTC binance:usdm>binance:spot: gross .* - fees of all legs 14\.\d{4}bps = net -\d+\.\d{4}bps; needs 25bps to open.* missing/,
    );
    expect(why).toContain("ETH binance:usdm>binance:spot");
  });

  it("takes some without fees, stays balanced, and does it again to the last digit", async () => {
    const params = { minNetBps: "1bps", basisOpenBps: "1bps" };
    const result = await run(params, FREE);
    const deals = dealsOf(result);
    const { taken, gated } = summary(result);
    expect(taken).toBe(deals.length);
    expect(taken).toBeGreaterThan(3);
    expect(gated["room"]).toBeGreaterThan(1_000);
    expect(new Set(deals.map(({ end }) => end))).toEqual(new Set(["matched"]));
    for (const coin of ["BTC", "ETH"]) {
      const sum = result.summary
        .filter(({ instrument }) => instrument.includes(coin))
        .reduce((total, { positionQty }) => total + Number(positionQty), 0);
      expect(Math.abs(sum)).toBeLessThan(1e-9);
    }
    expect((await run(params, FREE)).digest).toBe(result.digest);
  });

  it("takes a few without fees at the minimum of its defaults", async () => {
    const result = await run({}, FREE);
    expect(summary(result).taken).toBeGreaterThan(0);
  });
});

it.runIf(RECORDINGS_ABSENT)("says why the recordings are not tested", () => {
  console.log(RECORDINGS_ABSENT);
  expect(RECORDINGS_ABSENT).toContain("not run");
});
