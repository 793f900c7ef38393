import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  applySetup,
  connectBus,
  natsConfig,
  natsExecutor,
  NatsServer,
  planSetup,
  runSweepWorker,
} from "@mexoms/live";
import {
  createStudy,
  loadStrategyFile,
  openTape,
  portableStrategy,
  shareTape,
  ThreadExecutor,
  type TrialExecutor,
  writeSampleTapes,
} from "@mexoms/sim";
import type { Trial } from "@mexoms/sim/engine";

// What NATS adds to a trial: the same trials by threads of this process, and by a worker on a server.
//   node packages/live/dist/bench/sweep-nats.js [TRIALS] [THREADS]
const [trialCount, threads] = [process.argv[2] ?? "400", process.argv[3] ?? "2"].map(Number) as [
  number,
  number,
];
const WARM = 8;
const STRATEGY = `
import { count, defineStrategy, instrument } from "@mexoms/core";
export default defineStrategy({
  name: "bench-quoter",
  params: { instrument: instrument(), half: count({ default: "5" }) },
  start(ctx, p) {
    const book = ctx.book(p.instrument);
    ctx.every(100_000_000, () => {
      if (!book.valid) return;
      ctx.quotes(p.instrument).target([
        { side: "buy", price: book.bid - p.half, size: 10 },
        { side: "sell", price: book.ask + p.half, size: 10 },
      ]);
    });
  },
});
`;

const folder = mkdtempSync(path.join(tmpdir(), "mexoms-sweep-bench-"));
const file = path.join(folder, "bench-quoter.js");
writeFileSync(file, STRATEGY);
const [tapeFile] = writeSampleTapes({ seed: 1, minutes: 1, dir: folder, byOrder: false });
const tape = openTape(tapeFile!, { verify: false });
const { definition, codeDigest, modulePath } = await loadStrategyFile(file);
const study = await createStudy({
  strategy: definition,
  codeDigest,
  params: { instrument: tape.instrument.id },
  tapes: [tape],
  latency: "5ms",
  queue: "front",
  exchange: "partial",
  seed: 1,
  holdout: 0,
  barNs: 1e9,
  sample: { half: "5" },
});

function trialsFrom(first: number, count: number): Trial[] {
  return Array.from({ length: count }, (_, i) => ({
    id: (first + i).toString(16).padStart(64, "0"),
    phase: "search",
    point: { half: String(first + i) },
    variant: { label: "" },
    share: 1,
  }));
}

async function measured(name: string, executor: TrialExecutor): Promise<void> {
  const signal = new AbortController().signal;
  await executor.run(trialsFrom(0, WARM), () => {}, signal);
  const fromMs = performance.now();
  const fromCpu = process.cpuUsage();
  await executor.run(trialsFrom(WARM, trialCount), () => {}, signal);
  const tookMs = performance.now() - fromMs;
  const each = (tookMs * threads) / trialCount;
  const { user, system } = process.cpuUsage(fromCpu);
  const cpu = (user + system) / 1000 / trialCount;
  console.log(
    `${name}: ${trialCount} trials, ${threads} threads: ${(tookMs / 1000).toFixed(2)} s, ${each.toFixed(2)} ms of a thread each, ${cpu.toFixed(2)} ms of CPU`,
  );
}

const local = new ThreadExecutor({
  study,
  modulePath,
  tapes: [shareTape(tape)],
  workers: threads,
});
await measured("threads", local);
await local.close();

const server = await NatsServer.start({ folder: path.join(folder, "nats") });
const [mine, theirs] = [
  await connectBus({ url: server.url, name: "sweep" }),
  await connectBus({ url: server.url, name: "worker" }),
];
await applySetup(mine, await planSetup(mine, natsConfig()), { force: false });
const end = new AbortController();
const worker = runSweepWorker({
  bus: theirs,
  workers: threads,
  cacheDir: path.join(folder, "cache"),
  signal: end.signal,
  once: false,
});
const strategy = await portableStrategy(file);
const executor = await natsExecutor({ bus: mine, study, strategy, tapes: [tape], keep: false });
await measured("NATS", executor);
await executor.close();
end.abort();
await worker;
await mine.close();
await theirs.close();
await server.stop();
rmSync(folder, { recursive: true, force: true });
