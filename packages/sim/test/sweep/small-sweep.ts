import { readFileSync } from "node:fs";
import path from "node:path";
import {
  cutTape,
  loadStrategyFile,
  loadTape,
  openTape,
  type SweepOptions,
  type Tape,
} from "@mexoms/sim";
import type { Scratch } from "../scratch.ts";

const ROOT = path.resolve(import.meta.dirname, "../../../../..");
const SWAP = path.join(ROOT, "data/tapes/synthetic-swap-BTCUSDT.tape");
const SECOND_NS = 1_000_000_000n;

/** The first seconds of the sample tape of a swap. */
export function smallTape(seconds = 20): Tape {
  const tape = openTape(SWAP, { verify: false });
  const startNs = tape.epochNs + BigInt(tape.index.firstLocalNs[0]!);
  return loadTape(cutTape(tape, startNs + BigInt(seconds) * SECOND_NS));
}

/** Quotes around the middle; by its mood it fails in one of the ways that strategies can. */
const STRATEGY = `
import { bps, choice, defineStrategy, instrument, quantity } from "@mexoms/core";

export default defineStrategy({
  name: "moody",
  params: {
    instrument: instrument(),
    half: bps({ default: "1bps", min: "0.1bps", max: "50bps" }),
    size: quantity({ default: "0.01BTC" }),
    mood: choice(["fine", "throws", "exits", "grows", "spins", "loops", "crawls"], { default: "fine" }),
  },
  start(ctx, p) {
    if (p.mood === "throws") throw new Error("not today");
    if (p.mood === "exits") globalThis.process.exit(3);
    if (p.mood === "grows") for (const kept = []; ; ) kept.push(new Array(100_000).fill(kept.length + 0.5));
    const again = () => ctx.after("0s", again);
    if (p.mood === "spins") again();
    if (p.mood === "loops") ctx.after("1s", () => { for (;;); });
    const step = () => ctx.after("1ns", step);
    if (p.mood === "crawls") step();
    const book = ctx.book(p.instrument);
    const quotes = ctx.quotes(p.instrument);
    ctx.every("500ms", () => {
      if (!book.valid) return quotes.clear();
      const half = p.half.of(book.mid);
      quotes.target([
        { side: "buy", price: book.mid - half, size: p.size },
        { side: "sell", price: book.mid + half, size: p.size },
      ]);
    });
  },
});
`;

/** A sweep of eight distances over a small tape, in this thread, that keeps nothing. */
export async function smallSweep(
  scratch: Scratch,
  options: Partial<SweepOptions> = {},
): Promise<SweepOptions> {
  const file = scratch.file("moody.js", STRATEGY);
  const { definition, codeDigest, modulePath } = await loadStrategyFile(file);
  return {
    strategy: definition,
    codeDigest,
    modulePath,
    tapes: [smallTape()],
    latency: "5ms",
    queue: "power3:3",
    exchange: "no-partial",
    seed: 0,
    holdout: 0.2,
    space: { half: "0.5bps:4bps:0.5bps" },
    where: [],
    search: "grid",
    halving: false,
    searchSeed: 0,
    objectives: ["pnl"],
    phases: ["search", "nearby", "assumptions"],
    folds: 4,
    foldKind: "rolling",
    workers: 0,
    ...options,
  };
}

/** The tables and the plan of a sweep's folder. */
export function tablesOf(dir: string): Record<string, Buffer> {
  const names = ["sweep.json", "trials.csv", "trials.jsonl", "trials.columns"];
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(dir, name))]));
}
