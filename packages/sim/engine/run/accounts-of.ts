import type { Instrument } from "@mexoms/core";
import { unlimitedClearing } from "../account/clearing.ts";
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
}): RunAccounts {
  const { latency, seed, epochNs } = options;
  const venues = [...new Set(options.instruments.map(({ spec }) => spec.venue))];
  const accounts = venues.map((_, connection) => ({
    connection: new Connection(latency.from({ epochNs, seed, connection })),
    clearing: unlimitedClearing,
  }));
  return {
    accounts,
    ofInstrument: options.instruments.map(({ spec }) => venues.indexOf(spec.venue)),
  };
}
