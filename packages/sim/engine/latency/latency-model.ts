import type { Delay } from "./delay.ts";

/** What a request asks for. */
export type RequestKind = "place" | "amend" | "cancel";
/** What an answer is about: the request it answers, or a fill. */
export type AnswerKind = RequestKind | "fill";

/** Order latency of one connection in a run. All times in whole nanoseconds since the run's epoch. */
export interface OrderLatency {
  /**
   * From sending a request to its arrival at the venue. Negative: the request never arrives, and
   * the sender learns of it after that many nanoseconds.
   */
  entryNs(nowNs: number, what: RequestKind): number;
  /** From an answer leaving the venue to its arrival. Not negative. */
  responseNs(exchNs: number, what: AnswerKind): number;
  /** Whether each request of a message has a latency of its own; else they share that of the first. */
  readonly ofEach?: boolean;
  /** Whether messages of different kinds may overtake each other; those of one kind never do. */
  readonly separate?: boolean;
  /**
   * How long the venue's gateway is busy with one request of the connection, by the market rows that
   * the instrument has a second. Requests wait for each other. Not there: it takes no time.
   */
  serviceNs?(rowsPerSecond: number): number;
}

/** What a latency model is told when a run starts. */
export interface LatencyStart {
  /** UTC time that the run's times are relative to, in nanoseconds since 1970. */
  readonly epochNs: bigint;
  /** Seed of the run. */
  readonly seed: number;
  /** Number of the connection in the run: each has random numbers of its own. */
  readonly connection: number;
}

/** A model of order latency, before it is known when the run starts. */
export interface LatencyModel {
  /** What the run prints, for example "constant entry 5ms response 5ms". */
  readonly name: string;
  /** Latency of market data on top of the recorded one. */
  readonly feed?: Delay | undefined;
  /** The model of one venue, where venues have latencies of their own. Throws ConfigError. */
  ofVenue?(venue: string): LatencyModel;
  from(start: LatencyStart): OrderLatency;
}
