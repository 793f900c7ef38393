import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { openTape } from "@mexoms/sim";
import { expect, it, onTestFinished } from "vitest";
import { type Job, runJob } from "./job.ts";

const ROOT = path.resolve(import.meta.dirname, "../../../../..");
const TAPE = path.join(ROOT, "data/tapes/synthetic-swap-BTCUSDT.tape");

// Equal on every machine and every Node that is supported. A change of it means that results have
// moved: say in the commit why they should.
const GOLDEN_DIGEST = "2ae3b7b0af9d72f908d3d72f1f4a13bd179b61d0774dfd69967e33f9eb73881c";

const STRATEGY = `
import { bps, defineStrategy, instrument, quantity } from "@mexoms/core";

export default defineStrategy({
  name: "determinism",
  params: {
    instrument: instrument(),
    halfSpread: bps({ default: "1bps" }),
    size: quantity({ default: "0.01BTC" }),
  },
  start(ctx, p) {
    const book = ctx.book(p.instrument);
    const quotes = ctx.quotes(p.instrument);
    ctx.every("100ms", () => {
      if (!book.valid) return quotes.clear();
      const half = p.halfSpread.of(book.mid) * (0.5 + ctx.random.next());
      quotes.target([
        { side: "buy", price: book.mid - half, size: p.size },
        { side: "sell", price: book.mid + half, size: p.size },
      ]);
    });
  },
});
`;

function job(): Job {
  const folder = mkdtempSync(path.join(tmpdir(), "mexoms-determinism-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const strategyFile = path.join(folder, "strategy.ts");
  writeFileSync(strategyFile, STRATEGY);
  return { strategyFile, tape: TAPE, seed: 7 };
}

async function inWorker(workerData: Job): Promise<unknown> {
  const worker = new Worker(new URL("worker.js", import.meta.url), { workerData });
  return await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

it("the digest of a run is the one that it always had", async () => {
  expect(openTape(TAPE, { verify: true }).digest).toBe(
    "d793e1ee673d7b65979ed7a98cfb5e4624b463690d4070b4f39aefeb400833a4",
  );
  expect(await runJob(job())).toBe(GOLDEN_DIGEST);
});

it("a worker thread gives the digest of the main thread, two at once too", async () => {
  const here = await runJob(job());
  expect(await Promise.all([inWorker(job()), inWorker(job())])).toEqual([here, here]);
});

it("another seed gives another digest, so that the digest covers what the seed decides", async () => {
  const one = job();
  expect(await runJob({ ...one, seed: 8 })).not.toBe(await runJob(one));
});
