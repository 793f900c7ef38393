import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { backtest, findInstrument, importRecorder, openTape } from "@mexoms/sim";
import type { BacktestResult, Tape } from "@mexoms/sim";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { marketMaker } from "../src/index.ts";

const RECORDINGS = path.resolve(
  process.env["MEXOMS_RECORDINGS"] ??
    path.join(import.meta.dirname, "../../../../../shared/recordings"),
);
const FOLDER = path.join(RECORDINGS, "binance-2024-08-08");
const present = existsSync(FOLDER);

const MARKETS = [
  ["binance:spot:BTCUSDT", "spot/btcusdt_20240808.gz", { size: "0.1BTC" }],
  ["binance:spot:ETHUSDT", "spot/ethusdt_20240808.gz", { size: "1ETH", maxInventory: "10ETH" }],
  ["binance:usdm:BTCUSDT", "usdm/btcusdt_20240808.gz", { size: "0.1BTC" }],
  ["binance:usdm:ETHUSDT", "usdm/ethusdt_20240808.gz", { size: "1ETH", maxInventory: "10ETH" }],
] as const;

/** Close quotes with every stage at work, so that there is much to see in some minutes. */
const BUSY = {
  spread: "0.5bps",
  feeFloor: "false",
  levelStep: "0.5bps",
  fairValue: "depth",
  spreadModel: "volatility",
  startVolatility: "0.3bps",
  sizeSkew: "linear",
  compete: "join",
  rebalance: "slice",
  joinAt: "30%",
  chaseAt: "50%",
  sliceAt: "70%",
  hangingOrders: "true",
} as const;

it.runIf(!present)("needs recordings, of which there are none", () => {
  console.log(`not run: no recordings in ${RECORDINGS}; set MEXOMS_RECORDINGS to their folder`);
});

describe.runIf(present)("the market maker on recordings of spot and perpetual", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "mexoms-maker-"));
  let tapes: Tape[] = [];

  beforeAll(async () => {
    const sources = MARKETS.map(([id, file]) => ({
      instrument: findInstrument(id),
      files: [path.join(FOLDER, file)],
      out: path.join(folder, `${id.replaceAll(":", "-")}.tape`),
    }));
    await importRecorder({ format: "binance-raw", lenient: false, sources });
    tapes = sources.map(({ out }) => openTape(out, { verify: true }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (of: readonly Tape[], params: Record<string, string>): Promise<BacktestResult> =>
    backtest({
      strategy: marketMaker,
      params,
      tapes: of,
      latency: "5ms",
      queue: "power3:3",
      exchange: "partial",
      seed: 1,
    });

  it.each(MARKETS.map(([id, , sizes], i) => [id, sizes, i] as const))(
    "runs on %s to the end, twice alike, with and without all stages at work",
    async (_, sizes, i) => {
      for (const params of [sizes, { ...BUSY, ...sizes }]) {
        const first = await run([tapes[i]!], params);
        expect(first.orders.length).toBeGreaterThan(2);
        expect((await run([tapes[i]!], params)).digest).toBe(first.digest);
      }
      const { summary } = await run([tapes[i]!], { ...BUSY, ...sizes });
      expect(summary[0]!.fills).toBeGreaterThan(0);
      expect(Number(summary[0]!.maxPositionQty)).toBeLessThanOrEqual(i % 2 === 0 ? 1 : 10);
    },
  );

  it("quotes the perpetual by the spot market as its anchor, and hedges there", async () => {
    const [spot, , perpetual] = tapes;
    const params = {
      ...BUSY,
      size: "0.1BTC",
      maxInventory: "0.3BTC",
      anchor: "basis",
      anchor1: spot!.instrument.id,
      hedge: spot!.instrument.id,
      rebalance: "hedge",
      hedgeAt: "70%",
      hedgeBudget: "1000bps",
    };
    const first = await run([perpetual!, spot!], params);
    const fills = first.summary.map((each) => each.fills);
    expect(Math.min(...fills)).toBeGreaterThan(0);
    expect((await run([perpetual!, spot!], params)).digest).toBe(first.digest);
  });
});
