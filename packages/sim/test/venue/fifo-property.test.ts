import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tape } from "../driver/tape.ts";
import { fifoFills } from "./fifo-run.ts";
import { NaiveFifo, type OwnRequest } from "./naive-fifo.ts";
import { OrderRows } from "./order-rows.ts";

const SIDES = ["buy", "sell"] as const;

const event = fc.record({
  kind: fc.constantFrom(
    "add",
    "add",
    "add",
    "less",
    "more",
    "move",
    "cancel",
    "take",
    "take",
    "snapshot",
  ),
  told: fc.constantFrom("trades-first", "orders-first", "unknown-maker"),
  side: fc.constantFrom(...SIDES),
  ticks: fc.integer({ min: 100, max: 105 }),
  lots: fc.integer({ min: 1, max: 9 }),
  which: fc.nat(30),
  afterNs: fc.integer({ min: 0, max: 3 }),
});
const act = fc.record({
  kind: fc.constantFrom("submit", "submit", "submit", "amend", "cancel"),
  side: fc.constantFrom(...SIDES),
  ticks: fc.integer({ min: 100, max: 105 }),
  lots: fc.integer({ min: 1, max: 12 }),
  which: fc.nat(20),
  afterNs: fc.integer({ min: 0, max: 8 }),
});
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** Real orders come, change, trade and go; none crosses the book. */
function market(events: readonly Event[]): OrderRows {
  const out = new OrderRows();
  let nextId = 1;
  out.set(nextId++, "buy", 102, 5).set(nextId++, "sell", 104, 5);
  for (const { kind, told, side, ticks, lots, which, afterNs } of events) {
    out.at(out.ns + afterNs);
    const order = out.orders[which % Math.max(1, out.orders.length)];
    const crosses = (of: "buy" | "sell"): boolean => {
      const other = out.best(of === "buy" ? "sell" : "buy");
      return other !== undefined && (of === "buy" ? ticks >= other : ticks <= other);
    };
    if (kind === "add" && !crosses(side)) out.set(nextId++, side, ticks, lots);
    else if (kind === "take") out.take(side, lots, told);
    else if (kind === "snapshot") out.snapshot();
    else if (order && kind === "cancel") out.set(order.id, order.side, order.ticks, 0);
    else if (order && kind === "less") {
      out.set(order.id, order.side, order.ticks, Math.max(1, order.lots - lots));
    } else if (order && kind === "more") {
      out.set(order.id, order.side, order.ticks, order.lots + lots);
    } else if (order && kind === "move" && !crosses(order.side)) {
      out.set(order.id, order.side, ticks, lots);
    }
  }
  return out;
}

function requestsOf(acts: readonly Act[]): OwnRequest[] {
  const submitted: (readonly [id: number, side: "buy" | "sell"])[] = [];
  let ns = 0;
  return acts.map(({ kind, side, ticks, lots, which, afterNs }): OwnRequest => {
    ns += afterNs;
    const known = submitted[which % Math.max(1, submitted.length)];
    if (kind === "submit" || !known) {
      const id = 1000 + submitted.length;
      submitted.push([id, side]);
      return { ns, kind: "submit", id, side, ticks, lots };
    }
    const [id, its] = known;
    return kind === "cancel"
      ? { ns, kind, id, side: its }
      : { ns, kind: "amend", id, side: its, ticks, lots };
  });
}

function naiveFills(
  rows: OrderRows["rows"],
  requests: readonly OwnRequest[],
  wholeOnly: boolean,
): string[] {
  const naive = new NaiveFifo(wholeOnly);
  let next = 0;
  for (const row of rows) {
    while (next < requests.length && requests[next]!.ns < (row[4] as number)) {
      naive.request(requests[next++]!);
    }
    naive.row(row);
  }
  while (next < requests.length) naive.request(requests[next++]!);
  return naive.fills;
}

describe("the true queue", () => {
  for (const exchange of ["partial", "no-partial"] as const) {
    it(`fills as a list of orders by price and time does, ${exchange}, whatever happens`, () => {
      let fills = 0;
      let byQueue = 0;
      fc.assert(
        fc.property(
          fc.array(event, { minLength: 20, maxLength: 150, size: "max" }),
          fc.array(act, { minLength: 5, maxLength: 40, size: "max" }),
          (events, acts) => {
            const { rows } = market(events);
            const requests = requestsOf(acts);
            const expected = naiveFills(rows, requests, exchange === "no-partial");
            const got = fifoFills(tape(rows), requests, exchange);
            expect(got.toSorted()).toEqual(expected.toSorted());
            fills += got.length;
            byQueue += got.filter((line) => line.endsWith("queue-reached")).length;
          },
        ),
        { numRuns: 400 },
      );
      expect(fills).toBeGreaterThan(400);
      expect(byQueue).toBeGreaterThan(200);
    });
  }
});
