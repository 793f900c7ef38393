import type { Instrument } from "@mexoms/core";
import { unlimitedClearing } from "../account/clearing.ts";
import type { LinkFaults } from "../faults/link-faults.ts";
import type { LatencyModel } from "../latency/latency-model.ts";
import { Connection } from "../venue/connection.ts";
import type { VenueAccount } from "../venue/venue-account.ts";

/** The accounts of a run, and by instrument the index of the one that it is traded on. */
export interface RunAccounts {
  readonly accounts: readonly VenueAccount[];
  readonly ofInstrument: readonly number[];
}

/** One account at each venue, without limits. */
export function accountsOf(options: {
  instruments: readonly Instrument[];
  latency: LatencyModel;
  seed: number;
  epochNs: bigint;
  /** What goes wrong on the way to a venue, if anything. */
  faultsOf?: (venue: string) => LinkFaults | undefined;
}): RunAccounts {
  const { latency, seed, epochNs, faultsOf } = options;
  const venues = [...new Set(options.instruments.map(({ spec }) => spec.venue))];
  const accounts = venues.map((venue, connection) => ({
    connection: new Connection(latency.from({ epochNs, seed, connection }), faultsOf?.(venue)),
    clearing: unlimitedClearing,
  }));
  return {
    accounts,
    ofInstrument: options.instruments.map(({ spec }) => venues.indexOf(spec.venue)),
  };
}
