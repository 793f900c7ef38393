import { describe, expect, it } from "vitest";
import { runPlan, send } from "../driver/run.ts";
import { BTC, type Row, tape } from "../driver/tape.ts";
import { fifoFills } from "./fifo-run.ts";
import type { OwnRequest } from "./naive-fifo.ts";
import { OrderRows } from "./order-rows.ts";

/** Bids of 3, then 4 lots at 100, and an ask of 5 at 103. */
function quiet(): OrderRows {
  return new OrderRows().set(1, "buy", 100, 3).set(2, "buy", 100, 4).set(9, "sell", 103, 5);
}

const buy = (ns: number, lots: number, id = 1000, ticks = 100): OwnRequest => ({
  ns,
  kind: "submit",
  id,
  side: "buy",
  ticks,
  lots,
});

/** The fills of own orders, the same with both sides exchanged. */
function fills(
  { rows }: OrderRows,
  requests: readonly OwnRequest[],
  exchange: "partial" | "no-partial" = "partial",
): string[] {
  const got = fifoFills(tape(rows), requests, exchange);
  const other = { buy: "sell", sell: "buy", none: "none" } as const;
  const mirrored = rows.map(([kind, side, ticks, ...rest]): Row => {
    return [kind, other[side], ticks === 0 ? 0 : 1000 - ticks, ...rest];
  });
  const turned = requests.map((each) => {
    const side = other[each.side];
    return each.kind === "cancel" ? { ...each, side } : { ...each, side, ticks: 1000 - each.ticks };
  });
  const back = fifoFills(tape(mirrored), turned, exchange);
  expect(back.map((line) => line.replace(/@(\d+)/, (_, t) => `@${1000 - Number(t)}`))).toEqual(got);
  return got;
}

describe("an own order in the true queue", () => {
  it("fills by the trade of an order that came after it, for as many lots", () => {
    const rows = quiet().at(20).set(3, "buy", 100, 6).at(30).take("sell", 9, "trades-first");
    // Of the 9 lots, 7 are those of the orders ahead; the maker of the other 2 came later.
    expect(fills(rows, [buy(10, 5)])).toEqual(["30 1000 2@100 [3] queue-reached"]);
    expect(fills(rows, [buy(10, 5)], "no-partial")).toEqual(["30 1000 5@100 [0] queue-reached"]);
  });

  it("is not filled by trades of orders that came before it, however large they are", () => {
    const rows = quiet().at(30).take("sell", 7, "trades-first");
    expect(fills(rows, [buy(10, 5)])).toEqual([]);
  });

  it("moves up by a cancel ahead of it and not by one behind it", () => {
    const ahead = quiet().at(20).set(3, "buy", 100, 6).set(1, "buy", 100, 0);
    const behind = quiet().at(20).set(3, "buy", 100, 6).set(3, "buy", 100, 3);
    const sell = (rows: OrderRows): OrderRows => rows.at(30).trade("sell", 100, 6);
    expect(fills(sell(ahead), [buy(10, 5)])).toEqual(["30 1000 2@100 [3] queue-reached"]);
    expect(fills(sell(behind), [buy(10, 5)])).toEqual([]);
  });

  it("gets ahead of a real order that asks for more lots or comes back from another price", () => {
    for (const change of [
      (rows: OrderRows) => rows.set(2, "buy", 100, 5),
      (rows: OrderRows) => rows.set(2, "buy", 99, 4).set(2, "buy", 100, 4),
    ]) {
      const rows = change(quiet().at(20)).at(30).take("sell", 4, "trades-first");
      expect(fills(rows, [buy(10, 5)])).toEqual(["30 1000 1@100 [4] queue-reached"]);
    }
  });

  it("shares a trade with a later own order in order of their places: no lot is given twice", () => {
    const rows = quiet().at(20).set(3, "buy", 100, 9).at(30).take("sell", 12, "trades-first");
    expect(fills(rows, [buy(10, 2), buy(11, 2, 1001), buy(12, 2, 1002)])).toEqual([
      "30 1000 2@100 [0] queue-reached",
      "30 1001 2@100 [0] queue-reached",
      "30 1002 1@100 [1] queue-reached",
    ]);
  });

  it("counts a trade once, whether it is told before its maker's change, after it or without it", () => {
    for (const told of ["trades-first", "orders-first", "unknown-maker"] as const) {
      const rows = quiet().at(20).set(3, "buy", 100, 6);
      rows.at(30).take("sell", 5, told).at(40).take("sell", 4, told);
      expect(fills(rows, [buy(10, 5)])).toEqual(["40 1000 2@100 [3] queue-reached"]);
    }
  });

  it("loses its place when it asks for more, and keeps it when it asks for less", () => {
    const rows = quiet().at(20).set(3, "buy", 100, 6).at(30).take("sell", 9, "trades-first");
    const amend = (lots: number): OwnRequest[] => [
      buy(10, 5),
      { ns: 25, kind: "amend", id: 1000, side: "buy", ticks: 100, lots },
    ];
    expect(fills(rows, amend(6))).toEqual([]);
    expect(fills(rows, amend(4))).toEqual(["30 1000 2@100 [2] queue-reached"]);
  });

  it("fills whole when its price is traded through or the book comes to it, as with other models", () => {
    const through = quiet().at(30).trade("sell", 99, 1);
    expect(fills(through, [buy(10, 5)])).toEqual(["30 1000 5@100 [0] traded-through"]);
    const crossed = quiet().at(30).set(3, "sell", 101, 1);
    expect(fills(crossed, [buy(10, 5, 1000, 101)])).toEqual(["30 1000 5@101 [0] book-crossed"]);
  });

  it("keeps its place through a snapshot, also when that comes after a gap", () => {
    for (const gap of [false, true]) {
      const rows = quiet().at(20).set(3, "buy", 100, 6);
      if (gap) rows.at(25).gap();
      rows.at(26).snapshot().at(30).take("sell", 9, "trades-first");
      expect(fills(rows, [buy(10, 5)])).toEqual(["30 1000 2@100 [3] queue-reached"]);
    }
  });

  it("stands ahead of orders that came in a gap after it, and behind them when it came in the gap", () => {
    const rows = quiet().at(20).gap().at(40);
    rows.snapshot([...rows.orders, { id: 5, side: "buy", ticks: 100, lots: 2 }]);
    rows.at(50).take("sell", 9, "trades-first");
    expect(fills(rows, [buy(10, 5)])).toEqual(["50 1000 2@100 [3] queue-reached"]);
    expect(fills(rows, [buy(30, 5)])).toEqual([]);
  });

  it("has nobody ahead of it whom a snapshot no longer shows", () => {
    const rows = quiet().at(20).set(3, "buy", 100, 6).gap().at(30);
    rows.snapshot(rows.orders.filter((order) => order.id !== 1));
    rows.at(40).trade("sell", 100, 5);
    expect(fills(rows, [buy(10, 5)])).toEqual(["40 1000 1@100 [4] queue-reached"]);
  });
});

describe("queue fifo", () => {
  const plan = [[10, send("buy", 100, 1)]] as const;

  it("is refused on tapes of price levels, with the tape and what would serve", () => {
    const levels = tape([
      ["depth", "buy", 100, 3, 0],
      ["depth", "buy", 99, 3, 1000],
    ]);
    expect(() => runPlan(levels, plan, { queue: "fifo" })).toThrow(
      /queue: fifo needs order-by-order \(L3\) tapes, and the tape of test:swap:BTCUSDT .*risk, log/,
    );
  });

  it("leaves the other models their estimate when a snapshot shows a level order by order", () => {
    const rows = quiet().at(500).snapshot().at(600).take("sell", 6, "trades-first");
    expect(runPlan(tape(rows.rows), plan, { queue: "risk" }).result.fills).toHaveLength(0);
    rows.at(700).trade("sell", 100, 2);
    expect(runPlan(tape(rows.rows), plan, { queue: "risk" }).result.fills).toHaveLength(1);
  });

  it("runs by its name, and the other models run on the same tape", () => {
    const rows = quiet().at(500).take("sell", 7, "trades-first").at(600).set(4, "buy", 100, 2);
    rows.at(700).take("sell", 2, "trades-first").at(1000).set(5, "buy", 90, 1);
    for (const queue of ["fifo", "risk", "log", "log2", "power:2", "power2:2", "power3:3"]) {
      const { result } = runPlan(tape(rows.rows, BTC), plan, { queue });
      expect(result.inputs.queue).toBe(queue);
      expect(result.fills).toHaveLength(1);
    }
  });
});
