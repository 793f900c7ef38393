import { mkdirSync } from "node:fs";
import path from "node:path";
import type { EngineView } from "@mexoms/live";
import { StatusPublisher } from "@mexoms/live/internal";
import { onTestFinished } from "vitest";

/** What an engine in trouble shows: an order whose fate is not known, a market that is suspended. */
const TROUBLED: EngineView = {
  version: 1,
  session: "paper-1",
  journal: "abc12345",
  strategy: "market-maker",
  codeDigest: "0".repeat(64),
  params: { spread: "10bps" },
  pid: process.pid,
  epoch: "2024-08-08T23:54:16.298000000Z",
  time: "2024-08-08T23:54:18.298000000Z",
  nowNs: 2_000_000_000,
  speed: 50,
  phase: "suspended",
  suspended: ["order 313 is unknown"],
  instruments: [
    {
      id: "binance:swap:BTCUSDT",
      market: 0,
      currency: "USDT",
      positionLots: -1250,
      position: "-1.250",
      bid: "61800.0",
      ask: "61800.1",
      stalenessNs: 12_000_000,
      bookValid: true,
      equity: "-12.3456789",
      realized: "3.21",
      fees: "1.5",
      fills: 14,
      openOrders: 2,
      suspended: "order 313 is unknown",
    },
    {
      id: "binance:spot:BTCUSDT",
      market: 1,
      currency: "USDT",
      positionLots: 0,
      position: "0.000",
      bid: undefined,
      ask: undefined,
      stalenessNs: -1,
      bookValid: false,
      equity: "2.3456789",
      realized: "2.3456789",
      fees: "0",
      fills: 1,
      openOrders: 0,
      suspended: undefined,
    },
  ],
  ordersByState: {
    intended: 0,
    sent: 1,
    working: 1,
    "partly-filled": 0,
    filled: 12,
    canceled: 1300,
    expired: 0,
    rejected: 1,
    unknown: 1,
  },
  openOrders: [working(312), { ...working(313), state: "unknown", filled: "0.040" }],
  latencies: [latency("intent-to-gateway", 318, 61_000), latency("row-to-intent", 0, 0)],
  counts: {
    rows: 120_000,
    events: 640,
    requests: 318,
    wakes: 5000,
    fills: 15,
    overruns: 0,
    backPressure: 3,
    reconciliations: 2,
    journalRecords: 61_000,
  },
  gateway: {
    name: "paper",
    connected: true,
    generation: 2,
    silentNs: 20_000_000,
    reconciledAgoNs: -1,
  },
  recovered: ["2 fills that the journal did not have"],
};

function working(id: number): EngineView["openOrders"][number] {
  const amounts = { price: "61790.0", size: "0.100", filled: "0.000" } as const;
  return { id, market: 0, side: "buy", ...amounts, state: "working", ageNs: 3_000_000_000 };
}

function latency(
  name: "intent-to-gateway" | "row-to-intent",
  count: number,
  p99Ns: number,
): EngineView["latencies"][number] {
  return { name, count, p50Ns: 9000, p99Ns, p999Ns: 90_000, maxNs: 1_400_000 };
}

/**
 * The page of an engine in trouble, in the session folder `dir`. It is this process that publishes;
 * returns what ends the engine in order, as happens at the end of the test.
 */
export function troubledPage(dir: string): () => void {
  mkdirSync(dir, { recursive: true });
  const publisher = new StatusPublisher({
    file: path.join(dir, "status"),
    mode: "paper",
    look: { view: () => TROUBLED },
    journal: () => ({ dir: "out/paper/journal", bytes: 4_123_000, append: undefined }),
    bus: () => ({ state: "lost", why: "the server has closed", publishedSequence: 60_990 }),
    everyMs: 1,
    room: 65_536,
  });
  publisher.publish(0);
  let isOpen = true;
  const close = (): void => {
    if (isOpen) publisher.close();
    isOpen = false;
  };
  onTestFinished(close);
  return close;
}
