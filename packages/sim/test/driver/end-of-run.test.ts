import { describe, expect, it } from "vitest";
import type { Order } from "@mexoms/core";
import { fillLines, run } from "./run.ts";
import { BTC, ETH, tape } from "./tape.ts";

const rows = [
  ["depth", "buy", 100, 5, 0],
  ["depth", "sell", 103, 5, 0],
  ["depth", "buy", 99, 1, 1000],
] as const;
const taker = { instrument: BTC, side: "buy", priceTicks: 103, timeInForce: "ioc" } as const;

describe("the end of a run", () => {
  it("comes with the last row, also for a strategy that always has a request under way", () => {
    // 10 + 20 to an answer and a request every 7: nobody would ever be done.
    const result = run(tape(rows), (ctx) => {
      ctx.every(7, () => ctx.orders.submit({ ...taker, qtyLots: 1 }));
    });
    expect(result.orders.at(-1)!.submittedNs).toBe(result.startNs + 994n);
    expect(result.fills.at(-1)!.localNs).toBe(result.startNs + 1024n);
    expect(result.summary[0]!.fills).toBe(142);
  });

  it("comes with the last row, also for a strategy that answers each answer", () => {
    const result = run(tape(rows), (ctx) => {
      const again = (): void => void ctx.orders.submit({ ...taker, qtyLots: 1 });
      ctx.after(0, again);
      return { order: again };
    });
    expect(result.fills.at(-1)!.localNs).toBe(result.startNs + 1020n);
  });

  it("tells with stop what was under way, and calls stop last", () => {
    const told: string[] = [];
    const result = run(tape(rows), (ctx) => {
      ctx.after(995, () => ctx.orders.submit({ ...taker, qtyLots: 2 }));
      return {
        wake: () => void told.push(`wake at ${ctx.nowNs}`),
        order: (order, change) => void told.push(`${change} ${order.filledLots}`),
        stop: () => void told.push(`stop at ${ctx.nowNs}`),
      };
    });
    expect(told).toEqual(["wake at 995", "filled 2", "stop at 1025"]);
    expect(fillLines(result)).toEqual(["1 buy 2@103 [0] taker took-level 1005>1025"]);
  });

  it("applies the row of the last instant, but wakes for it no more", () => {
    const seen: number[] = [];
    run(tape([...rows.slice(0, 2), ["depth", "buy", 101, 1, 1000]]), (ctx) => ({
      book: (book) => void seen.push(book.bid),
      stop: () => void seen.push(ctx.book(BTC).bid),
    }));
    expect(seen).toEqual([100, 101]);
  });

  it("refuses orders, with the reason, and cancels and amends", () => {
    let late: Order | undefined;
    const said: boolean[] = [];
    const result = run(tape(rows), (ctx) => {
      const resting = { ...taker, priceTicks: 100, qtyLots: 1, timeInForce: "gtc" } as const;
      let first: Order;
      ctx.after(0, () => void (first = ctx.orders.submit(resting)));
      return {
        stop() {
          late = ctx.orders.submit(resting);
          said.push(ctx.orders.cancel(first), ctx.orders.amend(first, resting));
        },
      };
    });
    expect(late).toMatchObject({ state: "rejected", reason: "the run is over", closed: true });
    expect(said).toEqual([false, false]);
    expect(result.orders.map((order) => order.state)).toEqual(["working", "rejected"]);
    expect(result.orders.map((order) => order.reason)).toEqual(["", "the run is over"]);
  });

  it("does not fail a strategy that replaces every order that ended", () => {
    let sent = 0;
    const result = run(tape(rows), (ctx) => {
      const again = (): void => {
        sent += 1;
        ctx.orders.submit({ ...taker, qtyLots: 1 });
      };
      ctx.after(990, again);
      return { order: (order) => order.closed && again() };
    });
    expect(sent).toBe(2);
    expect(result.orders.map((order) => order.state)).toEqual(["filled", "rejected"]);
  });

  it("answers what is under way at several venues in order of time", () => {
    const times: string[] = [];
    run([tape(rows), tape(rows, ETH)], (ctx) => {
      ctx.after(990, () => {
        for (const instrument of [ETH, BTC, ETH]) {
          ctx.orders.submit({ ...taker, instrument, qtyLots: 1 });
        }
      });
      ctx.after(995, () => ctx.orders.submit({ ...taker, qtyLots: 1 }));
      ctx.after(997, () => ctx.orders.submit({ ...taker, instrument: ETH, qtyLots: 1 }));
      ctx.after(998, () => ctx.orders.submit({ ...taker, qtyLots: 1 }));
      return { order: (order) => void times.push(`${order.id} ${order.exchNs}`) };
    });
    expect(times).toEqual(["2 1000", "1 1000", "3 1000", "4 1005", "5 1007", "6 1008"]);
  });
});
