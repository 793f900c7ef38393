/** Order latency in a run whose times are relative to an epoch. All times in whole nanoseconds. */
export interface OrderLatency {
  /**
   * From sending a request to its arrival at the venue. Negative: the request never arrives, and
   * the sender learns of it after that many nanoseconds.
   */
  entryNs(nowNs: number): number;
  /** From an answer leaving the venue to its arrival. Not negative. */
  responseNs(exchNs: number): number;
}

/** A model of order latency, before it is known when the run starts. */
export interface LatencyModel {
  /** What the run prints, for example "constant entry 5ms response 5ms". */
  readonly name: string;
  from(epochNs: bigint): OrderLatency;
}
