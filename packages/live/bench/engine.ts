import { rmSync } from "node:fs";
import path from "node:path";
import { memoryFolder } from "@mexoms/live";
import { WAIT_KINDS } from "@mexoms/live/internal";
import { DrivenEngine } from "./driven-engine.ts";

// How long an engine takes from a change of the book in shared memory until its new order is read at
// the gateway, in another process. Changes have planned times, and latency counts from those. Beside
// it what the engine itself measures: from the strategy's wish, through risk and journal, to the bytes
// at the gateway.
//
//   node packages/live/dist/bench/engine.js [SECONDS PER LINE] [CHANGES A SECOND] [SYNC]
const seconds = Number(process.argv[2] ?? 5);
const perSecond = Number(process.argv[3] ?? 200);
const journalSync = process.argv[4] ?? "100ms";
const memory = path.join(memoryFolder(), `bench-${process.pid}`);

function micros(ns: number): string {
  return (ns / 1_000).toFixed(1).padStart(8);
}

try {
  console.log(
    `engine, us; ${perSecond} changes/s at planned times, ${seconds} s each, journal on disk ${journalSync}`,
  );
  console.log(
    "wait     book change to order at the gateway       intent to bytes at the gateway          CPU",
  );
  console.log(
    "             p50      p99    p99.9      max          p50      p99    p99.9      max",
  );
  for (const wait of WAIT_KINDS) {
    const engine = await DrivenEngine.start({ memory, wait, journalSync });
    const { latencies, cpuShare } = await engine
      .measure({ seconds, perSecond })
      .finally(async () => await engine.close());
    const { latency } = engine.venue;
    const at = (share: number): string => micros(latency.getValueAtPercentile(share));
    const intent = latencies.find(({ name }) => name === "intent-to-gateway")!;
    console.log(
      `${wait.padEnd(7)} ${at(50)} ${at(99)} ${at(99.9)} ${at(100)}     ` +
        `${micros(intent.p50Ns)} ${micros(intent.p99Ns)} ${micros(intent.p999Ns)} ${micros(intent.maxNs)}   ${(cpuShare * 100).toFixed(0)} %` +
        `  (${latency.totalCount} orders)`,
    );
  }
} finally {
  rmSync(memory, { recursive: true, force: true });
}
