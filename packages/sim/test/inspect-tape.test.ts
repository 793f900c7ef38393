import { describe, expect, it } from "vitest";
import {
  ROW_BUY,
  ROW_DEPTH,
  ROW_GAP,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
} from "@mexoms/core/internal";
import { RowColumns, tapeFromRows } from "@mexoms/sim/engine";
import { findInstrument, formatInspection, inspectTape } from "@mexoms/sim";
import type { Tape } from "@mexoms/sim";

const EPOCH = 1_723_161_600_000_000_000n; // 2024-08-09T00:00:00Z
const MS = 1_000_000;

function tapeOf(
  ...rows: [event: number, exchMs: number, localMs: number, ticks: number, lots: number][]
): Tape {
  const columns = new RowColumns();
  for (const [event, exchMs, localMs, ticks, lots] of rows) {
    columns.push(event, exchMs * MS, localMs * MS, ticks, lots);
  }
  return tapeFromRows({
    instrument: findInstrument("binance:usdm:BTCUSDT"),
    epochNs: EPOCH,
    rows: columns.rows(),
    source: {
      format: "test",
      files: ["a.gz", "b.gz"],
      clockShiftNs: 1_500_000_000,
      lines: { depth: 1234567, trade: 2 },
      notes: ["A note."],
    },
  });
}

const TAPE = tapeOf(
  [ROW_SNAPSHOT | ROW_BUY, 0, 1, 617_990, 5],
  [ROW_SNAPSHOT | ROW_SELL, 0, 1, 618_010, 5],
  [ROW_DEPTH | ROW_BUY, 5, 6, 618_000, 7],
  [ROW_TRADE | ROW_SELL, 4, 7, 618_000, 2],
  [ROW_GAP, 40, 44, 0, 0],
  [ROW_TRADE | ROW_BUY, 50, 60, 617_900, 3],
  [ROW_SNAPSHOT | ROW_BUY, 60, 61, 617_990, 5],
);

describe("inspectTape", () => {
  it("counts each row once, however often it stands in the array", () => {
    const inspection = inspectTape(TAPE);
    expect(inspection.rows).toBe(8);
    expect(inspection.events).toBe(7);
    expect(inspection.exchRows).toBe(7);
    expect(inspection.kinds).toEqual({ depth: 1, trade: 2, clear: 0, snapshot: 3, gap: 1 });
  });

  it("gives times, gaps, snapshots, latencies and silence exactly", () => {
    const inspection = inspectTape(TAPE);
    const at = (ms: number): bigint => EPOCH + BigInt(ms * MS);
    expect(inspection.firstExchNs).toBe(at(0));
    expect(inspection.lastExchNs).toBe(at(60));
    expect(inspection.firstLocalNs).toBe(at(1));
    expect(inspection.lastLocalNs).toBe(at(61));
    expect(inspection.spanNs).toBe(60 * MS);
    expect(inspection.gapsNs).toEqual([at(44)]);
    expect(inspection.snapshotsNs).toEqual([at(1), at(61)]);
    expect(inspection.longestSilenceNs).toBe(37 * MS);
    expect(inspection.silenceFromNs).toBe(at(7));
    // 1 1 1 1 3 4 10
    const ms = { p0: 1, p50: 1, p90: 10, p99: 10, p100: 10 };
    const ns = Object.fromEntries(Object.entries(ms).map(([key, value]) => [key, value * MS]));
    expect(inspection.latencyNs).toEqual(ns);
  });

  it("sums trades by aggressor and shows activity over the span", () => {
    const { trades, activity } = inspectTape(TAPE);
    expect(trades).toEqual({
      count: 2,
      lots: 5,
      buyLots: 3,
      sellLots: 2,
      lowTicks: 617_900,
      highTicks: 618_000,
      lastTicks: 617_900,
    });
    expect(activity).toHaveLength(60);
    expect(activity.reduce((sum, value) => sum + value, 0)).toBe(7);
    expect([activity[0], activity[5], activity[43], activity[59]]).toEqual([2, 1, 1, 2]);
  });

  it("reads a tape of a single row", () => {
    const inspection = inspectTape(tapeOf([ROW_DEPTH | ROW_BUY, 0, 1, 1, 1]));
    expect(inspection.spanNs).toBe(0);
    expect(inspection.activity[0]).toBe(1);
    expect(formatInspection(inspection)).toContain("trades      none");
  });
});

describe("formatInspection", () => {
  it("is text for people", () => {
    expect(formatInspection(inspectTape(TAPE)).split("\n")).toEqual([
      "tape        binance:usdm:BTCUSDT of test: a.gz, b.gz",
      `digest      ${TAPE.digest}`,
      "received    2024-08-09T00:00:00.001000000Z to 2024-08-09T00:00:00.061000000Z",
      "happened    2024-08-09T00:00:00.000000000Z to 2024-08-09T00:00:00.060000000Z",
      "span        60 ms",
      "events      7 (depth 1, trade 2, snapshot 3, gap 1)",
      "rows        8, of which 1 (12.5%) stand twice",
      "lines       depth 1,234,567, trade 2",
      "clock shift 1.5 s",
      "latency     min 1 ms, p50 1 ms, p90 10 ms, p99 10 ms, max 10 ms",
      "silence     37 ms at most, from 2024-08-09T00:00:00.007000000Z",
      "gaps        1: 2024-08-09T00:00:00.044000000Z",
      "snapshots   2: 2024-08-09T00:00:00.001000000Z, 2024-08-09T00:00:00.061000000Z",
      "trades      2, 0.005 BTC (buy 0.003, sell 0.002), price 61790.0 to 61800.0, last 61790.0",
      `activity    \u2588${" ".repeat(4)}\u2585\u2585${" ".repeat(36)}\u2585${" ".repeat(15)}\u2588`,
      "            one column is 1 ms, the highest is 2 events",
      "note        A note.",
      "",
    ]);
  });
});
