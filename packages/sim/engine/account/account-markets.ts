import type { Book } from "@mexoms/core/internal";
import type { VenueRequest } from "../venue/venue-request.ts";

/** Scheduled events of an account, as codes. */
export const EVENT_MARK = 1;
export const EVENT_FUNDING = 2;
export const EVENT_INTEREST = 3;
export const EVENT_CLOSE = 4;

/** What an account sees and does at the markets of its venue. */
export interface AccountMarkets {
  /** UTC time that times are relative to. */
  readonly epochNs: bigint;
  book(market: number): Book;
  /** The worst price that a market order would take now, 0 when it would take nothing. */
  worstTicks(market: number, order: VenueRequest): number;
  /** Calls the clearing's `event` at a time; never after the end of the data. */
  schedule(of: { market: number; account: number; event: number; atNs: number }): void;
  /** Tells the account's owner how it stands. */
  tell(market: number, account: number, atNs: number): void;
  /** Cancels all open orders of the account in a market. */
  cancelAll(market: number, account: number, atNs: number): void;
  /** Takes `lots` from the book in the account's name. */
  closeOut(of: { market: number; account: number; side: number; lots: number; atNs: number }): void;
}

/** The first multiple of an interval since 1970 UTC after a time. */
export function nextMultiple(epochNs: bigint, atNs: number, everyNs: number): number {
  const every = BigInt(everyNs);
  const utc = epochNs + BigInt(atNs);
  return Number((utc / every + 1n) * every - epochNs);
}

/** Half ticks of the middle price, 0 when one side is empty. */
export function midHalfTicks(book: Book): number {
  return book.has(0) && book.has(1) ? book.bestTicks(0) + book.bestTicks(1) : 0;
}
