/** A place in a recording where data is missing. */
export interface ImportGap {
  readonly file: string;
  readonly line: number;
  /** What did not follow on what, for example "pu 120 follows u 100". */
  readonly what: string;
}

/** What became of the files of one instrument. */
export interface TapeReport {
  readonly instrument: string;
  /** The tape that was written. */
  readonly out: string;
  readonly digest: string;
  /** Rows on the tape; a row whose place differs in the two orders counts twice. */
  readonly rows: number;
  /** Rows received: what stands in our sequence, and in the exchange's. */
  readonly events: number;
  /** Lines by what became of them; each line is in exactly one. */
  readonly lines: Readonly<Record<string, number>>;
  readonly gaps: readonly ImportGap[];
  /** Trades that are missing, by their ids. */
  readonly missingTrades: number;
  /** Sizes that were not whole lots and were rounded. */
  readonly rounded: number;
  /** Lines that were refused in lenient mode, and the file that holds them. */
  readonly quarantined: number;
  readonly quarantine?: string;
  /** Bytes of text read, after decompression. */
  readonly bytes: number;
  readonly notes: readonly string[];
}

export interface ImportReport {
  readonly format: string;
  /** Added to all local times of all tapes: they were recorded by one clock. */
  readonly clockShiftNs: number;
  readonly tapes: readonly TapeReport[];
}
