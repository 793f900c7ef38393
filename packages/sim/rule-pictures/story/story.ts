import type { OrderIntent, Side } from "@mexoms/core";
import type { AccountConfig, FaultSpec, LatencyModel, VenueRulesSpec } from "@mexoms/sim/engine";

/** A time of a story in milliseconds after its start; `seen`: when a row reached us, if not at once. */
export type StoryTime = number | { readonly at: number; readonly seen: number };

/**
 * Something that happens in the market: a level is set to a size, or somebody sells to the bids or
 * buys from the asks. Prices are whole ticks of 1, sizes whole lots of 1.
 */
export type StoryRow = readonly [
  what: "bid" | "ask" | "sold" | "bought",
  price: number,
  lots: number,
  time: StoryTime,
  /** Of order-by-order tapes: the order that changed and what it has left, or the maker of a trade. */
  order?: { readonly id: number; readonly lots: number },
];

/** What the strategy does at a time; orders are numbered from 1 in the order they are sent. */
export type StoryAct =
  | {
      readonly at: number;
      readonly place: Side;
      readonly price: number;
      readonly lots: number;
      readonly more?: Partial<OrderIntent>;
    }
  | { readonly at: number; readonly cancel: number }
  | { readonly at: number; readonly amend: number; readonly price: number; readonly lots: number };

/** A handful of rows, and what a strategy does while they pass. */
export interface Story {
  readonly rows: readonly StoryRow[];
  readonly acts: readonly StoryAct[];
  readonly endMs: number;
  readonly latency: LatencyModel;
  readonly queue: string;
  readonly exchange: "no-partial" | "partial";
  readonly rules?: VenueRulesSpec;
  readonly faults?: readonly FaultSpec[];
  readonly accounts?: readonly AccountConfig[];
}
