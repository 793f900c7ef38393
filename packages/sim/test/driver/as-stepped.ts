import fc from "fast-check";
import { expect } from "vitest";
import type { Handlers, StrategyContext } from "@mexoms/core";
import { interpolatedLatency, runBacktest, type Tape } from "@mexoms/sim/engine";
import { runOptions, type Setup } from "./run.ts";
import { steppedRun } from "./stepped-run.ts";
import { EPOCH_NS } from "./tape.ts";

/** Latencies that are constant or swing within a run, and each exchange model. */
export const setup: fc.Arbitrary<Setup> = fc.record({
  latency: fc.oneof(
    fc.tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 15 })),
    fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })),
    fc
      .array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 })), {
        minLength: 2,
        maxLength: 6,
      })
      .map((pairs) => swinging(pairs)),
  ),
  exchange: fc.constantFrom("no-partial", "partial"),
  queue: fc.constantFrom("risk", "log2", "power3:3"),
});

/** A latency that goes up and down within the run. */
function swinging(pairs: readonly (readonly [number, number])[]) {
  let arrived = 0;
  const trips = pairs.map(([entry, back], i) => {
    const sent = i * 40;
    arrived = Math.max(sent + entry, arrived + 1);
    const at = (ns: number): bigint => EPOCH_NS + BigInt(ns);
    return { requestNs: at(sent), exchNs: at(arrived), responseNs: at(arrived + back) };
  });
  return interpolatedLatency(trips, pairs.join());
}

/** Compares a run with a stepped one: fills, then all outputs. Gives the number of fills. */
export function expectAsStepped(
  tapes: readonly Tape[],
  start: (ctx: StrategyContext) => Handlers,
  given: Setup,
): number {
  const options = runOptions(tapes, start, given);
  const result = runBacktest(options);
  const stepped = steppedRun(options);
  const ids = [...new Set(tapes.map((each) => each.instrument.id))];
  const lines = result.fills.map(
    (fill) =>
      `${ids.indexOf(fill.instrument)}: ${fill.orderId} ${fill.qtyLots}@${fill.priceTicks} ` +
      `${fill.exchNs - result.startNs}>${fill.localNs - result.startNs}`,
  );
  expect(lines).toEqual(stepped.fills);
  expect(result.outputsDigest).toBe(stepped.digest);
  return lines.length;
}
