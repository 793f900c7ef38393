import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { memoryFolder, NatsServer } from "@mexoms/live";
import { WAIT_KINDS } from "@mexoms/live/internal";
import { POSITION_FILE } from "../src/publish/publish-position.ts";
import { journalFolder } from "../src/run/session-folder.ts";
import { DrivenEngine } from "./driven-engine.ts";

// Whether trading feels that NATS is away: one engine with its publisher, measured with nats-server
// alive and with nats-server killed by SIGKILL, by turns. Within a round the first of both changes, so
// that what drifts falls on either. Latencies count from planned times; the ratio is that of a round.
//
//   node packages/live/dist/bench/nats-away.js [ROUNDS] [SECONDS] [CHANGES A SECOND] [WAIT]
const rounds = Number(process.argv[2] ?? 6);
const seconds = Number(process.argv[3] ?? 3);
const perSecond = Number(process.argv[4] ?? 200);
const wait = WAIT_KINDS.find((kind) => kind === (process.argv[5] ?? "sleep"));
if (wait === undefined) throw new Error(`wait: give one of ${WAIT_KINDS.join(", ")}`);

const CAUGHT_UP_MS = 60_000;
const memory = path.join(memoryFolder(), `bench-${process.pid}`);
const folder = mkdtempSync(path.join(tmpdir(), "mexoms-bench-nats-"));
let server = await NatsServer.start({ folder });

interface Figures {
  readonly refreshP99: number;
  readonly intentP99: number;
}

async function measured(engine: DrivenEngine): Promise<Figures> {
  const { latencies } = await engine.measure({ seconds, perSecond });
  const intent = latencies.find(({ name }) => name === "intent-to-gateway")!;
  return {
    refreshP99: engine.venue.latency.getValueAtPercentile(99) / 1_000,
    intentP99: intent.p99Ns / 1_000,
  };
}

async function withoutServer(engine: DrivenEngine): Promise<Figures> {
  await engine.polling(server.kill());
  const figures = await measured(engine);
  const before = published(engine);
  const { port } = server;
  server = await engine.polling(NatsServer.start({ folder, port }));
  await engine.polling(untilPublished(engine, before));
  return figures;
}

function published(engine: DrivenEngine): number {
  const file = path.join(journalFolder(engine.dir), POSITION_FILE);
  return (JSON.parse(readFileSync(file, "utf8")) as { sequence: number }).sequence;
}

/** It goes on, and then has nothing left to do: its way back is not part of what is measured. */
async function untilPublished(engine: DrivenEngine, before: number): Promise<void> {
  const untilMs = performance.now() + CAUGHT_UP_MS;
  for (let last = before; ;) {
    await delay(500);
    const now = published(engine);
    if (now > before && now === last) return;
    last = now;
    if (performance.now() > untilMs) throw new Error("the journal is not published any more");
  }
}

function line(name: string, alive: Figures, away: Figures): string {
  const cells = [
    alive.refreshP99,
    away.refreshP99,
    away.refreshP99 / alive.refreshP99,
    alive.intentP99,
    away.intentP99,
    away.intentP99 / alive.intentP99,
  ];
  const text = cells.map((cell, i) => cell.toFixed(i % 3 === 2 ? 2 : 1).padStart(9));
  return `${name.padEnd(7)} ${text.slice(0, 3).join("")}    ${text.slice(3).join("")}`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

try {
  console.log(
    `p99 in us with nats-server alive and killed; ${perSecond} changes/s at planned times, ${seconds} s each, wait ${wait}`,
  );
  console.log("round     book change to order at gateway       intent to bytes at gateway");
  console.log("            alive   killed    ratio         alive   killed    ratio");
  const engine = await DrivenEngine.start({ memory, wait, journalSync: "100ms", nats: server.url });
  const pairs: { alive: Figures; away: Figures }[] = [];
  try {
    await engine.polling(untilPublished(engine, 0));
    for (let round = 1; round <= rounds; round++) {
      const first = round % 2 === 1 ? await measured(engine) : undefined;
      const away = await withoutServer(engine);
      const alive = first ?? (await measured(engine));
      pairs.push({ alive, away });
      console.log(line(String(round), alive, away));
    }
  } finally {
    await engine.close();
  }
  const ratios = (of: keyof Figures): string =>
    median(pairs.map(({ alive, away }) => away[of] / alive[of])).toFixed(2);
  console.log(
    `median of the ratios: book change to order ${ratios("refreshP99")}, intent to bytes ${ratios("intentP99")}`,
  );
} finally {
  await server.stop();
  for (const each of [folder, memory]) rmSync(each, { recursive: true, force: true });
}
