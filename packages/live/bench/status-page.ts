// What publishing a status page costs the engine's loop: the view is made elsewhere, this is text and
// memory. Planned send times do not apply: the loop itself is what is measured.
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type EngineView, StatusReader } from "@mexoms/live";
import { type InstrumentView, StatusPublisher } from "@mexoms/live/internal";
import { build } from "hdr-histogram-js";

const ROUNDS = 5000;

function instrument(market: number): InstrumentView {
  return {
    id: `binance:swap:COIN${market}USDT`,
    market,
    currency: "USDT",
    positionLots: 1250,
    position: "1.250",
    bid: "61800.0",
    ask: "61800.1",
    stalenessNs: 12_000_000,
    bookValid: true,
    equity: "-12.345678901234",
    realized: "3.2100456",
    fees: "1.50012",
    fills: 14,
    openOrders: 6,
    suspended: undefined,
  };
}

function view(instruments: number, orders: number): EngineView {
  const openOrders = Array.from({ length: orders }, (_, id) => ({
    id,
    market: id % instruments,
    side: "buy" as const,
    price: "61790.0",
    size: "0.100",
    filled: "0.000",
    state: "working" as const,
    ageNs: 3_000_000_000,
  }));
  const names = ["row-to-intent", "intent-to-gateway", "request-to-answer"] as const;
  return {
    version: 1,
    session: "bench",
    journal: "abc12345",
    strategy: "market-maker",
    codeDigest: "0".repeat(64),
    params: { spread: "10bps" },
    pid: process.pid,
    epoch: "2024-08-08T23:54:16.298000000Z",
    time: "2024-08-08T23:54:18.298000000Z",
    nowNs: 2_000_000_000,
    speed: 1,
    phase: "running",
    suspended: [],
    instruments: Array.from({ length: instruments }, (_, i) => instrument(i)),
    ordersByState: {
      intended: 0,
      sent: 1,
      working: orders,
      "partly-filled": 0,
      filled: 12,
      canceled: 300,
      expired: 0,
      rejected: 1,
      unknown: 0,
    },
    openOrders,
    latencies: names.map((name) => ({
      name,
      count: 318,
      p50Ns: 9000,
      p99Ns: 61_000,
      p999Ns: 90_000,
      maxNs: 1_400_000,
    })),
    counts: {
      rows: 120_000,
      events: 640,
      requests: 318,
      wakes: 5000,
      fills: 15,
      overruns: 0,
      backPressure: 0,
      reconciliations: 2,
      journalRecords: 61_000,
    },
    gateway: {
      name: "paper",
      connected: true,
      generation: 1,
      silentNs: 20_000_000,
      reconciledAgoNs: 1_000_000_000,
    },
    recovered: [],
  };
}

const dir = path.join(tmpdir(), `mexoms-bench-${process.pid}`);
try {
  for (const [instruments, orders] of [
    [2, 12],
    [50, 200],
    [200, 600],
  ] as const) {
    const shown = view(instruments, orders);
    const file = path.join(dir, "status");
    const publisher = new StatusPublisher({
      file,
      mode: "paper",
      look: { view: () => shown },
      journal: () => ({ dir: "out/journal", bytes: 1, append: undefined }),
      bus: () => ({ state: "off", why: undefined, publishedSequence: 0 }),
      everyMs: 0,
      room: 262_144,
    });
    const times = build();
    for (let i = 0; i < ROUNDS; i++) {
      const before = process.hrtime.bigint();
      publisher.publish();
      if (i > ROUNDS / 10) times.recordValue(Number(process.hrtime.bigint() - before));
    }
    const reader = StatusReader.open(file);
    const bytes = JSON.stringify(reader.read().status).length;
    const us = (share: number): string => (times.getValueAtPercentile(share) / 1000).toFixed(0);
    console.log(
      `${instruments} instruments, ${orders} open orders, ${bytes} bytes: ` +
        `p50 ${us(50)} us, p99 ${us(99)} us, p99.9 ${us(99.9)} us`,
    );
    reader.close();
    publisher.close();
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
