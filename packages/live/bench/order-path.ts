import { fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { memoryFolder, MonoClock, SessionControl } from "@mexoms/live";
import {
  HEADER,
  HEADER_FIELDS,
  RingLink,
  SENT,
  WAIT_KINDS,
  type WaitKind,
} from "@mexoms/live/internal";
import type { GatewayFigures } from "./order-gateway.ts";

// How long an order takes from the engine's process, which hands it to its link, until the gateway's
// process reads it, by the gateway's wait strategy. Orders have planned times, and "planned" counts
// from those: a sender that is late is not forgiven. "handed" counts from just before the order is
// handed over.
//
//   node packages/live/dist/bench/order-path.js [SECONDS PER LINE] [ORDERS A SECOND]
const seconds = Number(process.argv[2] ?? 3);
const perSecond = Number(process.argv[3] ?? 1000);
const RING_BYTES = 4 << 20;
const REQUEST_BODY = 19;
const WARM_UP_NS = 500e6;
const memory = path.join(memoryFolder(), `bench-${process.pid}`);
const clock = new MonoClock();
const message = new Float64Array(HEADER_FIELDS + REQUEST_BODY);

async function measure(wait: WaitKind): Promise<GatewayFigures> {
  const session = `orders-${wait}`;
  const control = SessionControl.create({
    memory,
    session,
    epochNs: 0n,
    speed: 1,
    instruments: [],
  });
  const child = fork(fileURLToPath(new URL("order-gateway.js", import.meta.url)), [
    memory,
    session,
    wait,
    String(RING_BYTES),
  ]);
  try {
    await once(child, "message");
    const link = new RingLink({ name: "bench", control, ringBytes: RING_BYTES });
    link.connect();
    while (!link.connected) await new Promise((resolve) => setImmediate(resolve));
    const everyNs = 1e9 / perSecond;
    const beginNs = clock.read() + WARM_UP_NS;
    sendUntil(link, beginNs, everyNs);
    hand(link, -1);
    sendUntil(link, beginNs + seconds * 1e9, everyNs);
    hand(link, Number.POSITIVE_INFINITY);
    const [figures] = (await once(child, "message")) as [GatewayFigures];
    link.close();
    return figures;
  } finally {
    child.kill();
    control.end();
    control.close();
  }
}

/** Hands over the orders that are planned from now until `endNs`, each at its time. */
function sendUntil(link: RingLink, endNs: number, everyNs: number): void {
  for (let plannedNs = clock.read() + everyNs; plannedNs < endNs; plannedNs += everyNs) {
    while (clock.read() < plannedNs);
    hand(link, plannedNs);
  }
}

function hand(link: RingLink, plannedNs: number): void {
  message[HEADER.sentNs] = plannedNs;
  message[HEADER_FIELDS] = clock.read();
  while (link.send(message, REQUEST_BODY) !== SENT);
}

function text(us: readonly number[]): string {
  return us.map((value) => value.toFixed(1).padStart(8)).join(" ");
}

try {
  const columns = "    p50      p99    p99.9      max";
  console.log(`engine to gateway, us, ${perSecond} orders/s, ${seconds} s each`);
  console.log(`wait    planned: ${columns}   handed: ${columns}   gateway's CPU`);
  for (const wait of WAIT_KINDS) {
    const { plannedUs, handedUs, cpuShare } = await measure(wait);
    const cpu = `${(cpuShare * 100).toFixed(0)} %`;
    console.log(
      `${wait.padEnd(7)}          ${text(plannedUs)}           ${text(handedUs)}   ${cpu}`,
    );
  }
} finally {
  rmSync(memory, { recursive: true, force: true });
}
