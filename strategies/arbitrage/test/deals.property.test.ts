import { Money, type Side } from "@mexoms/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DealPlan } from "../src/executor/deal-plan.ts";
import type { DealRules } from "../src/executor/rules.ts";
import { EAST, PERP, RULES, WEST } from "./markets.ts";
import { type Fate, WildVenue } from "./wild-venue.ts";

const SOAK = Number(process.env["MEXOMS_SOAK"] ?? "1");
const CAP = "3000";
/** What is held is not tried again in the time of a test. */
const HELD = { ...RULES, heldNs: 1e15 };

/** Answers of an order come in any order; a fill at most `lateNs` behind the end that overtook it. */
const fate = (lateNs: number): fc.Arbitrary<Fate> =>
  fc.record({
    filledTenths: fc.constantFrom(0, 0, 1, 3, 9, 10, 10),
    executions: fc.integer({ min: 1, max: 3 }),
    rejected: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
    // Often so fast that the next order goes out while fills of the last one are still to be told.
    delaysNs: fc
      .tuple(
        fc.constantFrom(0, 1e6, 20e6, 300e6, 2e9),
        fc.array(fc.constantFrom(0, 1e6, 100e6, lateNs - 1), { minLength: 1, maxLength: 4 }),
      )
      .map(([base, more]) => more.map((each) => base + each)),
    twice: fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
    silent: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
  });

type Step =
  | { readonly kind: "deal"; readonly lots: number; readonly buyAt: "east" | "west" }
  | { readonly kind: "quote filled"; readonly lots: number; readonly side: Side }
  | { readonly kind: "wait"; readonly ns: number }
  | { readonly kind: "books"; readonly prices: readonly number[] };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("deal" as const),
    lots: fc.integer({ min: 1, max: 40 }),
    buyAt: fc.constantFrom("east" as const, "west" as const),
  }),
  fc.record({
    kind: fc.constant("quote filled" as const),
    lots: fc.integer({ min: 1, max: 2_000 }),
    side: fc.constantFrom("buy" as const, "sell" as const),
  }),
  fc.record({ kind: fc.constant("wait" as const), ns: fc.integer({ min: 1, max: 2e9 }) }),
  fc.record({
    kind: fc.constant("books" as const),
    // 0: the book is not valid.
    prices: fc.tuple(...[0, 1, 2].map(() => fc.constantFrom(0, 49_500, 49_990, 50_000, 50_400))),
  }),
);

function dealPlan(lots: number, buyAt: "east" | "west", nowNs: number): DealPlan {
  const [buy, sell] = buyAt === "east" ? [EAST, WEST] : [WEST, EAST];
  const size = { [EAST.id]: lots, [WEST.id]: lots * 100 };
  const leg = (instrument: typeof EAST, side: Side) => ({
    instrument,
    side,
    qtyLots: size[instrument.id]!,
    limitTicks: instrument.priceTicks("50000"),
    depthLots: lots,
  });
  return {
    kind: "cross-venue",
    name: `BTC ${buy.id}>${sell.id}`,
    currency: "USDT",
    legs: [leg(buy, "buy"), leg(sell, "sell")],
    references: references(),
    dust: [],
    expectedNet: new Money(1n, 0),
    expectedBps: 10,
    foundNs: nowNs,
  };
}

/** What follows from the fill of a quote in the west: a hedge in the east. */
function quotePlan(lots: number, side: Side, nowNs: number, name: string): DealPlan {
  const ticks = WEST.priceTicks("50000");
  return {
    ...dealPlan(1, "east", nowNs),
    name,
    kind: "quote",
    legs: [
      {
        instrument: WEST,
        side,
        qtyLots: lots,
        limitTicks: ticks,
        depthLots: lots,
        filledAs: "maker",
      },
      {
        instrument: EAST,
        side: side === "buy" ? "sell" : "buy",
        qtyLots: Math.floor(lots / 100),
        limitTicks: EAST.priceTicks("50000"),
        depthLots: lots,
      },
    ],
  };
}

function references(): DealPlan["references"] {
  const price = { instrument: EAST, ticks: EAST.priceTicks("50000") };
  return [{ asset: "BTC", buy: price, sell: price }];
}

function play(steps: readonly Step[], fates: readonly Fate[], rules: DealRules): WildVenue {
  let used = 0;
  const venue = new WildVenue({ cap: CAP, rules, fates: () => fates[used++ % fates.length]! });
  const setBooks = (prices: readonly number[]): void => {
    [EAST, WEST, PERP].forEach((each, i) => {
      const price = prices[i]!;
      if (price === 0) venue.look.clear(each);
      else venue.look.set(each, String(price), String(price + 1));
    });
  };
  // Called after each answer: `expect` itself would take most of the time.
  const check = (): void => {
    if (venue.exposure().minus(new Money(BigInt(CAP), 0)).units > 0n) {
      throw new Error(`${venue.exposure().toString()} USDT are more than the cap`);
    }
    for (const [id, { deal, reserve }] of venue.begun) {
      const [real, told] = [venue.real.get(id)!, venue.told.get(id)!];
      // Nothing comes after the end; before it, all that was told is booked.
      const open = deal.over ? real : deal.ledger.net("BTC");
      if (told !== open) throw new Error(`deal ${id} was told ${told} and has ${open}`);
      if (!deal.over && Math.abs(real) > reserve) {
        throw new Error(`deal ${id} is exposed to ${real}, and has reserved ${reserve}`);
      }
    }
  };
  setBooks([50_000, 50_000, 50_000]);
  let names = 0;
  for (const each of steps) {
    if (each.kind === "wait") venue.runTo(venue.nowNs + each.ns, check);
    if (each.kind === "books") setBooks(each.prices);
    if (each.kind === "deal" || each.kind === "quote filled") {
      const plan =
        each.kind === "deal"
          ? dealPlan(each.lots, each.buyAt, venue.nowNs)
          : quotePlan(each.lots, each.side, venue.nowNs, `quote ${names++}`);
      if (venue.deals.refusal(plan, venue.nowNs) === undefined) {
        venue.deals.begin(plan, venue.nowNs);
      }
    }
    check();
  }
  venue.runTo(venue.nowNs + 300e9, check);
  return venue;
}

/** Two fills of quotes that are dust alone and an order together, then no book to clear it on. */
const DUST_THAT_ADDS_UP: [Step[], Fate[]] = [
  [
    { kind: "quote filled", lots: 9, side: "buy" },
    { kind: "quote filled", lots: 11, side: "buy" },
    { kind: "books", prices: [0, 0, 50_000] },
  ],
  [
    {
      filledTenths: 0,
      executions: 1,
      rejected: true,
      delaysNs: [0],
      twice: [false],
      silent: true,
    },
  ],
];

/** Each order is told as expired long before its fills are. */
const ALWAYS_LATE: [Step[], Fate[]] = [
  [
    { kind: "quote filled", lots: 1_716, side: "buy" },
    { kind: "wait", ns: 1 },
  ],
  [
    {
      filledTenths: 9,
      executions: 1,
      rejected: false,
      delaysNs: [RULES.lateNs - 1, 0],
      twice: [false],
      silent: false,
    },
  ],
];

describe("deals, whatever venues do", () => {
  it("look at the dust of a deal that was over as it began without waiting for a book", () => {
    const [steps, fates] = DUST_THAT_ADDS_UP;
    const venue = play(steps, fates, { ...HELD, first: "both" });
    const kinds = [...venue.begun.values()].map(({ deal }) => deal.plan.kind);
    expect(kinds).toEqual(["quote", "quote", "dust"]);
    expect(venue.begun.get(3)!.deal.plan.foundNs).toBe(1);
  });

  it("do not chase fills that come late with ever more orders", () => {
    const [steps, fates] = ALWAYS_LATE;
    const venue = play(steps, fates, { ...HELD, first: "both" });
    expect(venue.alarms).toEqual([]);
    expect(venue.ends.get(1)!.record.end).toBe("matched");
    expect(venue.begun.get(1)!.deal.tickets.length).toBeLessThan(10);
  });

  for (const first of ["both", "thinner"] as const) {
    it(`end matched, flat, missed or held under the cap with an alarm, ${first} legs first`, () => {
      const rules = { ...HELD, first };
      fc.assert(
        fc.property(
          fc.array(step, { minLength: 1, maxLength: 12 }),
          fc.array(fate(RULES.lateNs), { minLength: 1, maxLength: 12 }),
          (steps, fates) => {
            const venue = play(steps, fates, rules);
            for (const [id, { deal }] of venue.begun) {
              const alarmed = venue.alarms.some((alarm) => alarm.startsWith(`${id}: `));
              if (deal.over) expect(venue.ends.get(id)!.record.end).not.toBe("held");
              else expect({ phase: deal.phase, alarmed }).toEqual({ phase: "held", alarmed: true });
            }
          },
        ),
        { numRuns: 250 * SOAK, examples: [DUST_THAT_ADDS_UP, ALWAYS_LATE] },
      );
    });
  }

  it("count every execution exactly once: what is open and dust is what was told", () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 12 }),
        fc.array(fate(RULES.lateNs), { minLength: 1, maxLength: 12 }),
        (steps, fates) => {
          const venue = play(steps, fates, HELD);
          for (const [id, { record, dust }] of venue.ends) {
            const left = dust.reduce((sum, { units }) => sum + units, 0);
            expect(left, `deal ${id} ${record.path.join(" ")}`).toBe(venue.told.get(id));
            // What is left is below the least lot and value of each market.
            expect(Math.abs(left)).toBeLessThan(100);
          }
        },
      ),
      { numRuns: 300 * SOAK },
    );
  });
});
