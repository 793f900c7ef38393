import { REQUESTED } from "../result/order-timeline.ts";
import type { InstrumentRun } from "./instrument-run.ts";
import type { RateUse } from "./rate-use.ts";
import type { ChurnSheet } from "./tear-sheet.ts";

const SECOND_NS = 1e9;

/** `rates`: undefined in a run without rules. */
export function churnSheet(run: InstrumentRun, rates: RateUse | undefined): ChurnSheet {
  const { instrument, timeline, fills, orders, endNs } = run;
  const { kind, localNs } = timeline.requests;
  const count = (what: number): number => kind.filter((each) => each === what).length;
  const ends: Record<string, number> = {};
  for (const { state, reason } of orders) {
    const how = reason === "" ? state : `${state}: ${reason}`;
    ends[how] = (ends[how] ?? 0) + 1;
  }
  return {
    submits: count(REQUESTED.submit),
    cancels: count(REQUESTED.cancel) + count(REQUESTED.cancelAll),
    amends: count(REQUESTED.amend),
    perSecond: (kind.length * SECOND_NS) / endNs,
    peakPerSecond: mostWithin(localNs, SECOND_NS),
    orderToTrade: fills.length === 0 ? undefined : kind.length / fills.length,
    rates: rates?.peaks(instrument.id) ?? [],
    ends,
  };
}

/** Most of some ascending times that lie within a span of each other. */
function mostWithin(ascending: Float64Array, spanNs: number): number {
  let most = 0;
  let first = 0;
  for (let i = 0; i < ascending.length; i++) {
    while (ascending[first]! <= ascending[i]! - spanNs) first += 1;
    most = Math.max(most, i - first + 1);
  }
  return most;
}
