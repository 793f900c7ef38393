import { Prng } from "@mexoms/core";
import { ROW_BUY, ROW_DEPTH, ROW_SELL, ROW_SNAPSHOT, ROW_TRADE } from "@mexoms/core/internal";
import { findInstrument, type Tape } from "@mexoms/sim";
import { RowColumns, tapeFromRows } from "@mexoms/sim/engine";

const EPOCH_NS = 1_723_161_600_000_000_000n; // 2024-08-09T00:00:00Z
const SECOND_NS = 1e9;
const LATENCY_NS = 1e6;
export const MIDDLE_TICKS = 600_000;
/** Buyers reach 1 to 15 ticks above the middle, and sellers 1 to 11 below, each as often as the others. */
export const REACH = { buyers: 15, sellers: 11 };

/**
 * A market that stands still, with a wide book into which a buyer and a seller trade each second. How
 * far they reach goes round: after `rounds` x 165 seconds each distance came equally often.
 */
export function reachingMarket(rounds: number): Tape {
  const columns = new RowColumns();
  const row = (event: number, atNs: number, ticks: number): void =>
    columns.push(event, atNs, atNs + LATENCY_NS, MIDDLE_TICKS + ticks, 1000);
  const rim = 40;
  row(ROW_SNAPSHOT | ROW_BUY, 0, -rim);
  row(ROW_SNAPSHOT | ROW_SELL, 0, rim);
  const { buyers, sellers } = REACH;
  for (let second = 1; second <= rounds * buyers * sellers; second++) {
    const atNs = second * SECOND_NS + SECOND_NS / 2;
    row(ROW_TRADE | ROW_BUY, atNs, 1 + ((second * 7) % buyers));
    row(ROW_TRADE | ROW_SELL, atNs, -1 - ((second * 5) % sellers));
  }
  return tapeOf(columns);
}

/** A market one tick wide that moves each second by what nobody can know before. */
export function driftlessMarket(seconds: number, seed: number): Tape {
  const random = new Prng(seed, 0);
  const columns = new RowColumns();
  const row = (event: number, atNs: number, ticks: number, lots: number): void =>
    columns.push(event, atNs, atNs + LATENCY_NS, ticks, lots);
  let bid = MIDDLE_TICKS;
  row(ROW_SNAPSHOT | ROW_BUY, 0, bid, 1000);
  row(ROW_SNAPSHOT | ROW_SELL, 0, bid + 1, 1000);
  for (let second = 1; second <= seconds; second++) {
    const atNs = second * SECOND_NS + SECOND_NS / 2;
    const next = bid + Math.round((random.next() - 0.5) * 400);
    row(ROW_DEPTH | ROW_BUY, atNs, bid, 0);
    row(ROW_DEPTH | ROW_SELL, atNs, bid + 1, 0);
    row(ROW_DEPTH | ROW_BUY, atNs, next, 1000);
    row(ROW_DEPTH | ROW_SELL, atNs, next + 1, 1000);
    bid = next;
  }
  return tapeOf(columns);
}

function tapeOf(columns: RowColumns): Tape {
  return tapeFromRows({
    instrument: findInstrument("binance:usdm:BTCUSDT"),
    epochNs: EPOCH_NS,
    rows: columns.rows(),
    source: { format: "test", files: [], clockShiftNs: 0, lines: {}, notes: [] },
  });
}
