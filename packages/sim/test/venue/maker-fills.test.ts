import { describe, expect, it } from "vitest";
import type { Row } from "../driver/tape.ts";
import { untimed } from "../driver/run.ts";
import { book, LAST, story } from "./story.ts";

// Orders sent at 0 arrive at 10. Answers take 20.
const QUIET = book([[100, 5]], [[103, 5]]);
const partial = { exchange: "partial" } as const;

function later(...rows: Row[]): Row[] {
  return [...QUIET, ...rows, LAST];
}

describe("a resting order", () => {
  it("fills whole at its own price when the other best comes to it, however small that level is", () => {
    for (const exchange of ["no-partial", "partial"] as const) {
      const rows = later(["depth", "sell", 101, 1, 50]);
      expect(story(rows, [[0, "buy", 101, 7]], { exchange }).fills).toEqual([
        "1 buy 7@101 [0] maker book-crossed 50>70",
      ]);
    }
  });

  it("fills at its own price, not at the better one that came past it", () => {
    const rows = later(["depth", "sell", 101, 1, 50]);
    const { fills } = story(rows, [
      [0, "buy", 102, 7],
      [0, "buy", 101, 2],
      [0, "buy", 100, 3],
    ]);
    expect(untimed(fills)).toEqual([
      "1 buy 7@102 [0] maker book-crossed",
      "2 buy 2@101 [0] maker book-crossed",
    ]);
  });

  it("fills by a snapshot level as by any other", () => {
    const rows = later(["snapshot", "sell", 101, 1, 50]);
    expect(untimed(story(rows, [[0, "buy", 101, 7]]).fills)).toEqual([
      "1 buy 7@101 [0] maker book-crossed",
    ]);
  });

  it("is not filled by a best that gets worse, or by a level that is not the best", () => {
    const rows = later(
      ["depth", "sell", 103, 0, 50],
      ["depth", "sell", 110, 5, 60],
      ["depth", "sell", 104, 5, 70],
      ["depth", "sell", 107, 5, 80],
      ["depth", "buy", 100, 1, 90],
    );
    expect(story(rows, [[0, "buy", 102, 7]]).fills).toEqual([]);
  });

  it("is not filled by a clear, and keeps its place in the queue through it", () => {
    const rows = later(
      ["clear", "sell", 200, 0, 50],
      ["clear", "none", 0, 0, 51],
      ["trade", "sell", 100, 5, 60],
      ["trade", "sell", 100, 1, 70],
    );
    expect(story(rows, [[0, "buy", 100, 7]]).fills).toEqual([
      "1 buy 7@100 [0] maker queue-reached 70>90",
    ]);
  });

  it("fills whole when a trade prints beyond its price, whatever the trade's size or the queue", () => {
    for (const exchange of ["no-partial", "partial"] as const) {
      const rows = later(["trade", "sell", 99, 1, 50]);
      expect(story(rows, [[0, "buy", 100, 7]], { exchange }).fills).toEqual([
        "1 buy 7@100 [0] maker traded-through 50>70",
      ]);
    }
  });

  it("is not filled by trades at better prices than its own", () => {
    const rows = later(["trade", "sell", 101, 100, 50]);
    expect(story(rows, [[0, "buy", 100, 7]]).fills).toEqual([]);
  });

  it("is not filled by trades whose aggressor is on its own side", () => {
    const rows = later(["trade", "buy", 99, 100, 50], ["trade", "buy", 103, 100, 60]);
    expect(story(rows, [[0, "buy", 100, 7]]).fills).toEqual([]);
  });

  it("is left alone by trades without a side, and so is its queue", () => {
    const rows = later(
      ["trade", "none", 99, 100, 50],
      ["trade", "none", 100, 100, 60],
      ["trade", "sell", 100, 5, 70],
    );
    expect(story(rows, [[0, "buy", 100, 7]]).fills).toEqual([]);
  });

  it("waits until trades at its price have used up the queue ahead of it", () => {
    const rows = later(["trade", "sell", 100, 5, 50], ["trade", "sell", 100, 1, 60]);
    expect(story(rows, [[0, "buy", 100, 7]]).fills).toEqual([
      "1 buy 7@100 [0] maker queue-reached 60>80",
    ]);
  });

  it("has nobody ahead of it at a price without a level", () => {
    const rows = later(["trade", "sell", 101, 1, 50]);
    expect(story(rows, [[0, "buy", 101, 7]]).fills).toEqual([
      "1 buy 7@101 [0] maker queue-reached 50>70",
    ]);
  });

  it("moves up when its level shrinks below the queue ahead of it", () => {
    const rows = later(["depth", "buy", 100, 2, 50], ["trade", "sell", 100, 3, 60]);
    expect(untimed(story(rows, [[0, "buy", 100, 7]]).fills)).toEqual([
      "1 buy 7@100 [0] maker queue-reached",
    ]);
  });

  it("forgets what was traded at its price once the level has changed", () => {
    // 10 ahead and 4 behind. A trade of 2, shown as 14 -> 12, then a cancel of 2: two thirds of it
    // ahead. If the trade still counted, it would explain the cancel, and 8 would stay ahead.
    const rows = [
      ...book([[100, 10]], [[103, 5]]),
      ["depth", "buy", 100, 14, 20] as Row,
      ["trade", "sell", 100, 2, 50] as Row,
      ["depth", "buy", 100, 12, 51] as Row,
      ["depth", "buy", 100, 10, 60] as Row,
      ["trade", "sell", 100, 8, 70] as Row,
      LAST,
    ];
    expect(story(rows, [[0, "buy", 100, 7]], { queue: "log" }).fills).toEqual([
      "1 buy 7@100 [0] maker queue-reached 70>90",
    ]);
  });

  it("is filled as if it were alone: own orders neither share a trade nor queue behind each other", () => {
    const rows = later(["trade", "sell", 100, 6, 50]);
    const { fills } = story(
      rows,
      [
        [0, "buy", 100, 2],
        [0, "buy", 100, 3],
      ],
      partial,
    );
    expect(untimed(fills)).toEqual([
      "1 buy 1@100 [1] maker queue-reached",
      "2 buy 1@100 [2] maker queue-reached",
    ]);
  });

  it("fills each of several orders by the rule of its own price on one trade", () => {
    const rows = later(["trade", "sell", 99, 3, 50]);
    const { fills } = story(
      rows,
      [
        [0, "buy", 98, 2],
        [0, "buy", 101, 2],
        [0, "buy", 99, 2],
        [0, "buy", 100, 2],
      ],
      partial,
    );
    expect(untimed(fills)).toEqual([
      "2 buy 2@101 [0] maker traded-through",
      "3 buy 2@99 [0] maker queue-reached",
      "4 buy 2@100 [0] maker traded-through",
    ]);
  });
});

describe("a resting order with partial fills", () => {
  it("gets the lots that reach it, one trade after the other, with nobody ahead any more", () => {
    const rows = later(
      ["trade", "sell", 100, 7, 50],
      ["trade", "sell", 100, 3, 60],
      ["trade", "sell", 100, 9, 70],
    );
    expect(story(rows, [[0, "buy", 100, 7]], partial).fills).toEqual([
      "1 buy 2@100 [5] maker queue-reached 50>70",
      "1 buy 3@100 [2] maker queue-reached 60>80",
      "1 buy 2@100 [0] maker queue-reached 70>90",
    ]);
  });

  it("is complete when a fill exactly exhausts it, and is not there for the next trade", () => {
    const rows = later(["trade", "sell", 100, 7, 50], ["trade", "sell", 100, 1, 60]);
    const { fills, told } = story(rows, [[0, "buy", 100, 2]], partial);
    expect(fills).toEqual(["1 buy 2@100 [0] maker queue-reached 50>70"]);
    expect(told).toEqual(["30: 1 accepted", "70: 1 fill of 2", "70: 1 filled"]);
  });

  it("is complete where 0.010 - 0.003 - 0.007 leaves dust in doubles", () => {
    const rows = later(
      ["depth", "buy", 100, 0, 5],
      ["trade", "sell", 100, 3, 50],
      ["trade", "sell", 100, 7, 60],
      ["trade", "sell", 100, 1, 70],
    );
    const { fills } = story(rows, [[0, "buy", 100, 10]], partial);
    expect(untimed(fills)).toEqual([
      "1 buy 3@100 [7] maker queue-reached",
      "1 buy 7@100 [0] maker queue-reached",
    ]);
  });

  it("counts lots that reach it although sizes as doubles do not add up", () => {
    // 0.4 ahead, traded in four parts of 0.1: in doubles 2.8e-17 stays ahead.
    const trades = [50, 51, 52, 53].map((ns): Row => ["trade", "sell", 100, 100, ns]);
    const rows = [...book([[100, 400]], []), ...trades, LAST];
    expect(story(rows, [[0, "buy", 100, 2]], partial).fills).toEqual([]);
    const more = [...rows.slice(0, -1), ["trade", "sell", 100, 1, 60] as Row, LAST];
    expect(untimed(story(more, [[0, "buy", 100, 2]], partial).fills)).toEqual([
      "1 buy 1@100 [1] maker queue-reached",
    ]);
  });

  it("fills the rest whole when the book crosses it", () => {
    const rows = later(["trade", "sell", 100, 7, 50], ["depth", "sell", 100, 1, 60]);
    expect(untimed(story(rows, [[0, "buy", 100, 7]], partial).fills)).toEqual([
      "1 buy 2@100 [5] maker queue-reached",
      "1 buy 5@100 [0] maker book-crossed",
    ]);
  });
});
