import { createInterface } from "node:readline";
import { connectBus } from "../bus/bus.ts";
import { WriterLock, LOCK } from "../journal/writer-lock.ts";
import { JournalPublisher } from "./journal-publisher.ts";
import type { PublisherSettings } from "./publisher-process.ts";

// The process of PublisherProcess: settings come as the first line of its standard input, whose end
// is that of the owner. What is wrong goes out as lines.

const IDLE_MS = 5;
const LOCK_MS = 100;
/** After its owner has ended: how long it tries without getting on. */
const STUCK_MS = 5000;

function pause(ms: number): Promise<void> {
  return new Promise((done) => {
    if (ms === 0) setImmediate(done);
    else setTimeout(done, ms);
  });
}

/** One of an engine before this one may still be at it. */
async function lock(dir: string, isOwned: () => boolean): Promise<WriterLock | undefined> {
  for (;;) {
    try {
      return WriterLock.take(dir, LOCK.publish);
    } catch {
      if (!isOwned()) return undefined;
      // oxlint-disable-next-line no-await-in-loop
      await pause(LOCK_MS);
    }
  }
}

async function publish(settings: PublisherSettings, isOwned: () => boolean): Promise<void> {
  const { dir, engine, url, credentials, tls } = settings;
  const held = await lock(dir, isOwned);
  if (held === undefined) return;
  const name = `${engine} publisher`;
  const bus = await connectBus({
    url,
    credentials,
    tls,
    name,
    role: "engine",
    waitForServer: true,
  });
  const onProblem = (what: string): void => console.log(what);
  const publisher = new JournalPublisher({ dir, bus, engine, onProblem });
  let workedMs = performance.now();
  for (;;) {
    const nowMs = performance.now();
    const worked = publisher.doWork(nowMs * 1e6);
    if (worked > 0 || isOwned()) workedMs = nowMs;
    if (!isOwned() && (publisher.isCaughtUp || nowMs - workedMs > STUCK_MS)) break;
    // oxlint-disable-next-line no-await-in-loop
    await pause(worked > 0 ? 0 : IDLE_MS);
  }
  publisher.close();
  await bus.close();
  held.release();
}

let owned = true;
const input = createInterface({ input: process.stdin });
input.on("close", () => {
  owned = false;
});
input.once("line", (line) => {
  const settings = JSON.parse(line) as PublisherSettings;
  publish(settings, () => owned).then(
    () => process.exit(0),
    (error: unknown) => {
      console.log(error instanceof Error ? error.message : String(error));
      process.exit(1);
    },
  );
});
// Ends with its owner and not before: a terminal's interrupt reaches both.
process.on("SIGINT", () => {});
process.stdout.on("error", () => {});
