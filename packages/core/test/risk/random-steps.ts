import fc from "fast-check";
import type { Instrument, Order } from "@mexoms/core";
import { BTC } from "../kernel/hand-driven.ts";
import type { AnyVenue } from "./any-venue.ts";

/** Something that a strategy, the venue or the way between them does; sizes are for a cap of 40 lots. */
export const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("submit" as const),
      side: fc.constantFrom("buy" as const, "sell" as const),
      lots: fc.integer({ min: 2, max: 30 }),
      ticks: fc.integer({ min: 990, max: 1015 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("amend" as const),
      pick: fc.nat(),
      lots: fc.integer({ min: 2, max: 30 }),
      ticks: fc.integer({ min: 990, max: 1015 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cancel" as const), pick: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("cancel-all" as const, "mass-cancel" as const, "time" as const),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("request" as const), pick: fc.nat() }) },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant("answer" as const),
      pick: fc.nat(),
      fate: fc.integer({ min: 0, max: 9 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("fill" as const),
      pick: fc.nat(),
      part: fc.integer({ min: 1, max: 100 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("end" as const), pick: fc.nat() }) },
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Where orders may go, and how many lots one of a step is. */
export interface Target {
  readonly instrument: Instrument;
  readonly account?: string;
  readonly times: number;
}

const ONE: readonly Target[] = [{ instrument: BTC, times: 1 }];

/** Does a step, on one of some targets. */
export function take(venue: AnyVenue, given: Step, targets: readonly Target[] = ONE): void {
  const { ctx, kernel } = venue.on;
  const { orders } = ctx;
  const instruments = new Set(targets.map(({ instrument }) => instrument));
  const open = [...instruments].flatMap((each) => orders.open(each));
  const timesOf = (of: Order): number =>
    targets.find(({ instrument }) => instrument === of.instrument)!.times;
  if (given.kind === "submit") {
    const { side, lots, ticks: priceTicks } = given;
    const { times, ...where } = targets[(lots + priceTicks) % targets.length]!;
    orders.submit({ ...where, side, priceTicks, qtyLots: lots * times, timeInForce: "gtc" });
  } else if (given.kind === "amend" && open.length > 0) {
    const order = open[given.pick % open.length]!;
    orders.amend(order, { priceTicks: given.ticks, qtyLots: given.lots * timesOf(order) });
  } else if (given.kind === "cancel" && open.length > 0) {
    orders.cancel(open[given.pick % open.length]!, { again: given.pick % 2 === 0 });
  } else if (given.kind === "cancel-all") orders.cancelAll();
  else if (given.kind === "mass-cancel") orders.cancelAllAtVenue(BTC);
  else if (given.kind === "time") kernel.wake(kernel.nowNs + 1e6);
  else if (given.kind === "request") venue.handleRequest(given.pick);
  else if (given.kind === "answer") venue.giveAnswer(given.pick, given.fate);
  else if (given.kind === "fill") venue.fill(given.pick, given.part);
  else if (given.kind === "end") venue.end(given.pick);
  venue.collect();
}
