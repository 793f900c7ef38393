import type { FillReason } from "@mexoms/sim/engine";
import type { Side } from "@mexoms/core";

/** Best prices from a time on; undefined while a side is empty. */
export interface BookStep {
  readonly atMs: number;
  readonly bid: number | undefined;
  readonly ask: number | undefined;
  readonly valid: boolean;
}

/** A message between the strategy and the venue. */
export interface Message {
  readonly from: "us" | "venue";
  readonly text: string;
  /** Undefined: nothing was sent, we found out. */
  readonly leftMs: number | undefined;
  readonly arrivesMs: number;
  /** Whether it came to nothing: a refusal, or a request that got lost. */
  readonly bad: boolean;
}

/** What stands ahead of an order and behind it at its price, from a time on. */
export interface QueueStep {
  readonly atMs: number;
  readonly ahead: number;
  readonly behind: number;
  /** Open size of the order itself. */
  readonly own: number;
}

/** A stay of an order in the book. */
export interface Stay {
  readonly fromMs: number;
  readonly toMs: number;
  readonly price: number;
  readonly lots: number;
}

/** The price at which a stop wakes up, from a time on. */
export interface TriggerStep {
  readonly atMs: number;
  readonly price: number;
}

export interface FillMark {
  readonly order: number;
  readonly atMs: number;
  readonly price: number;
  readonly lots: number;
  readonly reason: FillReason;
}

/** What became of an order at the venue. */
export interface OrderTrack {
  readonly id: number;
  readonly side: Side;
  /** What it is called: "your buy 2". */
  readonly name: string;
  /** Size as it was sent. */
  readonly lots: number;
  readonly stays: readonly Stay[];
  /** How it ended without a fill: canceled, expired, rejected. */
  readonly end: { readonly atMs: number; readonly price: number; readonly how: string } | undefined;
  readonly queue: readonly QueueStep[];
  /** Of a stop: its trigger while it waited, and until when. */
  readonly trigger: readonly TriggerStep[];
  readonly triggerToMs: number;
}

/** A movement of the account's balance. */
export interface BalanceStep {
  readonly atMs: number;
  readonly what: string;
  readonly amount: string;
  readonly balance: string;
}

/** A story as it went, at the venue unless said otherwise. */
export interface Outcome {
  readonly book: readonly BookStep[];
  /** The book as the strategy saw it, by our times. */
  readonly seen: readonly BookStep[];
  readonly orders: readonly OrderTrack[];
  readonly fills: readonly FillMark[];
  readonly messages: readonly Message[];
  /** Price at which the position would be liquidated, from a time on. */
  readonly liquidation: readonly TriggerStep[];
  readonly balance: readonly BalanceStep[];
}
