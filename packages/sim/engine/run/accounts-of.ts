import type { Instrument } from "@mexoms/core";
import { unlimitedClearing } from "../account/clearing.ts";
import type { LatencyModel } from "../latency/latency-model.ts";
import { Connection } from "../venue/connection.ts";
import type { VenueAccount } from "../venue/venue-account.ts";

/** The account that each instrument is traded on: one at each venue, without limits. */
export function accountsOf(options: {
  instruments: readonly Instrument[];
  latency: LatencyModel;
  seed: number;
  epochNs: bigint;
}): VenueAccount[] {
  const { latency, seed, epochNs } = options;
  const byVenue = new Map<string, VenueAccount>();
  return options.instruments.map(({ spec }) => {
    const known = byVenue.get(spec.venue);
    if (known) return known;
    const connection = new Connection(latency.from({ epochNs, seed, connection: byVenue.size }));
    const account = { connection, clearing: unlimitedClearing };
    byVenue.set(spec.venue, account);
    return account;
  });
}
