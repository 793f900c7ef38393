import {
  applySetup,
  connectBus,
  natsAtHand,
  natsConfig,
  planSetup,
  record,
  tapesFromStream,
} from "@mexoms/live";
import { backtest, loadStrategyFile, openTape, type Tape } from "@mexoms/sim";

const original = openTape("data/tapes/synthetic-swap-BTCUSDT.tape", { verify: true });
const { definition, codeDigest } = await loadStrategyFile(
  "examples/first-strategy/two-sided-quote.ts",
);

// A server of our own, or the one that NATS_URL names.
const nats = await natsAtHand({ folder: "out/record-and-replay/nats", say: console.log });
const bus = await connectBus({ url: nats.url, name: "record-and-replay" });
const small = { "streams.md.maxBytes": "1GB" };
const steps = await planSetup(bus, natsConfig({ settings: small }));
await applySetup(bus, steps, { force: false });

// A tape stands for a feed here: played 1000 times as fast as it happened. The recording has a tape
// file, too, which goes on when NATS is away.
const report = await record({
  from: { tapes: [original], speed: 1000 },
  stream: { bus, name: "MD" },
  files: { folder: "out/record-and-replay/tapes", rotation: {} },
  signal: AbortSignal.timeout(60_000),
  say: console.error,
});
const bytes = (report.stream!.bytes / report.rows).toFixed(2);
console.log(
  `recorded ${report.rows} rows in ${report.stream!.batches} messages, ${bytes} bytes a row`,
);

const replay = await tapesFromStream({ bus, stream: "MD", instruments: [original.instrument.id] });
try {
  console.log("             tape              run");
  console.log(await line("original", original));
  for (const tape of replay.tapes) console.log(await line("from NATS", tape));
  for (const { file } of report.files) {
    console.log(await line("tape file", openTape(file, { verify: true })));
  }
} finally {
  replay.close();
  await bus.close();
  await nats.stop();
}

/** The digest of a tape, and that of a run on it. */
async function line(name: string, tape: Tape): Promise<string> {
  const { digest } = await backtest({
    strategy: definition,
    codeDigest,
    tapes: [tape],
    latency: "5ms",
    queue: "power3:3",
    exchange: "no-partial",
    seed: 1,
  });
  return `${name.padEnd(11)}  ${tape.digest.slice(0, 16)}  ${digest.slice(0, 16)}`;
}
