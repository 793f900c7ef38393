import type { EngineView, LatencyView } from "../engine/engine-state.ts";

/** How a journal stands. */
export interface JournalStatus {
  readonly dir: string;
  readonly bytes: number;
  /** Of appending one record; undefined where it is not measured. */
  readonly append: Omit<LatencyView, "name"> | undefined;
}

/** How the publication to NATS stands. No address and no credential is ever part of it. */
export interface BusStatus {
  readonly state: "off" | "connecting" | "connected" | "lost";
  /** Why it is not connected. */
  readonly why: string | undefined;
  /** Last record of the journal that JetStream has confirmed; 0 for none. */
  readonly publishedSequence: number;
}

/** A second of the machine, over the last second or more. */
export interface StatusRates {
  readonly rows: number;
  readonly requests: number;
  readonly fills: number;
}

/** What a status page holds: plain data. Money, prices and sizes are exact decimal text. */
export interface SessionStatus {
  readonly version: 1;
  /** Where orders go: "paper". */
  readonly mode: string;
  readonly engine: EngineView;
  readonly rates: StatusRates;
  readonly journal: JournalStatus;
  readonly bus: BusStatus;
  /** Open orders that found no room on the page. */
  readonly ordersLeftOut: number;
}
