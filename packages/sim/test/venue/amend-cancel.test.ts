import { describe, expect, it } from "vitest";
import type { Order } from "@mexoms/core";
import { openOrder, runPlan, send, untimed } from "../driver/run.ts";
import { type Row, tape } from "../driver/tape.ts";
import { type Act, book, LAST, story } from "./story.ts";

const QUIET = book([[100, 5]], [[103, 5]]);
const partial = { exchange: "partial" } as const;
const postOnly = { timeInForce: "post-only" } as const;

function later(...rows: Row[]): Row[] {
  return [...QUIET, ...rows, LAST];
}

describe("amend", () => {
  // The level grows behind the order while it waits: who keeps its place has 5 ahead, not 9.
  const grown = (tradeLots: number): Row[] =>
    later(["depth", "buy", 100, 9, 20], ["trade", "sell", 100, tradeLots, 200]);
  const first: Act = [0, "buy", 100, 7];

  it("keeps the place in the queue when only the size gets smaller", () => {
    const { fills, told } = story(grown(6), [first, [50, "amend", 100, 4]]);
    expect(untimed(fills)).toEqual(["1 buy 4@100 [0] maker queue-reached"]);
    expect(told.slice(0, 2)).toEqual(["30: 1 accepted", "80: 1 amended"]);
  });

  it("keeps the place in the queue when nothing changes", () => {
    expect(story(grown(6), [first, [50, "amend", 100, 7]]).fills).toHaveLength(1);
  });

  it("goes to the back when the size gets larger", () => {
    expect(story(grown(9), [first, [50, "amend", 100, 8]]).fills).toEqual([]);
    expect(untimed(story(grown(10), [first, [50, "amend", 100, 8]]).fills)).toEqual([
      "1 buy 8@100 [0] maker queue-reached",
    ]);
  });

  it("goes to the back of the new price, even when the size gets smaller", () => {
    const rows = later(
      ["depth", "buy", 101, 3, 20],
      ["trade", "sell", 101, 3, 100],
      ["trade", "sell", 101, 1, 200],
    );
    expect(story(rows, [first, [50, "amend", 101, 2]]).fills).toEqual([
      "1 buy 2@101 [0] maker queue-reached 200>220",
    ]);
  });

  it("fills what the amend says, not what the order was: the bug of the golden engine", () => {
    const rows = later(["trade", "sell", 98, 1, 200]);
    for (const lots of [3, 9]) {
      expect(
        untimed(
          story(rows, [
            [0, "buy", 100, 5],
            [50, "amend", 99, lots],
          ]).fills,
        ),
      ).toEqual([`1 buy ${lots}@99 [0] maker traded-through`]);
    }
  });

  it("takes when the new price crosses, and says amended first", () => {
    const { fills, told } = story(later(), [first, [50, "amend", 104, 7]]);
    expect(fills).toEqual(["1 buy 7@103 [0] taker took-level 60>80"]);
    expect(told.slice(1)).toEqual(["80: 1 amended", "80: 1 fill of 7", "80: 1 filled"]);
  });

  it("expires a post-only order whose new price crosses", () => {
    const { fills, told } = story(later(), [
      [0, "buy", 100, 7, postOnly],
      [50, "amend", 103, 7],
    ]);
    expect(fills).toEqual([]);
    expect(told.slice(1)).toEqual(["80: 1 amended", "80: 1 expired"]);
  });

  it("leaves a post-only order post-only after it moved once", () => {
    const { told } = story(later(), [
      [0, "buy", 100, 7, postOnly],
      [50, "amend", 101, 7],
      [100, "amend", 103, 7],
    ]);
    expect(told.slice(1)).toEqual(["80: 1 amended", "130: 1 amended", "130: 1 expired"]);
  });

  it("sets the open size, also of an order that was partly filled on the way", () => {
    const rows = later(["trade", "sell", 100, 7, 50], ["trade", "sell", 99, 1, 200]);
    const { fills, told } = story(rows, [first, [45, "amend", 100, 4]], partial);
    expect(told.slice(1, 4)).toEqual(["70: 1 fill of 2", "70: 1 filled", "75: 1 amended"]);
    expect(untimed(fills)).toEqual([
      "1 buy 2@100 [5] maker queue-reached",
      "1 buy 4@100 [0] maker traded-through",
    ]);
  });

  it("is refused when the order is gone, and the strategy is told after the fill", () => {
    const rows = later(["trade", "sell", 99, 1, 55]);
    const { told } = story(rows, [first, [50, "amend", 100, 4]]);
    expect(told.slice(1)).toEqual(["75: 1 fill of 7", "75: 1 filled", "80: 1 amend-refused"]);
  });
});

describe("cancel", () => {
  it("takes the order off the book, an entry latency after it was asked for", () => {
    const early = later(["trade", "sell", 99, 1, 59]);
    const late = later(["trade", "sell", 99, 1, 61]);
    const acts: Act[] = [
      [0, "buy", 100, 7],
      [50, "cancel"],
    ];
    expect(story(early, acts).fills).toHaveLength(1);
    expect(story(late, acts)).toEqual({
      fills: [],
      told: ["30: 1 accepted", "80: 1 canceled"],
    });
  });

  it("that loses the race is refused, and told after the fill that won it", () => {
    const rows = later(["trade", "sell", 99, 1, 55]);
    const { told } = story(rows, [
      [0, "buy", 100, 7],
      [50, "cancel"],
    ]);
    expect(told).toEqual([
      "30: 1 accepted",
      "75: 1 fill of 7",
      "75: 1 filled",
      "80: 1 cancel-refused",
    ]);
  });

  it("loses the race against a row of the instant at which it arrives", () => {
    const rows = later(["trade", "sell", 99, 1, 60]);
    const { told } = story(rows, [
      [0, "buy", 100, 7],
      [50, "cancel"],
    ]);
    expect(told.slice(1)).toEqual(["80: 1 fill of 7", "80: 1 filled", "80: 1 cancel-refused"]);
  });

  it("does not double a fill when its refusal comes back: the bug of the golden engine", () => {
    const rows = later(["trade", "sell", 99, 1, 55]);
    const { result } = runPlan(tape(rows), [
      [0, send("buy", 100, 7)],
      [50, (ctx) => ctx.orders.cancel(openOrder(ctx))],
    ]);
    expect(result.summary[0]!.positionQty).toBe("0.007");
    expect(result.orders[0]!.state).toBe("filled");
  });

  it("leaves the order open for another cancel after a partial fill", () => {
    const rows = later(["trade", "sell", 100, 7, 50]);
    const { told } = story(
      rows,
      [
        [0, "buy", 100, 7],
        [45, "cancel"],
      ],
      partial,
    );
    expect(told.slice(1)).toEqual(["70: 1 fill of 2", "70: 1 filled", "75: 1 canceled"]);
  });

  it("is asked once, a second time only with `again`, and the second finds nothing", () => {
    const said: boolean[] = [];
    let order: Order;
    const { told } = runPlan(tape(later()), [
      [0, send("buy", 100, 7)],
      [0, (ctx) => void said.push(ctx.orders.cancel((order = openOrder(ctx)), { again: true }))],
      [50, (ctx) => void said.push(ctx.orders.cancel(order))],
      [52, (ctx) => void said.push(ctx.orders.cancel(order))],
      [54, (ctx) => void said.push(ctx.orders.cancel(order, { again: true }))],
      [90, (ctx) => void said.push(ctx.orders.cancel(order, { again: true }))],
    ]);
    expect(said).toEqual([false, true, false, true, false]);
    expect(told).toEqual(["30: 1 accepted", "80: 1 canceled", "84: 1 cancel-refused"]);
  });
});
