// The engine's process of engine.ts: node engine-under-test.js DIR MEMORY WAIT SYNC. Quotes at the best
// bid, anew with each change of the book. Sends what it measured when it is told to end.
import { defineStrategy, instrument, type RiskConfig } from "@mexoms/core";
import { ENGINE_DEADLINES, SEGMENT_BYTES } from "@mexoms/live";
import type { WaitKind } from "@mexoms/live/internal";
import { PaperRun } from "../src/run/paper-run.ts";

const [dir, memory, wait, journalSync] = process.argv.slice(2) as [
  string,
  string,
  WaitKind,
  string,
];

const FOLLOWER = defineStrategy({
  name: "follower",
  params: { instrument: instrument() },
  start(ctx, { instrument: traded }) {
    const quotes = ctx.quotes(traded);
    const target = { side: "buy" as const, price: 0, size: 1 };
    const targets = [target];
    return {
      book(book) {
        if (!book.valid || Number.isNaN(book.bid)) return;
        target.price = book.bid;
        quotes.target(targets);
      },
    };
  },
});

/** As a deployment would have them, but for rates, which the bench is above. */
const RISK: RiskConfig = {
  currency: "USD",
  count: { USDT: "1", BTC: ["bench:swap:BTCUSDT"] },
  resetAt: "00:00",
  lookEvery: "1s",
  thresholds: { warn: ["50%", "75%"], reduceOnly: "90%", halt: "100%" },
  order: { orderNotional: "10000USD", priceCollar: "5%", crossing: "20bps", selfCross: "deny" },
  strategy: { position: "10000USD", dailyLoss: "1000USD" },
};

const stop = new AbortController();
process.on("message", () => stop.abort());
const run = await PaperRun.open({
  dir,
  memory,
  wait,
  journalSync,
  speed: 1,
  seed: 1,
  risk: RISK,
  strategy: FOLLOWER,
  codeDigest: "0".repeat(64),
  source: "follower",
  params: {},
  tapes: ["bench"],
  latency: "none",
  queue: "front",
  exchange: "no-partial",
  rules: "none",
  segmentBytes: SEGMENT_BYTES,
  deadlines: ENGINE_DEADLINES,
  observer: {
    phase: (phase) => {
      if (phase === "running") process.send?.("running");
    },
    filled: () => {},
    note: (text) => console.error(text),
  },
});
const cpu = process.cpuUsage();
const beganMs = performance.now();
const { view } = await run.run({ signal: stop.signal, between: () => {} });
const { user, system } = process.cpuUsage(cpu);
const cpuShare = (user + system) / 1_000 / (performance.now() - beganMs);
process.send?.({ latencies: view.latencies, counts: view.counts, cpuShare });
run.close();
process.disconnect();
