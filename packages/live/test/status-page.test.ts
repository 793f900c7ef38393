import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { InstrumentSpec } from "@mexoms/core";
import { describe, expect, it } from "vitest";
import {
  LatencyMeter,
  MARKET,
  MARKET_TEXT,
  STATUS,
  STATUS_TEXT,
  StatusReader,
  StatusWriter,
} from "@mexoms/live";
import type { StatusDescription } from "@mexoms/live";
import { scratchFolder } from "./scratch-folder.ts";

const BTC: InstrumentSpec = {
  venue: "binance",
  market: "swap",
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "0.1",
  lotSize: "0.001",
  makerFee: "2bps",
  takerFee: "5bps",
};

const PAGE: StatusDescription = {
  session: "paper-1",
  mode: "paper",
  journal: "abc12345",
  journalDir: "out/journal",
  epochNs: "1723161256298000000",
  speed: 50,
  strategies: [{ name: "market-maker", markets: [0] }],
  instruments: [BTC, { ...BTC, symbol: "ETHUSDT", base: "ETH", tickSize: "0.01" }],
  latencies: ["intent to gateway", "journal append"],
};

describe("status page", () => {
  it("shows what was published, exactly, and nothing that was only staged", () => {
    const file = path.join(scratchFolder("status"), "status");
    const writer = StatusWriter.create(file, PAGE);
    const reader = StatusReader.open(file);
    const { numbers } = writer;
    numbers[STATUS.phase] = 3;
    numbers[STATUS.nowNs] = 2_000_000_000;
    numbers[STATUS.unknown] = 2;
    const at = writer.market(1);
    numbers[at + MARKET.bidTicks] = 250_011;
    numbers[at + MARKET.rowNs] = 1_500_000_000;
    numbers[at + MARKET.rowExchNs] = 1_495_000_000;
    numbers[at + MARKET.positionLots] = -1250;
    numbers[at + MARKET.suspended] = 1;
    writer.marketText(1, MARKET_TEXT.suspended, "order 17 is UNKNOWN");
    writer.marketText(1, MARKET_TEXT.equity, "-12.3456789012345678901");
    const meter = new LatencyMeter();
    for (let i = 1; i <= 1000; i++) meter.record(i * 1000);
    writer.latency(1, meter);
    expect(reader.read().orders.unknown).toBe(0);
    writer.publish(0);

    const status = reader.read();
    expect(status).toMatchObject({ engine: "running", phase: "trading", pid: process.pid });
    expect(status.time).toBe("2024-08-08T23:54:18.298000000Z");
    expect(status.orders.unknown).toBe(2);
    expect(status.markets[1]).toMatchObject({
      instrument: "binance:swap:ETHUSDT",
      bid: "2500.11",
      ask: undefined,
      staleMs: 500,
      feedMs: 5,
      position: "-1.250",
      suspended: "order 17 is UNKNOWN",
      equity: "-12.3456789012345678901",
    });
    expect(status.markets[0]).toMatchObject({ staleMs: undefined, suspended: undefined });
    const [, append] = status.latencies;
    expect(append).toMatchObject({ name: "journal append", count: 1000, maxNs: 1_000_000 });
    expect(append!.p99Ns / 990_000).toBeCloseTo(1, 1);
    reader.close();
    writer.close(1);
  });

  it("cuts texts that are too long at a whole character, and forgets the rest of longer ones", () => {
    const file = path.join(scratchFolder("status"), "status");
    const writer = StatusWriter.create(file, PAGE);
    const reader = StatusReader.open(file);
    writer.text(STATUS_TEXT.why, "ä".repeat(500));
    writer.publish(0);
    expect(reader.read().why).toBe("ä".repeat(STATUS_TEXT.why.bytes / 2));
    writer.text(STATUS_TEXT.why, "short");
    writer.publish(1);
    expect(reader.read().why).toBe("short");
    reader.close();
    writer.close(2);
  });

  it("tells rates over a second, not since the start", () => {
    const file = path.join(scratchFolder("status"), "status");
    const writer = StatusWriter.create(file, PAGE);
    const reader = StatusReader.open(file);
    writer.numbers[STATUS.rows] = 1000;
    writer.publish(1000);
    writer.numbers[STATUS.rows] = 1600;
    writer.publish(1500);
    expect(reader.read().rates.rowsPerSecond).toBe(1000);
    writer.publish(2000);
    expect(reader.read().rates.rowsPerSecond).toBe(600);
    reader.close();
    writer.close(2001);
  });

  it("says that an engine has ended, and reads on after it", () => {
    const file = path.join(scratchFolder("status"), "status");
    const writer = StatusWriter.create(file, PAGE);
    writer.numbers[STATUS.fills] = 7;
    writer.close(0);
    const reader = StatusReader.open(file);
    expect(reader.read()).toMatchObject({ engine: "ended", counts: { fills: 7 } });
    reader.close();
  });

  it("is whole and says that the engine died, when it was killed while it wrote", async () => {
    const file = path.join(scratchFolder("status"), "status");
    const script = path.join(import.meta.dirname, "status-publisher.js");
    const child = spawn(process.execPath, [script, file], { stdio: ["ignore", "pipe", "inherit"] });
    const died = new Promise((resolve) => child.once("exit", resolve));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const reader = StatusReader.open(file);
    try {
      // The child sets all counts to one value before each publication.
      const whole = (): number => {
        const { counts, markets } = reader.read();
        const values = new Set([counts.rows, counts.fills, counts.overruns, markets[0]!.fills]);
        expect(values.size).toBe(1);
        return counts.rows;
      };
      const first = whole();
      while (whole() === first) await new Promise(setImmediate);
      for (let i = 0; i < 2000; i++) whole();
      expect(reader.read().engine).toBe("running");
      child.kill("SIGKILL");
      await died;
      whole();
      expect(reader.read().engine).toBe("died");
    } finally {
      child.kill("SIGKILL");
      reader.close();
    }
  });

  it("refuses what is no status page, or one of another layout", () => {
    const dir = scratchFolder("status");
    const other = path.join(dir, "other");
    writeFileSync(other, "x".repeat(200));
    expect(() => StatusReader.open(other)).toThrow("is not a status page");
    const file = path.join(dir, "status");
    StatusWriter.create(file, PAGE).close(0);
    const bytes = readFileSync(file);
    bytes.writeUInt32LE(9, 8);
    writeFileSync(file, bytes);
    expect(() => StatusReader.open(file)).toThrow("has layout 9");
  });
});

describe("latency meter", () => {
  it("forgets what is two windows old", () => {
    const meter = new LatencyMeter();
    meter.record(5_000_000);
    meter.turn();
    meter.record(1000);
    expect(meter.percentile(100) / 5_000_000).toBeCloseTo(1, 1);
    meter.turn();
    expect(meter.percentile(100) / 1000).toBeCloseTo(1, 1);
    meter.turn();
    expect(meter.percentile(50)).toBe(0);
    expect(meter).toMatchObject({ count: 2, max: 5_000_000 });
  });
});
