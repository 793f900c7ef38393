import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Strategy } from "@mexoms/core";
import { engineOptions, loadStrategyFile, openTape } from "@mexoms/sim";
import type { StrategyLookup } from "../../src/replay/replay-journal.ts";
import { TinySession, type TinyOptions } from "./tiny-session.ts";

export const TAPE = "data/tapes/synthetic-swap-BTCUSDT.tape";

/** The market maker as it is shipped. */
export async function maker(): Promise<Strategy> {
  return (await loadStrategyFile("strategies/market-maker/dist/src/index.js")).definition;
}

export function lookup(strategy: Strategy, codeDigest = "0".repeat(64)): StrategyLookup {
  return () => Promise.resolve({ strategy, codeDigest });
}

/** A folder of its own, gone when the test has ended. */
export function scratchFolder(): string {
  const dir = mkdtempSync(path.join(tmpdir(), "mexoms-replay-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A session of the market maker on the sample tape, not begun. */
export async function tinySession(more: Partial<TinyOptions> = {}): Promise<TinySession> {
  const options = {
    dir: scratchFolder(),
    tapes: [openTape(TAPE, { verify: false })],
    strategy: more.strategy ?? (await maker()),
    params: {},
    queue: "power3:3",
    exchange: "no-partial",
    seed: 7,
    endNs: 60e9,
    ...more,
  };
  const { tapes, queue, exchange, seed, latency = "0ms", rules = "none", accounts } = options;
  const common = { tapes, latency, queue, exchange, rules, seed };
  const venue = await engineOptions(accounts === undefined ? common : { ...common, accounts });
  return new TinySession(options, venue);
}
