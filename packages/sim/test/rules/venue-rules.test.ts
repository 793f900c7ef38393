import { describe, expect, it } from "vitest";
import type { VenueRulesSpec } from "@mexoms/sim/engine";
import type { Row } from "../driver/tape.ts";
import { untimed } from "../driver/run.ts";
import { type Act, book, LAST, story } from "../venue/story.ts";

const PLAIN: VenueRulesSpec = {
  venue: "test",
  market: "swap",
  asOf: "a test",
  amend: "keeps-place",
  postOnly: "expired",
  selfTrade: {
    modes: ["expire-taker", "expire-maker", "expire-both", "decrement"],
    default: "expire-maker",
  },
  rates: [],
  openOrders: {},
};
const under = (changes: Partial<VenueRulesSpec>): { rules: VenueRulesSpec[] } => ({
  rules: [{ ...PLAIN, ...changes }],
});
// The middle is 500, so that a story and its mirror image have the same band.
const QUIET = book([[499, 5]], [[501, 5]]);
const rows = (...more: Row[]): Row[] => [...QUIET, ...more, LAST];

describe("amends", () => {
  const grown = rows(["depth", "buy", 499, 9, 20], ["trade", "sell", 499, 6, 200]);
  const smaller: Act[] = [
    [0, "buy", 499, 7],
    [50, "amend", 499, 4],
  ];

  it("keep the place of a smaller size where the venue says so", () => {
    expect(story(grown, smaller, under({ amend: "keeps-place" })).fills).toHaveLength(1);
  });

  it("go to the back with any change where the venue says so", () => {
    expect(story(grown, smaller, under({ amend: "requeues" })).fills).toEqual([]);
  });

  it("are refused where the venue does not offer them, and the order stays", () => {
    const { fills, told } = story(grown, smaller, under({ amend: "refused" }));
    expect(told[1]).toBe("80: 1 amend-refused");
    expect(untimed(fills)).toEqual(["1 buy 7@499 [0] maker queue-reached"]);
  });
});

describe("a post-only order that would take", () => {
  const crossing: Act[] = [[0, "buy", 501, 1, { timeInForce: "post-only" }]];

  it("expires or is rejected, as the venue does it", () => {
    expect(story(rows(), crossing, under({ postOnly: "expired" })).told).toEqual(["30: 1 expired"]);
    expect(story(rows(), crossing, under({ postOnly: "rejected" })).told).toEqual([
      "30: 1 rejected",
    ]);
  });

  it("sees own orders as well", () => {
    const acts: Act[] = [
      [0, "sell", 500, 1],
      [5, "buy", 500, 1, { timeInForce: "post-only" }],
    ];
    expect(story(rows(), acts, under({ postOnly: "rejected" })).told).toEqual([
      "30: 1 accepted",
      "35: 2 rejected",
    ]);
  });
});

describe("rate limits", () => {
  const limited = under({
    rates: [
      {
        name: "orders",
        scope: "account",
        weights: { place: 1, cancel: 2 },
        limit: 3,
        window: "100ns",
        kind: "sliding",
      },
    ],
  });

  it("reject what is over the limit, and only that; it does not count itself", () => {
    const acts: Act[] = [0, 10, 20, 30, 101].map((ns) => [ns, "buy", 400, 1]);
    expect(story(rows(), acts, limited).told).toEqual([
      "30: 1 accepted",
      "40: 2 accepted",
      "50: 3 accepted",
      "60: 4 rejected",
      "131: 5 accepted",
    ]);
  });

  it("refuse a cancel that is over the limit, and the order goes on resting", () => {
    const acts: Act[] = [
      [0, "buy", 400, 1],
      [1, "buy", 400, 1],
      [40, "cancel"],
      [150, "cancel"],
    ];
    expect(story(rows(), acts, limited).told.slice(2)).toEqual([
      "70: 1 cancel-refused",
      "180: 1 canceled",
    ]);
  });
});

describe("counts of open orders", () => {
  it("reject one too many until another has ended", () => {
    const acts: Act[] = [
      [0, "buy", 400, 1],
      [1, "buy", 401, 1],
      [50, "cancel"],
      [90, "buy", 402, 1],
    ];
    expect(story(rows(), acts, under({ openOrders: { perInstrument: 1 } })).told).toEqual([
      "30: 1 accepted",
      "31: 2 rejected",
      "80: 1 canceled",
      "120: 3 accepted",
    ]);
  });
});

describe("price bands", () => {
  const band = { buyUp: "1.1", buyDown: "0.9", sellUp: "1.1", sellDown: "0.9" } as const;
  const acts: Act[] = [450, 449].map((ticks, i) => [i, "buy", ticks, 1]);

  it("reject prices outside, edges are inside", () => {
    const rules = under({ priceBand: { ...band, breach: "reject" } });
    expect(story(rows(), acts, rules).told).toEqual(["30: 1 accepted", "31: 2 rejected"]);
  });

  it("move a price to the edge where the venue adjusts, and tell of it", () => {
    const rules = under({ priceBand: { ...band, breach: "adjust" } });
    const through = rows(["trade", "sell", 449, 1, 200]);
    const { told, fills } = story(through, [[0, "buy", 449, 1]], rules);
    expect(told.slice(0, 2)).toEqual(["30: 1 accepted", "30: 1 amended"]);
    expect(untimed(fills)).toEqual(["1 buy 1@450 [0] maker traded-through"]);
  });
});

describe("self-trade prevention", () => {
  // An own ask of 4 rests at 501 and the book offers 5 at 501 and 5 at 502; then a buy of 9 comes.
  const asks = [
    ...book(
      [[499, 5]],
      [
        [500, 2],
        [503, 5],
      ],
    ),
    LAST,
  ];
  const meets = (mode: "expire-taker" | "expire-maker" | "expire-both" | "decrement"): Act[] => [
    [0, "sell", 502, 4],
    [50, "buy", 503, 9, { selfTrade: mode }],
  ];
  const partial = { exchange: "partial", ...under({}) } as const;

  it.each([
    ["expire-taker", ["2 buy 2@500 [7] taker took-level"], ["80: 2 fill of 2", "80: 2 expired"]],
    [
      "expire-maker",
      [
        "2 buy 2@500 [7] taker took-level",
        "2 buy 5@503 [2] taker took-level",
        "2 buy 2@503 [0] taker took-at-limit",
      ],
      ["80: 2 fill of 2", "80: 1 expired", "80: 2 fill of 5", "80: 2 fill of 2"],
    ],
    [
      "expire-both",
      ["2 buy 2@500 [7] taker took-level"],
      ["80: 2 fill of 2", "80: 1 expired", "80: 2 expired"],
    ],
    [
      "decrement",
      ["2 buy 2@500 [7] taker took-level", "2 buy 3@503 [0] taker took-level"],
      ["80: 2 fill of 2", "80: 1 expired", "80: 2 amended", "80: 2 fill of 3"],
    ],
  ] as const)("%s: takes what stands before the own order, then gives way", (mode, fills, told) => {
    const outcome = story(asks, meets(mode), partial);
    expect(untimed(outcome.fills)).toEqual(fills);
    // Besides what is expected, each fill is told as a change of its order.
    expect(outcome.told.slice(1).filter((line) => !line.endsWith(" filled"))).toEqual(told);
  });

  it("lets an order through that is filled before it meets the own one", () => {
    const acts: Act[] = [
      [0, "sell", 502, 4],
      [50, "buy", 503, 2],
    ];
    expect(untimed(story(asks, acts, partial).fills)).toEqual(["2 buy 2@500 [0] taker took-level"]);
  });

  it("rejects a mode that the venue does not have", () => {
    const rules = under({ selfTrade: { modes: ["expire-maker"], default: "expire-maker" } });
    expect(story(asks, meets("decrement"), rules).told.at(-1)).toBe("80: 2 rejected");
  });

  it("is not there without rules: own orders do not see each other", () => {
    expect(story(asks, meets("expire-taker"), { exchange: "partial" }).told).not.toContain(
      "80: 2 expired",
    );
  });
});
