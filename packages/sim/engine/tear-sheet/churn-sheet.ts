import { TIMELINE } from "../result/order-timeline.ts";
import type { InstrumentRun } from "./instrument-run.ts";
import type { RateUse } from "./rate-use.ts";
import type { ChurnSheet } from "./tear-sheet.ts";

const SECOND_NS = 1e9;

/** `rates`: undefined in a run without rules. */
export function churnSheet(run: InstrumentRun, rates: RateUse | undefined): ChurnSheet {
  const { instrument, timeline, fills, orders, endNs } = run;
  const { kind, localNs } = timeline;
  const sent: number[] = [];
  let submits = 0;
  let cancels = 0;
  let amends = 0;
  for (let row = 0; row < kind.length; row++) {
    const what = kind[row]!;
    if (what === TIMELINE.submit) submits += 1;
    else if (what === TIMELINE.cancel || what === TIMELINE.cancelAll) cancels += 1;
    else if (what === TIMELINE.amend) amends += 1;
    else continue;
    sent.push(localNs[row]!);
  }
  const ends: Record<string, number> = {};
  for (const { state, reason } of orders) {
    const how = reason === "" ? state : `${state}: ${reason}`;
    ends[how] = (ends[how] ?? 0) + 1;
  }
  return {
    submits,
    cancels,
    amends,
    perSecond: (sent.length * SECOND_NS) / endNs,
    peakPerSecond: mostWithin(sent, SECOND_NS),
    orderToTrade: fills.length === 0 ? undefined : sent.length / fills.length,
    rates: rates?.peaks(instrument.id) ?? [],
    ends,
  };
}

/** Most of some ascending times that lie within a span of each other. */
function mostWithin(ascending: readonly number[], spanNs: number): number {
  let most = 0;
  let first = 0;
  for (let i = 0; i < ascending.length; i++) {
    while (ascending[first]! <= ascending[i]! - spanNs) first += 1;
    most = Math.max(most, i - first + 1);
  }
  return most;
}
