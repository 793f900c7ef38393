import type { OrderStateName } from "../oms/order-state.ts";

/**
 * What an engine is doing. recovering: finds out what an earlier session left. reconciling: asks the
 * venue. waiting: all is clean, the venue's clock is about to start. suspended: it has a doubt and
 * sends cancels only; see EngineView.suspended. stopped: orders are canceled, the journal is closed.
 */
export type EnginePhase =
  | "recovering"
  | "reconciling"
  | "waiting"
  | "running"
  | "suspended"
  | "stopping"
  | "stopped";

/** One execution, as the engine booked it. */
export interface EngineFill {
  /** Number of the instrument in the session. */
  readonly market: number;
  readonly orderId: number;
  readonly tradeId: number;
  readonly side: "buy" | "sell";
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly maker: boolean;
  /** Times since the session's epoch: of the venue, and when the engine took it in. */
  readonly exchNs: number;
  readonly localNs: number;
  /** Place of its event in the journal. */
  readonly sequence: number;
}

/** Told what happens in an engine, after it happened and off the order path. Must not throw. */
export interface EngineObserver {
  /** A new phase; `why` says what caused it, in words for a person. */
  phase(phase: EnginePhase, why: string): void;
  filled(fill: EngineFill): void;
  /** Something a person should know of: an orphan, an unknown order, a lost answer, a gap. */
  note(text: string): void;
}

/** One instrument as it stands. Amounts are exact decimals as text, in the settle currency. */
export interface InstrumentView {
  readonly id: string;
  readonly market: number;
  /** Settle currency: that of its money. */
  readonly currency: string;
  readonly positionLots: number;
  readonly position: string;
  readonly bid: string | undefined;
  readonly ask: string | undefined;
  /** Session time since its last row; -1 when there was none. */
  readonly stalenessNs: number;
  readonly bookValid: boolean;
  readonly equity: string;
  readonly realized: string;
  readonly fees: string;
  readonly fills: number;
  readonly openOrders: number;
  /** Why orders are refused here; undefined when they are not. */
  readonly suspended: string | undefined;
}

/** An order that is not closed. */
export interface OpenOrderView {
  readonly id: number;
  readonly market: number;
  readonly side: "buy" | "sell";
  readonly price: string;
  readonly size: string;
  readonly filled: string;
  readonly state: OrderStateName;
  readonly ageNs: number;
}

/** Percentiles of a latency in nanoseconds of the machine's time. */
export interface LatencyView {
  readonly name: "row-to-intent" | "intent-to-gateway" | "request-to-answer";
  readonly count: number;
  readonly p50Ns: number;
  readonly p99Ns: number;
  readonly p999Ns: number;
  readonly maxNs: number;
}

/** What an engine has counted since its start. Rates are differences of two looks. */
export interface EngineCounts {
  readonly rows: number;
  readonly events: number;
  readonly requests: number;
  readonly wakes: number;
  readonly fills: number;
  /** Rows that were overwritten before they were read. */
  readonly overruns: number;
  /** Requests that the gateway had no room for. */
  readonly backPressure: number;
  readonly reconciliations: number;
  readonly journalRecords: number;
}

/** A running engine at one instant: plain data that JSON can carry. */
export interface EngineView {
  readonly version: 1;
  readonly session: string;
  readonly journal: string;
  readonly strategy: string;
  readonly codeDigest: string;
  readonly params: Readonly<Record<string, string>>;
  readonly pid: number;
  /** UTC with nanoseconds: the session's epoch, and its time now. */
  readonly epoch: string;
  readonly time: string;
  readonly nowNs: number;
  readonly speed: number;
  readonly phase: EnginePhase;
  /** Why nothing but cancels is sent, a line a reason. */
  readonly suspended: readonly string[];
  readonly instruments: readonly InstrumentView[];
  readonly ordersByState: Readonly<Record<OrderStateName, number>>;
  readonly openOrders: readonly OpenOrderView[];
  readonly latencies: readonly LatencyView[];
  readonly counts: EngineCounts;
  readonly gateway: {
    readonly name: string;
    readonly connected: boolean;
    readonly generation: number;
    /** Session time since something was heard of it; -1 for never. */
    readonly silentNs: number;
    /** Session time since orders and positions were last found equal to the venue's; -1 for never. */
    readonly reconciledAgoNs: number;
  };
  /** What the last recovery found, a line each; empty for a first session. */
  readonly recovered: readonly string[];
}

/** Where others look at a running engine. */
export interface EngineLook {
  view(): EngineView;
}
