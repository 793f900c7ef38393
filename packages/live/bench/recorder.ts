// How many rows a second one recorder writes to a stream of a real nats-server, and what a row takes:
//   node packages/live/dist/bench/recorder.js TAPE [ROUNDS]
// The tape is recorded ROUNDS times, as another instrument each, after one round that is not counted.
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Instrument } from "@mexoms/core";
import { applySetup, connectBus, NatsServer, natsConfig, planSetup, record } from "@mexoms/live";
import { loadTape, openTape, type Tape } from "@mexoms/sim";

const [file = "data/tapes/synthetic-swap-BTCUSDT.tape", rounds = "20"] = process.argv.slice(2);
const folder = mkdtempSync(path.join(tmpdir(), "mexoms-bench-"));
const server = await NatsServer.start({ folder });
const settings = { "streams.md.maxBytes": "2GB" };
try {
  const bus = await connectBus({ url: server.url, name: "bench" });
  await applySetup(bus, await planSetup(bus, natsConfig({ settings })), { force: false });
  const tape = loadTape(openTape(file, { verify: false }));
  const copies = Array.from({ length: Number(rounds) + 1 }, (_, i) => named(tape, `BENCH${i}`));
  await run(copies.slice(0, 1));
  const before = diskBytes(folder);
  const cpu = process.cpuUsage();
  const report = await run(copies.slice(1));
  const used = process.cpuUsage(cpu);
  const cpuSeconds = (used.user + used.system) / 1e6;
  const { rows, seconds } = report;
  const perSecond = (s: number): string => Math.round(rows / s).toLocaleString("en-US");
  console.log(
    [
      `${rows.toLocaleString("en-US")} rows to the stream of nats-server ${server.version}`,
      `  ${perSecond(seconds)} rows a second of the clock, ${perSecond(cpuSeconds)} of the recorder's CPU time`,
      `  ${(report.stream!.bytes / rows).toFixed(2)} bytes a row in messages, ` +
        `${((diskBytes(folder) - before) / rows).toFixed(2)} on the server's disk`,
    ].join("\n"),
  );
  await bus.close();

  async function run(tapes: readonly Tape[]): ReturnType<typeof record> {
    const recorded = await record({
      from: { tapes, speed: "max" },
      stream: { bus, name: "MD" },
      signal: new AbortController().signal,
      say: console.error,
    });
    if (!recorded.settled || recorded.stream?.gaps !== 0) throw new Error("not all was recorded");
    return recorded;
  }
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The tape with another symbol, so that none is taken for a repeat. */
function named(tape: Tape, symbol: string): Tape {
  return { ...tape, instrument: new Instrument({ ...tape.instrument.spec, symbol }) };
}

function diskBytes(of: string): number {
  return readdirSync(of, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".blk"))
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}
