import { createInterface } from "node:readline";
import { type Bus, connectBus } from "../bus/bus.ts";
import { ControlListener } from "../control/control-listener.ts";
import type { ControlAnswer } from "../control/control-order.ts";
import { WriterLock, LOCK } from "../journal/writer-lock.ts";
import { JournalPublisher } from "./journal-publisher.ts";
import type { PublisherLine, PublisherSettings } from "./publisher-process.ts";

// The process of PublisherProcess: settings come as the first line of its standard input, answers to
// orders as further ones; its end is that of the owner. What is wrong and what was ordered goes out as
// lines of JSON.

const IDLE_MS = 5;
const LOCK_MS = 100;
/** After its owner has ended: how long it tries without getting on, and without a server. */
const STUCK_MS = 5000;
const ALONE_MS = 2000;

interface Owner {
  owned: boolean;
  listener: ControlListener | undefined;
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => {
    if (ms === 0) setImmediate(done);
    else setTimeout(done, ms);
  });
}

function tell(line: PublisherLine): void {
  console.log(JSON.stringify(line));
}

/** One of an engine before this one may still be at it. */
async function lock(dir: string, owner: Owner): Promise<WriterLock | undefined> {
  for (;;) {
    try {
      return WriterLock.take(dir, LOCK.publish);
    } catch {
      if (!owner.owned) return undefined;
      await pause(LOCK_MS);
    }
  }
}

/** Resolves once there has been no owner for a while. */
async function abandoned(owner: Owner): Promise<undefined> {
  while (owner.owned) await pause(LOCK_MS);
  await pause(ALONE_MS);
  return undefined;
}

/** Undefined when nobody answered and nobody waits for that any more. */
async function reach(settings: PublisherSettings, owner: Owner): Promise<Bus | undefined> {
  const { engine, url, credentials, tls } = settings;
  const to = { url, credentials, tls, name: `${engine} publisher`, role: "engine" } as const;
  return Promise.race([connectBus({ ...to, waitForServer: true }), abandoned(owner)]);
}

async function publish(settings: PublisherSettings, owner: Owner): Promise<void> {
  const { dir, engine } = settings;
  const bus = await reach(settings, owner);
  if (bus === undefined) return;
  const onProblem = (problem: string): void => tell({ problem });
  if (settings.control === true && owner.owned) {
    const onOrder = (order: Parameters<ControlListenerOnOrder>[0]): void => tell({ order });
    owner.listener = new ControlListener({ bus, session: engine, onOrder, onProblem });
  }
  const held = await lock(dir, owner);
  if (held === undefined) return;
  const publisher = new JournalPublisher({ dir, bus, engine, onProblem });
  let workedMs = performance.now();
  for (;;) {
    const nowMs = performance.now();
    const worked = publisher.doWork(nowMs * 1e6);
    if (worked > 0 || owner.owned) workedMs = nowMs;
    const patienceMs = bus.connected ? STUCK_MS : ALONE_MS;
    if (!owner.owned && (publisher.isCaughtUp || nowMs - workedMs > patienceMs)) break;
    await pause(worked > 0 ? 0 : IDLE_MS);
  }
  publisher.close();
  // A server that died in between does not answer.
  await Promise.race([bus.close(), pause(ALONE_MS)]);
  held.release();
}

type ControlListenerOnOrder = ConstructorParameters<typeof ControlListener>[0]["onOrder"];

const owner: Owner = { owned: true, listener: undefined };
const input = createInterface({ input: process.stdin });
input.on("close", () => {
  owner.owned = false;
});
input.once("line", (line) => {
  input.on("line", (text) => owner.listener?.answer(JSON.parse(text) as ControlAnswer));
  publish(JSON.parse(line) as PublisherSettings, owner).then(
    () => process.exit(0),
    (error: unknown) => {
      tell({ problem: error instanceof Error ? error.message : String(error) });
      process.exit(1);
    },
  );
});
// Ends with its owner and not before: a terminal's interrupt reaches both.
process.on("SIGINT", () => {});
process.stdout.on("error", () => {});
