import type { DealRecord, Instrument, Side } from "@mexoms/core";

/** What a deal wants done. */
export type Action =
  /** An immediate-or-cancel limit order. Those of one step go out together. */
  | {
      readonly kind: "send";
      readonly ref: number;
      readonly instrument: Instrument;
      readonly side: Side;
      readonly qtyLots: number;
      readonly limitTicks: number;
    }
  /** The venue is to be asked what became of an order. */
  | { readonly kind: "ask"; readonly ref: number }
  /** A person should know. */
  | { readonly kind: "alarm"; readonly why: string }
  /** It is over. What is left of each asset is dust. */
  | {
      readonly kind: "over";
      readonly record: DealRecord;
      readonly dust: readonly { readonly asset: string; readonly units: number }[];
    };
