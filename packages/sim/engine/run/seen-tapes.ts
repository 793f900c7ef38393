import { ConfigError, type Instrument } from "@mexoms/core";
import type { FaultCounts } from "../faults/fault-counts.ts";
import { type FaultWindow, signedDuration, windowsOf } from "../faults/fault-script.ts";
import { type FeedFaults, withFeedFaults } from "../faults/feed-faults.ts";
import { latencyOf } from "../latency/by-venue.ts";
import { jitterFeed } from "../tape/jitter-feed.ts";
import type { Tape } from "../tape/tape.ts";
import type { VenueOptions } from "./open-venues.ts";

/** First stream of random numbers for the latency of market data; each instrument has its own. */
const FEED_STREAM = 20_000;

/**
 * The tapes of each instrument as a run sees them: with the faults of its script and the latency of
 * market data that comes on top of the recorded one. Throws ConfigError.
 */
export function seenTapes(of: {
  groups: readonly (readonly Tape[])[];
  options: VenueOptions;
  span: { readonly startNs: bigint; readonly lengthNs: number };
  counts: FaultCounts;
}): (readonly Tape[])[] {
  const { groups, options, span, counts } = of;
  const instruments = groups.map(([first]) => first!.instrument);
  checkTargets(options, instruments);
  return groups.map((tapes, market) => {
    const { feed } = latencyOf(options.latency, instruments[market]!.spec.venue);
    const faults = feedFaultsOf(options, instruments[market]!, span.lengthNs);
    for (const [kind, windows] of [
      ["feed-gap", faults.gaps],
      ["stale-book", faults.stale],
    ] as const) {
      for (const { startNs } of windows) if (startNs <= span.lengthNs) counts.add(kind);
    }
    return tapes.map((tape) => {
      const seen = withFeedFaults(tape, relativeTo(faults, Number(span.startNs - tape.epochNs)));
      return feed ? jitterFeed(seen, feed, options.seed, FEED_STREAM + market) : seen;
    });
  });
}

function feedFaultsOf(
  { faults = [], seed }: VenueOptions,
  { id, spec }: Instrument,
  lengthNs: number,
): FeedFaults {
  const gaps: FaultWindow[] = [];
  const stale: FaultWindow[] = [];
  let skewNs = 0;
  faults.forEach((each, fault) => {
    if ("venue" in each ? each.venue !== spec.venue : each.instrument !== id) return;
    if (each.kind === "clock-skew") skewNs += signedDuration(each.by, `faults.${fault} by`);
    const how =
      each.kind === "outage"
        ? each.feed
        : each.kind === "feed-gap"
          ? "gap"
          : each.kind === "stale-book"
            ? "stale"
            : "on";
    if (how === "on" || !("for" in each)) return;
    (how === "gap" ? gaps : stale).push(...windowsOf(each, { seed, lengthNs, fault }));
  });
  return { gaps, stale, skewNs };
}

function relativeTo({ gaps, stale, skewNs }: FeedFaults, shiftNs: number): FeedFaults {
  const shift = ({ startNs, endNs }: FaultWindow): FaultWindow => ({
    startNs: startNs + shiftNs,
    endNs: endNs + shiftNs,
  });
  return { gaps: gaps.map(shift), stale: stale.map(shift), skewNs };
}

/** A fault of something that the run does not have would never strike, and nobody would know. */
function checkTargets({ faults = [] }: VenueOptions, instruments: readonly Instrument[]): void {
  faults.forEach((each, i) => {
    const isVenue = "venue" in each;
    const name = isVenue ? each.venue : each.instrument;
    const known = [...new Set(instruments.map(({ id, spec }) => (isVenue ? spec.venue : id)))];
    if (known.includes(name)) return;
    const field = `faults.${i} ${isVenue ? "venue" : "instrument"}`;
    throw new ConfigError(field, `"${name}" is not in the run; it has ${known.join(", ")}`);
  });
}
