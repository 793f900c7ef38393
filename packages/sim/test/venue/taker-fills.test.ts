import { describe, expect, it } from "vitest";
import { untimed } from "../driver/run.ts";
import { book, LAST, story } from "./story.ts";

const ASKS = [
  ...book(
    [[100, 5]],
    [
      [103, 5],
      [104, 3],
      [106, 10],
    ],
  ),
  LAST,
];
const partial = { exchange: "partial" } as const;
const ioc = { timeInForce: "ioc" } as const;
const fok = { timeInForce: "fok" } as const;
const market = { type: "market", timeInForce: "ioc" } as const;

describe("an order that crosses, without partial fills", () => {
  it("takes any size at the touch, whatever is there", () => {
    for (const timeInForce of ["gtc", "ioc", "fok"] as const) {
      const { fills, told } = story(ASKS, [[0, "buy", 104, 1000, { timeInForce }]]);
      expect(fills).toEqual(["1 buy 1000@103 [0] taker took-level 10>30"]);
      expect(told).toEqual(["30: 1 fill of 1000", "30: 1 filled"]);
    }
  });

  it("crosses at the touch exactly, and rests one tick short of it", () => {
    expect(story(ASKS, [[0, "buy", 103, 1]]).fills).toHaveLength(1);
    expect(story(ASKS, [[0, "buy", 102, 1]])).toEqual({ fills: [], told: ["30: 1 accepted"] });
  });

  it("takes at the touch as a market order, whatever its price", () => {
    expect(untimed(story(ASKS, [[0, "buy", 1, 8, market]]).fills)).toEqual([
      "1 buy 8@103 [0] taker took-level",
    ]);
  });
});

describe("an order that crosses, with partial fills", () => {
  it("walks the levels, and a gtc order takes its rest at its limit", () => {
    const { fills, told } = story(ASKS, [[0, "buy", 105, 10]], partial);
    expect(untimed(fills)).toEqual([
      "1 buy 5@103 [5] taker took-level",
      "1 buy 3@104 [2] taker took-level",
      "1 buy 2@105 [0] taker took-at-limit",
    ]);
    expect(told.at(-1)).toBe("30: 1 filled");
  });

  it("takes no more of the last level than it needs", () => {
    expect(untimed(story(ASKS, [[0, "buy", 110, 6]], partial).fills)).toEqual([
      "1 buy 5@103 [1] taker took-level",
      "1 buy 1@104 [0] taker took-level",
    ]);
  });

  it("takes the level at its limit, too", () => {
    expect(untimed(story(ASKS, [[0, "buy", 104, 9, ioc]], partial).fills)).toEqual([
      "1 buy 5@103 [4] taker took-level",
      "1 buy 3@104 [1] taker took-level",
    ]);
  });

  it("expires the rest of an ioc order, and tells it after the fills", () => {
    const { fills, told } = story(ASKS, [[0, "buy", 103, 9, ioc]], partial);
    expect(untimed(fills)).toEqual(["1 buy 5@103 [4] taker took-level"]);
    expect(told).toEqual(["30: 1 fill of 5", "30: 1 filled", "30: 1 expired"]);
  });

  it("fills a fok order whole or not at all", () => {
    expect(story(ASKS, [[0, "buy", 104, 9, fok]], partial)).toEqual({
      fills: [],
      told: ["30: 1 expired"],
    });
    expect(untimed(story(ASKS, [[0, "buy", 104, 8, fok]], partial).fills)).toEqual([
      "1 buy 5@103 [3] taker took-level",
      "1 buy 3@104 [0] taker took-level",
    ]);
  });

  it("does not consume the book: the next order finds the same lots", () => {
    const { fills } = story(
      ASKS,
      [
        [0, "buy", 103, 5, ioc],
        [50, "buy", 103, 5, ioc],
      ],
      partial,
    );
    expect(untimed(fills)).toEqual([
      "1 buy 5@103 [0] taker took-level",
      "2 buy 5@103 [0] taker took-level",
    ]);
  });

  it("lets a market order walk 100 ticks from the touch and expires the rest", () => {
    const rows = [
      ...book(
        [],
        [
          [103, 1],
          [203, 2],
          [204, 4],
        ],
      ),
      LAST,
    ];
    const { fills, told } = story(rows, [[0, "buy", 1, 9, market]], partial);
    expect(untimed(fills)).toEqual([
      "1 buy 1@103 [8] taker took-level",
      "1 buy 2@203 [6] taker took-level",
    ]);
    expect(told.at(-1)).toBe("30: 1 expired");
  });

  it("expires the rest of a market order even when it says gtc: it has no limit to take it at", () => {
    const gtc = { type: "market", timeInForce: "gtc" } as const;
    const { fills, told } = story(ASKS, [[0, "buy", 1, 19, gtc]], partial);
    expect(fills).toHaveLength(3);
    expect(told.at(-1)).toBe("30: 1 expired");
  });
});

describe("an order that may not rest or may not take", () => {
  it.each(["no-partial", "partial"] as const)("expires: post-only that crosses, %s", (exchange) => {
    const postOnly = { timeInForce: "post-only" } as const;
    expect(story(ASKS, [[0, "buy", 103, 1, postOnly]], { exchange })).toEqual({
      fills: [],
      told: ["30: 1 expired"],
    });
    expect(story(ASKS, [[0, "buy", 102, 1, postOnly]], { exchange }).told).toEqual([
      "30: 1 accepted",
    ]);
  });

  it.each(["no-partial", "partial"] as const)("expires: ioc and fok that miss, %s", (exchange) => {
    for (const more of [ioc, fok]) {
      expect(story(ASKS, [[0, "buy", 102, 1, more]], { exchange })).toEqual({
        fills: [],
        told: ["30: 1 expired"],
      });
    }
  });

  it.each(["no-partial", "partial"] as const)(
    "expires: a market order when the other side is empty, %s",
    (exchange) => {
      const rows = [...book([[100, 5]], []), LAST];
      expect(story(rows, [[0, "buy", 1, 1, market]], { exchange })).toEqual({
        fills: [],
        told: ["30: 1 expired"],
      });
    },
  );

  it("rests at any price when the other side is empty: nothing is there to cross", () => {
    const rows = [...book([[100, 5]], []), LAST];
    expect(story(rows, [[0, "buy", 900, 1]])).toEqual({ fills: [], told: ["30: 1 accepted"] });
  });
});
