import { describe, expect, it } from "vitest";
import { runPlan, send, untimed } from "../driver/run.ts";
import { BTC, type Row, tape } from "../driver/tape.ts";
import { type Act, book, LAST, story } from "./story.ts";

// Orders sent at 0 arrive at 10. Answers take 20.
const QUIET = book([[100, 5]], [[103, 5]]);
const partial = { exchange: "partial" } as const;

function later(...rows: Row[]): Row[] {
  return [...QUIET, ...rows, LAST];
}

/** A buy stop at 105, whose mirror is a sell stop at 895. */
function stop(more: Partial<Act[4] & object> = {}, ns = 0): Act {
  return [ns, "buy", 0, 7, { type: "stop", triggerTicks: 105, ...more }];
}

function stopLimit(ticks: number, more: Partial<Act[4] & object> = {}): Act {
  return [0, "buy", ticks, 7, { type: "stop-limit", triggerTicks: 105, ...more }];
}

describe("a stop", () => {
  it("takes at the instant at which a trade reaches its trigger, and is told so first", () => {
    const { fills, told } = story(later(["trade", "buy", 105, 1, 50]), [stop()]);
    expect(fills).toEqual(["1 buy 7@103 [0] taker took-level 50>70"]);
    expect(told).toEqual(["30: 1 accepted", "70: 1 triggered", "70: 1 fill of 7", "70: 1 filled"]);
  });

  it("wakes up by a trade through its trigger, whoever was the aggressor, and by none short of it", () => {
    for (const side of ["buy", "sell", "none"] as const) {
      expect(story(later(["trade", side, 108, 1, 50]), [stop()]).fills).toHaveLength(1);
      expect(story(later(["trade", side, 104, 1, 50]), [stop()]).fills).toEqual([]);
    }
  });

  it("finds the book as the last row of that instant left it", () => {
    const rows = later(
      ["trade", "buy", 105, 1, 50],
      ["depth", "sell", 103, 0, 50],
      ["depth", "sell", 106, 4, 50],
      ["depth", "sell", 106, 0, 51],
      ["depth", "sell", 109, 4, 51],
    );
    expect(untimed(story(rows, [stop()]).fills)).toEqual(["1 buy 7@106 [0] taker took-level"]);
  });

  it("walks the book like a market order, and what finds nothing expires", () => {
    const { fills, told } = story(later(["trade", "buy", 105, 1, 50]), [stop()], partial);
    expect(untimed(fills)).toEqual(["1 buy 5@103 [2] taker took-level"]);
    expect(told.slice(2)).toEqual(["70: 1 fill of 5", "70: 1 filled", "70: 1 expired"]);
  });

  it("is rejected when its trigger is reached as it arrives", () => {
    const rows = later(["trade", "buy", 105, 1, 5]);
    expect(story(rows, [stop()]).told).toEqual(["30: 1 rejected"]);
    const { result } = runPlan(tape(rows), [
      [0, send("buy", 0, 7, { type: "stop", triggerTicks: 105 })],
    ]);
    expect(result.orders[0]!.reason).toBe("the trigger would be reached at once");
    // A trade of the same instant comes before it; one after it wakes it up.
    expect(story(later(["trade", "buy", 105, 1, 10]), [stop()]).told).toEqual(["30: 1 rejected"]);
    expect(story(later(["trade", "buy", 105, 1, 11]), [stop()]).fills).toHaveLength(1);
  });

  it("is in no book: it does not rest, and is not filled by what goes through it", () => {
    const sell: Act = [0, "sell", 0, 7, { type: "stop", triggerTicks: 102 }];
    const rows = later(["depth", "buy", 108, 3, 40], ["trade", "buy", 108, 9, 50]);
    expect(story(rows, [sell])).toEqual({ fills: [], told: ["30: 1 accepted"] });
  });

  it("can be canceled while it waits, and a cancel that comes too late is refused", () => {
    const trade = (ns: number): Row[] => later(["trade", "buy", 105, 1, ns]);
    const acts: Act[] = [stop(), [50, "cancel"]];
    expect(story(trade(61), acts)).toEqual({
      fills: [],
      told: ["30: 1 accepted", "80: 1 canceled"],
    });
    expect(story(trade(60), acts).told.at(-1)).toBe("80: 1 cancel-refused");
  });

  it("is an order of its own once it woke up: those of one instant, oldest first", () => {
    const { told } = story(later(["trade", "buy", 107, 1, 50]), [
      stop({ triggerTicks: 106 }),
      stop({ triggerTicks: 105 }),
    ]);
    expect(told.filter((line) => line.includes("triggered"))).toEqual([
      "70: 1 triggered",
      "70: 2 triggered",
    ]);
  });

  it("wakes up before a request of the same instant is handled", () => {
    // At 60 the trade wakes it, then the cancel arrives and finds the limit order resting.
    const { told } = story(later(["trade", "buy", 105, 1, 60]), [stopLimit(101), [50, "cancel"]]);
    expect(told).toEqual(["30: 1 accepted", "80: 1 triggered", "80: 1 canceled"]);
  });
});

describe("a stop-limit", () => {
  it("rests behind the queue when its limit does not cross", () => {
    const rows = later(
      ["trade", "buy", 105, 1, 50],
      ["trade", "sell", 100, 5, 60],
      ["trade", "sell", 100, 1, 70],
    );
    const { fills, told } = story(rows, [stopLimit(100)]);
    expect(fills).toEqual(["1 buy 7@100 [0] maker queue-reached 70>90"]);
    expect(told.slice(0, 2)).toEqual(["30: 1 accepted", "70: 1 triggered"]);
  });

  it("takes when it crosses; expires then when it is post-only, and rests when it does not", () => {
    const rows = later(["trade", "buy", 105, 1, 50]);
    expect(untimed(story(rows, [stopLimit(104)]).fills)).toEqual([
      "1 buy 7@103 [0] taker took-level",
    ]);
    const postOnly = { timeInForce: "post-only" } as const;
    expect(story(rows, [stopLimit(104, postOnly)]).told.slice(1)).toEqual([
      "70: 1 triggered",
      "70: 1 expired",
    ]);
    expect(story(rows, [stopLimit(102, postOnly)]).told.slice(1)).toEqual(["70: 1 triggered"]);
  });

  it("can be amended while it waits: price, size and trigger", () => {
    const { result, told } = runPlan(tape(later(["trade", "buy", 104, 1, 200])), [
      [0, send("buy", 101, 7, { type: "stop-limit", triggerTicks: 105 })],
      [
        50,
        (ctx) => {
          const order = ctx.orders.open(BTC)[0]!;
          ctx.orders.amend(order, { priceTicks: 103, qtyLots: 4, triggerTicks: 104 });
        },
      ],
    ]);
    expect(told.slice(1)).toEqual([
      "80: 1 amended",
      "220: 1 triggered",
      "220: 1 fill of 4",
      "220: 1 filled",
    ]);
    expect(result.orders[0]).toMatchObject({ type: "stop-limit", trigger: "10.4", qty: "0.004" });
  });

  it("keeps its trigger when an amend names none, and refuses one that is reached", () => {
    const rows = later(["trade", "buy", 104, 1, 40], ["trade", "buy", 105, 1, 200]);
    const amend = (triggerTicks?: number): string[] =>
      runPlan(tape(rows), [
        [0, send("buy", 101, 7, { type: "stop-limit", triggerTicks: 105 })],
        [
          50,
          (ctx) => {
            const to = { priceTicks: 101, qtyLots: 7 };
            ctx.orders.amend(
              ctx.orders.open(BTC)[0]!,
              triggerTicks === undefined ? to : { ...to, triggerTicks },
            );
          },
        ],
      ]).told;
    expect(amend().slice(1)).toEqual(["80: 1 amended", "220: 1 triggered"]);
    expect(amend(103).slice(1)).toEqual(["80: 1 amend-refused", "220: 1 triggered"]);
  });

  it("is not counted as own size at its price until it woke up", () => {
    const seen: number[] = [];
    runPlan(tape(later(["trade", "buy", 105, 1, 50])), [
      [0, send("buy", 101, 7, { type: "stop-limit", triggerTicks: 105 })],
      [40, (ctx) => void seen.push(ctx.book(BTC).ownLotsAt("buy", 101))],
      [80, (ctx) => void seen.push(ctx.book(BTC).ownLotsAt("buy", 101))],
    ]);
    expect(seen).toEqual([0, 7]);
  });
});

describe("a stop by the best price of the other side", () => {
  const quote = { triggerBy: "quote" } as const;

  it("wakes up when that reaches its trigger, whatever trades", () => {
    const rows = later(
      ["trade", "buy", 200, 1, 30],
      ["depth", "sell", 105, 9, 40],
      ["depth", "sell", 103, 0, 50],
    );
    expect(story(rows, [stop(quote)]).fills).toEqual(["1 buy 7@105 [0] taker took-level 50>70"]);
  });

  it("does not look at a book between two rows of one instant", () => {
    const rows = later(["depth", "sell", 103, 0, 50], ["depth", "sell", 104, 2, 50]);
    expect(story([...rows, ["depth", "sell", 200, 1, 20_000]], [stop(quote)]).fills).toEqual([]);
  });

  it("does not look at a book that lost data, or has an empty side", () => {
    const rows = later(
      ["gap", "none", 0, 0, 40],
      ["depth", "sell", 103, 0, 50],
      ["depth", "sell", 106, 3, 60],
    );
    expect(story(rows, [stop(quote)]).fills).toEqual([]);
  });

  it("is rejected when that is reached as it arrives", () => {
    expect(story(later(), [stop({ ...quote, triggerTicks: 103 })]).told).toEqual([
      "30: 1 rejected",
    ]);
  });
});

describe("a stop by the middle price", () => {
  it("wakes up at half ticks exactly", () => {
    const mid = { triggerBy: "mid" } as const;
    const at = (ticks: number): Row[] => later(["depth", "buy", ticks, 1, 50]);
    // Bid and 103: the middle of 101 is 102, of 100 it is 101.5.
    const [low, high] = [stop({ ...mid, triggerTicks: 102 }), stop({ ...mid, triggerTicks: 103 })];
    expect(story(at(101), [low]).fills).toHaveLength(1);
    expect(story(at(101), [high]).fills).toEqual([]);
    expect(story(at(100), [low]).fills).toEqual([]);
  });
});

describe("a trailing stop", () => {
  const trail = (more: object = {}): Act => [
    0,
    "buy",
    0,
    7,
    { type: "trailing-stop", trailTicks: 3, ...more },
  ];
  const trades = (...ticks: number[]): Row[] =>
    later(...ticks.map((each, i): Row => ["trade", "buy", each, 1, 50 + 10 * i]));

  it("follows the best price since it is there, and fires at its distance from it", () => {
    expect(story(trades(110, 108, 106, 108), [trail()]).fills).toEqual([]);
    expect(story(trades(110, 106, 107, 109, 108), [trail()]).fills).toEqual([
      "1 buy 7@103 [0] taker took-level 80>100",
    ]);
    expect(story(trades(110, 112, 113), [trail()]).fills).toHaveLength(1);
  });

  it("begins with the last trade before it arrived", () => {
    const rows = [["trade", "buy", 100, 1, 5], ...trades(103)] as Row[];
    expect(
      story([...QUIET, ...rows.slice(0, 1), ...trades(103).slice(2)], [trail()]).fills,
    ).toEqual(["1 buy 7@103 [0] taker took-level 50>70"]);
  });

  it("follows from its activation price on only", () => {
    const active = trail({ activationTicks: 105 });
    expect(story(trades(110, 106, 112, 115), [active]).fills).toEqual([]);
    expect(story(trades(110, 105, 107, 104, 107), [active]).fills).toEqual([
      "1 buy 7@103 [0] taker took-level 90>110",
    ]);
  });

  it("follows the other side's best price when it looks at that", () => {
    const rows = later(
      ["depth", "sell", 101, 2, 50],
      ["depth", "sell", 101, 0, 60],
      ["depth", "sell", 103, 0, 70],
      ["depth", "sell", 104, 9, 70],
    );
    expect(story(rows, [trail({ triggerBy: "quote" })]).fills).toEqual([
      "1 buy 7@104 [0] taker took-level 70>90",
    ]);
  });
});
