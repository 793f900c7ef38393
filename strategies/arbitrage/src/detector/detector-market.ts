import type { BookView, Instrument, Money, Rate } from "@mexoms/core";

/** What may be bought and sold at a market now. */
export interface Room {
  /** Lots that position limits, order limits and holdings allow to buy, and to sell. */
  readonly buyLots: number;
  readonly sellLots: number;
  /** The most that buying may cost with its fee, in the quote currency; undefined: no bound. */
  readonly pay: Money | undefined;
}

/** A market that a detector looks at. Its place in the list of markets is its number. */
export interface DetectorMarket {
  /** Linear; a market named "spot" holds coins, any other a position that is opened and closed. */
  readonly instrument: Instrument;
  readonly book: BookView;
  /** Fees at the account's real tier, on the value of a fill. Detection takes, so it pays the taker's. */
  readonly takerFee: Rate;
  readonly makerFee: Rate;
  /** From a decision to the venue's matching, for the leg-risk reserve. */
  readonly latencyNs: number;
  /** What may be bought and sold at the start; see Detector.setRoom. */
  readonly room: Room;
}
