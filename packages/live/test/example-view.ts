import type { EngineView } from "@mexoms/live";
import type { InstrumentView, OpenOrderView } from "@mexoms/live/internal";

/** What an engine might show; `more` says what is different. */
export function exampleView(more: Partial<EngineView> = {}): EngineView {
  return {
    version: 1,
    session: "paper-1",
    journal: "abc12345",
    strategy: "market-maker",
    codeDigest: "0".repeat(64),
    params: { halfSpread: "5bps" },
    pid: process.pid,
    epoch: "2024-08-08T23:54:16.298000000Z",
    time: "2024-08-08T23:54:18.298000000Z",
    nowNs: 2_000_000_000,
    speed: 50,
    phase: "running",
    suspended: [],
    instruments: [exampleInstrument()],
    ordersByState: {
      intended: 0,
      sent: 1,
      working: 4,
      "partly-filled": 1,
      filled: 12,
      canceled: 300,
      expired: 0,
      rejected: 1,
      unknown: 0,
    },
    openOrders: [],
    latencies: [
      {
        name: "intent-to-gateway",
        count: 318,
        p50Ns: 9000,
        p99Ns: 61_000,
        p999Ns: 90_000,
        maxNs: 120_000,
      },
      {
        name: "row-to-intent",
        count: 318,
        p50Ns: 40_000,
        p99Ns: 210_000,
        p999Ns: 300_000,
        maxNs: 1_400_000,
      },
    ],
    counts: {
      rows: 120_000,
      events: 640,
      requests: 318,
      wakes: 5000,
      fills: 14,
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
      reconciledAgoNs: 1_500_000_000,
    },
    recovered: [],
    ...more,
  };
}

export function exampleInstrument(more: Partial<InstrumentView> = {}): InstrumentView {
  return {
    id: "binance:swap:BTCUSDT",
    market: 0,
    currency: "USDT",
    positionLots: -1250,
    position: "-1.250",
    bid: "61800.0",
    ask: "61800.1",
    stalenessNs: 12_000_000,
    bookValid: true,
    equity: "-12.3456",
    realized: "3.21",
    fees: "1.5",
    fills: 14,
    openOrders: 6,
    suspended: undefined,
    ...more,
  };
}

export function exampleOrder(id: number, more: Partial<OpenOrderView> = {}): OpenOrderView {
  return {
    id,
    market: 0,
    side: "buy",
    price: "61790.0",
    size: "0.100",
    filled: "0.000",
    state: "working",
    ageNs: 3_000_000_000,
    ...more,
  };
}
