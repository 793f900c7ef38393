import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Strategy } from "@mexoms/core";
import { loadStrategyFile, openTape } from "@mexoms/sim";
import { replayJournal } from "../../src/replay/replay-journal.ts";
import { TinySession, type TinyOptions } from "./tiny-session.ts";

const TAPE = "data/tapes/synthetic-swap-BTCUSDT.tape";
const MAKER = "strategies/market-maker/dist/src/index.js";

async function maker(): Promise<Strategy> {
  return (await loadStrategyFile(MAKER)).definition;
}

function folder(): string {
  const dir = mkdtempSync(path.join(tmpdir(), "mexoms-replay-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function session(more: Partial<TinyOptions> = {}): Promise<TinySession> {
  return new TinySession({
    dir: folder(),
    tapes: [openTape(TAPE, { verify: false })],
    strategy: await maker(),
    params: {},
    queue: "power3:3",
    exchange: "no-partial",
    seed: 7,
    endNs: 60e9,
    ...more,
  });
}

describe("a journal that is replayed", () => {
  it("gives every request and explanation of the session again, byte for byte", async () => {
    const live = await session({ explains: true });
    live.run();
    const { strategy } = await parts(live);
    const result = await replayJournal(live.journal.dir, {
      find: () => Promise.resolve({ strategy, codeDigest: live.start.strategy.codeDigest }),
    });
    console.log(JSON.stringify(result.sessions, null, 1), live.requests, live.fills);
    expect(result.difference).toBeUndefined();
  });
});

async function parts(_: TinySession): Promise<{ strategy: Strategy }> {
  return { strategy: await maker() };
}
