import { Instrument, type InstrumentSpec } from "@mexoms/core";
import {
  type MarketRows,
  ROW_BUY,
  ROW_CLEAR,
  ROW_DEPTH,
  ROW_GAP,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
} from "@mexoms/core/internal";
import { type Tape, tapeFromRows } from "@mexoms/sim/engine";

const KINDS = {
  depth: ROW_DEPTH,
  trade: ROW_TRADE,
  clear: ROW_CLEAR,
  snapshot: ROW_SNAPSHOT,
  gap: ROW_GAP,
} as const;
const SIDES = { buy: ROW_BUY, sell: ROW_SELL, none: 0 } as const;

/** A row as a person would write it; a plain time is when it happened and when it was received. */
export type Row = readonly [
  kind: keyof typeof KINDS,
  side: keyof typeof SIDES,
  priceTicks: number,
  qtyLots: number,
  ns: number | { readonly exch: number; readonly local: number },
  /** On tapes of single orders: the order, and what is left of it. */
  orderId?: number,
  orderLots?: number,
];

/** A UTC midnight, so that the times of a tape are the times of its rows. */
export const EPOCH_NS = 1_700_006_400_000_000_000n;

const SPEC: InstrumentSpec = {
  venue: "test",
  market: "swap",
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "0.1",
  lotSize: "0.001",
  makerFee: "1bps",
  takerFee: "5bps",
};

export function testInstrument(spec: Partial<InstrumentSpec> = {}): Instrument {
  return new Instrument({ ...SPEC, ...spec });
}

export const BTC: Instrument = testInstrument();
export const ETH: Instrument = testInstrument({ symbol: "ETHUSDT", base: "ETH" });

/** A tape of rows in order of receipt, with times relative to `epochNs`. */
export function tape(
  rows: readonly Row[],
  instrument: Instrument = BTC,
  epochNs: bigint = EPOCH_NS,
): Tape {
  return tapeFromRows({
    instrument,
    epochNs,
    rows: columns(rows),
    source: { format: "test", files: [], clockShiftNs: 0, lines: {}, notes: [] },
  });
}

function columns(rows: readonly Row[]): MarketRows {
  const times = rows.map(([, , , , ns]) => (typeof ns === "number" ? { exch: ns, local: ns } : ns));
  return {
    event: Uint8Array.from(rows, ([kind, side]) => KINDS[kind] | SIDES[side]),
    exchNs: Float64Array.from(times, ({ exch }) => exch),
    localNs: Float64Array.from(times, ({ local }) => local),
    priceTicks: Int32Array.from(rows, ([, , ticks]) => ticks),
    qtyLots: Float64Array.from(rows, ([, , , lots]) => lots),
    ...(rows.some((row) => row.length > 5) && {
      orderId: Float64Array.from(rows, (row) => row[5] ?? 0),
      orderLots: Float64Array.from(rows, (row) => row[6] ?? 0),
    }),
  };
}
