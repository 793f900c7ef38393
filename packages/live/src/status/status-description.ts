import type { InstrumentSpec } from "@mexoms/core";

/** What does not change while an engine runs. No secrets and no addresses stand in it. */
export interface StatusDescription {
  readonly session: string;
  /** Where orders go: "paper", or the name of a venue. */
  readonly mode: string;
  /** Id of the journal, and its folder. */
  readonly journal: string;
  readonly journalDir: string;
  /** UTC time that the session's times are relative to, nanoseconds since 1970, as text. */
  readonly epochNs: string;
  /** Nanoseconds of the session for each of the machine. */
  readonly speed: number;
  readonly strategies: readonly {
    readonly name: string;
    /** Numbers of its instruments. */
    readonly markets: readonly number[];
  }[];
  readonly instruments: readonly InstrumentSpec[];
  /** Names of the measured ways, for example "intent to gateway". */
  readonly latencies: readonly string[];
}
