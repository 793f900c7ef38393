import type { Instrument, Side } from "@mexoms/core";
import type { Room } from "../detector/detector-market.ts";

/** On top of what is paid at a price: the fee, and what a hedge may cost more than the book says. */
const MARGIN = 1.01;

/** Lots that a room leaves at a price, in ticks of the instrument; of balances a double will do. */
export function roomLots(room: Room, side: Side, instrument: Instrument, ticks: number): number {
  if (side === "sell") return room.sellLots;
  if (room.pay === undefined) return room.buyLots;
  const { tick, lot, contractSize } = instrument;
  const lotCosts = tick.float(ticks) * lot.float(1) * contractSize.float(1) * MARGIN;
  return Math.max(0, Math.min(room.buyLots, Math.floor(room.pay.toNumber() / lotCosts)));
}

export interface QuoteBounds {
  /** Lots of a quote by its value. */
  readonly wanted: number;
  /** What its own market leaves room for. */
  readonly room: number;
  /** In lots of the hedging market: its room, what its book shows, and what was found to hedge at. */
  readonly hedgeRoom: number;
  readonly shown: number;
  readonly walked: number;
  /** Of what is shown a quote may be this part. */
  readonly share: number;
  /** Lots of the hedging market in one of the quote. */
  readonly hedgeLots: number;
}

/** Lots that a new quote may have, and the most that one which rests may keep. */
export function quoteLots(of: QuoteBounds): { readonly target: number; readonly most: number } {
  const share = Math.floor(of.shown * of.share);
  const found = Math.min(share, of.walked, of.hedgeRoom);
  return {
    target: Math.min(of.wanted, of.room, Math.floor(found / of.hedgeLots)),
    // Not the share: a quote would lose its place in the queue at each breath of the other book.
    most: Math.min(of.room, Math.floor(Math.min(of.shown, of.hedgeRoom) / of.hedgeLots)),
  };
}
