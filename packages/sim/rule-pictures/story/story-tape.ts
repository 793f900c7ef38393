import { Instrument } from "@mexoms/core";
import { ROW_BUY, ROW_DEPTH, ROW_SELL, ROW_TRADE } from "@mexoms/core/internal";
import { type Tape, tapeFromRows } from "@mexoms/sim/engine";
import type { StoryRow, StoryTime } from "./story.ts";

export const MS = 1_000_000;
/** A UTC midnight, so that windows of rate limits begin with the story. */
const EPOCH_NS = 1_700_006_400_000_000_000n;
const EVENTS = {
  bid: ROW_DEPTH | ROW_BUY,
  ask: ROW_DEPTH | ROW_SELL,
  sold: ROW_TRADE | ROW_SELL,
  bought: ROW_TRADE | ROW_BUY,
} as const;

/** The instrument of all stories: a price of 100 is 100 ticks, a size of 2 is 2 lots. */
export const STORY_INSTRUMENT: Instrument = new Instrument({
  venue: "test",
  market: "swap",
  symbol: "ABCUSDT",
  base: "ABC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "1",
  lotSize: "1",
  makerFee: "0bps",
  takerFee: "0bps",
});

/** When a row happened and when it was received, in milliseconds. */
export function timesOf(time: StoryTime): { readonly at: number; readonly seen: number } {
  return typeof time === "number" ? { at: time, seen: time } : time;
}

/** The rows of a story as a tape; one more far below the market makes it last to the end. */
export function storyTape(rows: readonly StoryRow[], endMs: number): Tape {
  const all: StoryRow[] = [...rows, ["bid", 1, 1, endMs, { id: 1_000_000, lots: 1 }]];
  all.sort((a, b) => timesOf(a[3]).seen - timesOf(b[3]).seen);
  return tapeFromRows({
    instrument: STORY_INSTRUMENT,
    epochNs: EPOCH_NS,
    rows: {
      event: Uint8Array.from(all, ([what]) => EVENTS[what]),
      exchNs: Float64Array.from(all, ([, , , time]) => timesOf(time).at * MS),
      localNs: Float64Array.from(all, ([, , , time]) => timesOf(time).seen * MS),
      priceTicks: Int32Array.from(all, ([, price]) => price),
      qtyLots: Float64Array.from(all, ([, , lots]) => lots),
      ...(rows.some(([, , , , order]) => order) && {
        orderId: Float64Array.from(all, ([, , , , order]) => order?.id ?? 0),
        orderLots: Float64Array.from(all, ([, , , , order]) => order?.lots ?? 0),
      }),
    },
    source: { format: "story", files: [], clockShiftNs: 0, lines: {}, notes: [] },
  });
}
