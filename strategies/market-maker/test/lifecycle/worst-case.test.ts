import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BTC, MAX_LEVELS, RoughVenue } from "./rough-venue.ts";

const MS = 1_000_000;

/** Quotes of one side: the distance of the first from the middle, steps between them, and lots. */
const quotes = fc.array(
  fc.record({ step: fc.integer({ min: 1, max: 6 }), lots: fc.integer({ min: 1, max: 12 }) }),
  { maxLength: MAX_LEVELS },
);
type Quotes = typeof quotes extends fc.Arbitrary<infer T> ? T : never;

const look = fc.record({
  kind: fc.constant("look" as const),
  laterMs: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 9000 })),
  middle: fc.integer({ min: 992, max: 1008 }),
  buys: quotes,
  sells: quotes,
});
const nth = fc.nat({ max: 20 });

/** With lost answers orders may be unknown for ever, so that nothing has to converge. */
const step = (lost: boolean): fc.Arbitrary<Step> =>
  fc.oneof(
    { arbitrary: look, weight: 5 },
    {
      arbitrary: fc.record({
        kind: fc.constant("arrive" as const),
        outcome: fc.oneof(
          { arbitrary: fc.constant("done" as const), weight: 6 },
          { arbitrary: fc.constantFrom("refused" as const, "expired" as const), weight: 1 },
        ),
      }),
      weight: 6,
    },
    {
      arbitrary: fc.record({
        kind: fc.constant("fill" as const),
        nth,
        lots: fc.integer({ min: 1, max: 12 }),
      }),
      weight: 3,
    },
    {
      arbitrary: fc.record({
        kind: fc.constant("answer" as const),
        nth,
        how: lost
          ? fc.oneof(
              { arbitrary: fc.constant("comes" as const), weight: 6 },
              { arbitrary: fc.constant("lost" as const), weight: 1 },
            )
          : fc.constant("comes" as const),
      }),
      weight: 6,
    },
    { arbitrary: fc.record({ kind: fc.constant("repeat" as const), nth }), weight: 1 },
  );
type Step =
  | (typeof look extends fc.Arbitrary<infer T> ? T : never)
  | { readonly kind: "arrive"; readonly outcome: "done" | "refused" | "expired" }
  | { readonly kind: "fill"; readonly nth: number; readonly lots: number }
  | { readonly kind: "answer"; readonly nth: number; readonly how: "comes" | "lost" }
  | { readonly kind: "repeat"; readonly nth: number };

const setting = fc.record({
  capLots: fc.integer({ min: 0, max: 40 }),
  amend: fc.constantFrom("never", "keeps-place", "loses-place"),
  hangingOrders: fc.constantFrom("false", "true"),
  messageRate: fc.constantFrom("3", "1000"),
  filledDelay: fc.constantFrom("0ms", "500ms"),
  lateFills: fc.constantFrom("0ms", "1s"),
});

function targets(given: Quotes, middle: number, sign: 1 | -1): [number, number][] {
  let ticks = middle;
  return given.map(({ step: away, lots }) => [(ticks += sign * away), lots]);
}

function play(venue: RoughVenue, each: Step): void {
  if (each.kind === "look") {
    const { middle, laterMs } = each;
    venue.look.fair.ticks = middle;
    const buys = targets(each.buys, middle, -1);
    venue.at(venue.nowNs + laterMs * MS, buys, targets(each.sells, middle, 1));
  } else if (each.kind === "arrive") venue.arrive(each.outcome);
  else if (each.kind === "fill") venue.fill(each.nth, each.lots);
  else if (each.kind === "answer") venue.answer(each.nth, each.how);
  else venue.repeat(each.nth);
}

const RUNS = { numRuns: 400 * Number(process.env["MEXOMS_SOAK"] ?? "1") };

describe("whatever order fills, answers, refusals and time come in", () => {
  it("no more can be filled than the cap allows, and no order has two requests under way", () => {
    fc.assert(
      fc.property(
        setting,
        fc.array(step(true), { maxLength: 120, size: "max" }),
        ({ capLots, ...params }, steps) => {
          const venue = new RoughVenue({ capLots, params });
          for (const each of steps) {
            play(venue, each);
            expect(venue.broken).toEqual([]);
          }
        },
      ),
      RUNS,
    );
  });

  it("the open orders come to what the plan says, once answers come and nothing moves", () => {
    fc.assert(
      fc.property(
        setting,
        fc.array(step(false), { maxLength: 80, size: "max" }),
        quotes,
        quotes,
        ({ capLots, ...params }, steps, buys, sells) => {
          const venue = new RoughVenue({ capLots, params: { ...params, hangingOrders: "false" } });
          for (const each of steps) play(venue, each);
          const wanted = { buy: targets(buys, 1000, -1), sell: targets(sells, 1000, 1) };
          venue.look.fair.ticks = 1000;
          for (let n = 0; n < 60; n++) {
            venue.settle();
            venue.at(venue.nowNs + 1000 * MS, wanted.buy, wanted.sell);
          }
          venue.settle();
          expect(venue.broken).toEqual([]);
          const quiet = venue.asked.length;
          venue.at(venue.nowNs + 1000 * MS, wanted.buy, wanted.sell);
          expect(venue.asked.slice(quiet)).toEqual([]);
          expectPlan(venue, wanted);
        },
      ),
      RUNS,
    );
  });
});

/** Every level has its lots within a tick of its price, as far as the cap goes; nothing else is open. */
function expectPlan(
  venue: RoughVenue,
  wanted: { readonly buy: [number, number][]; readonly sell: [number, number][] },
): void {
  for (const side of ["buy", "sell"] as const) {
    const sign = side === "buy" ? 1 : -1;
    const open = [...venue.orders.values()]
      .filter((order) => order.side === side)
      .toSorted((a, b) => sign * (b.priceTicks - a.priceTicks) || a.id - b.id);
    const capLots = venue.capLots - sign * venue.ctx.position(BTC).lots;
    const total = wanted[side].reduce((sum, [, lots]) => sum + lots, 0);
    const openLots = open.reduce((sum, order) => sum + order.open, 0);
    expect(openLots).toBeLessThanOrEqual(capLots);
    const slack = wanted[side].reduce((sum, [, lots]) => sum + Math.floor(lots / 10), 0);
    const slots = wanted[side].length * 3;
    expect(open.length).toBeLessThanOrEqual(slots);
    if (total <= capLots) expect(Math.abs(openLots - total)).toBeLessThanOrEqual(slack);
    for (const order of open) {
      const near = wanted[side].some(([ticks]) => Math.abs(ticks - order.priceTicks) <= 1);
      expect(near, `${side} at ${order.priceTicks}`).toBe(true);
    }
  }
}
