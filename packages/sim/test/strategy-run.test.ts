import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { StrategyError } from "@mexoms/core";
import {
  backtest,
  loadStrategyFile,
  openTape,
  sampleMarkets,
  tapeFromRows,
  writeTape,
} from "@mexoms/sim";
import type { BacktestResult, Tape } from "@mexoms/sim";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const QUOTER = `
import { defineStrategy, instrument, bps, quantity } from "@mexoms/core";

export default defineStrategy({
  name: "two-sided-quote",
  params: {
    instrument: instrument(),
    halfSpread: bps({ default: "1bps", min: "0.1bps" }),
    size: quantity({ default: "0.01BTC" }),
  },
  start(ctx, p) {
    const book = ctx.book(p.instrument);
    const quotes = ctx.quotes(p.instrument);
    ctx.every("500ms", () => {
      if (!book.valid) return quotes.clear();
      NOISE;
      const half = p.halfSpread.of(book.mid);
      quotes.target([
        { side: "buy", price: Math.floor(book.mid - half), size: p.size },
        { side: "sell", price: Math.ceil(book.mid + half), size: p.size },
      ]);
    });
  },
});
`;

let folder: string;
let tape: Tape;

async function run(noise: string): Promise<BacktestResult> {
  const file = path.join(folder, "quoter.ts");
  writeFileSync(file, QUOTER.replace("NOISE", noise));
  const { definition, codeDigest } = await loadStrategyFile(file);
  return await backtest({
    strategy: definition,
    codeDigest,
    tapes: [tape],
    latency: "5ms",
    queue: "power3:3",
    exchange: "no-partial",
    seed: 1,
  });
}

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "mexoms-run-"));
  const [swap] = sampleMarkets(1, 5);
  const source = { format: "synthetic", files: [], clockShiftNs: 0, lines: {}, notes: [] };
  tape = tapeFromRows({ ...swap!, source });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a strategy file on a synthetic tape", () => {
  it("runs on the very core that the host runs, is filled on both sides, and repeats", async () => {
    const result = await run("");
    expect(new Set(result.fills.map((fill) => fill.side))).toEqual(new Set(["buy", "sell"]));
    expect(result.fills.length).toBeGreaterThan(10);
    expect((await run("")).digest).toBe(result.digest);
    expect((await run("ctx.random.next()")).outputsDigest).toBe(result.outputsDigest);
  });

  it("ends with what to use in its place when it calls something of the host", async () => {
    const failed = run("Math.random()");
    await expect(failed).rejects.toThrow(StrategyError);
    await expect(failed).rejects.toThrow(/a strategy called Math.random\(\): use ctx.random/);
    await expect(run("new Date()")).rejects.toThrow(
      /a strategy called new Date\(\): use ctx.nowNs/,
    );
  });

  it("has a tape file that is small enough to ship", async () => {
    const file = path.join(folder, "swap.tape");
    writeTape(file, tape);
    expect(statSync(file).size).toBeLessThan(1_500_000);
    expect(openTape(file, { verify: true }).digest).toBe(tape.digest);
  });
});
