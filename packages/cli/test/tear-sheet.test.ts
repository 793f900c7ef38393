import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Decimal } from "@mexoms/core";
import { describe, expect, it } from "vitest";
import { Desk, printed, ROOT, SWAP } from "./command.ts";

const RECORDINGS = path.resolve(
  process.env["MEXOMS_RECORDINGS"] ?? path.join(ROOT, "../shared/recordings"),
  "binance-2024-08-08",
);
const PARTS = [
  "spreadCapture",
  "adverseSelection",
  "inventory",
  "hedgeSlippage",
  "fees",
  "funding",
  "other",
  "residual",
] as const;

interface Sheet {
  readonly digest: string;
  readonly currencies: readonly { readonly attribution: Record<string, string> }[];
  readonly instruments: readonly {
    readonly instrument: string;
    readonly attribution: Record<string, string>;
    readonly quality: { readonly fills: number };
  }[];
}

interface Run {
  readonly digest: string;
  readonly summary: readonly { readonly instrument: string; readonly equity: string }[];
}

function read(desk: Desk, name: string): unknown {
  return JSON.parse(readFileSync(desk.path(`out/market-maker/${name}`), "utf8"));
}

/** Runs the market maker; the number of fills, once all sums are what they must be. */
async function expectSums(desk: Desk, args: readonly string[]): Promise<number> {
  printed(await desk.call("backtest", "market-maker", ...args));
  const sheet = read(desk, "tearsheet.json") as Sheet;
  const run = read(desk, "run.json") as Run;
  expect(sheet.digest).toBe(run.digest);
  const sums = [...sheet.currencies, ...sheet.instruments].map(({ attribution }) => {
    const sum = PARTS.reduce((total, part) => total.plus(attribution[part]!), new Decimal(0));
    expect(attribution["residual"]).toBe("0");
    expect(sum.toFixed()).toBe(attribution["equityChange"]);
    return sum.toFixed();
  });
  expect(sums).toEqual([run.summary[0]!.equity, run.summary[0]!.equity]);
  return sheet.instruments[0]!.quality.fills;
}

describe("the tear sheet of mexoms backtest", () => {
  it("explains the profit on the sample tape to the last unit", async () => {
    expect(await expectSums(new Desk(), ["--tape", SWAP])).toBeGreaterThan(50);
  });

  it("is left out with --no-report", async () => {
    const desk = new Desk();
    printed(await desk.call("backtest", "market-maker", "--tape", SWAP, "--no-report"));
    const written = desk.names("out/market-maker");
    expect(written.filter((name) => name.startsWith("tearsheet"))).toEqual([]);
  });
});

describe.runIf(existsSync(RECORDINGS))("on real recordings", () => {
  it.each([
    ["usdm", "BTC", "0.01BTC"],
    ["usdm", "ETH", "0.2ETH"],
    ["spot", "BTC", "0.01BTC"],
    ["spot", "ETH", "0.2ETH"],
  ])("it explains the profit in %s %s to the last unit", async (market, base, size) => {
    const desk = new Desk();
    const id = `binance:${market}:${base}USDT`;
    const file = path.join(RECORDINGS, `${market}/${base.toLowerCase()}usdt_20240808.gz`);
    printed(
      await desk.call("import", "binance-raw", "--instrument", `${id}=${file}`, "--out", "tapes"),
    );
    const tape = path.join(
      "tapes",
      desk.names("tapes").find((name) => name.endsWith(".tape"))!,
    );
    // Spot fees are ten times the spread: at the fee floor hardly anything is filled.
    const quotes = ["spread=1bps", "feeFloor=false", `size=${size}`, `maxInventory=1${base}`];
    const fills = await expectSums(desk, ["--tape", tape, "--set", ...quotes]);
    expect(fills).toBeGreaterThan(20);
  });
});

it.runIf(!existsSync(RECORDINGS))("says why real recordings are not tested", () => {
  console.log(`not run: no recordings in ${RECORDINGS}; set MEXOMS_RECORDINGS to their folder`);
});
