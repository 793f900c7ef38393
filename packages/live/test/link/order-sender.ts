import { SELL } from "@mexoms/core/internal";
import { RingLink } from "../../src/link/ring-link.ts";
import { SENT } from "../../src/link/venue-gateway.ts";
import { SessionControl } from "../../src/memory/session-control.ts";
import { TestEngine } from "./test-engine.ts";

// An engine's process that sends orders as fast as it can, up to some number, until it is killed.
const [memory, session, first] = process.argv.slice(2) as [string, string, string];
const control = SessionControl.open(memory, session);
const link = new RingLink({ name: "paper", control, ringBytes: 1 << 20 });
const engine = new TestEngine(link);
const ORDERS_MAX = 4_000;
let orderId = Number(first);

link.connect();
setInterval(() => {
  if (!link.connected) return;
  const last = Math.min(orderId + 200, Number(first) + ORDERS_MAX);
  while (orderId < last) {
    const code = engine.submit({ orderId, side: SELL, priceTicks: 1, qtyLots: 3 });
    if (code !== SENT) break;
    if (orderId === Number(first)) process.send?.("sending");
    orderId += 1;
  }
  engine.poll();
}, 1);
