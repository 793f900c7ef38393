import { describe, expect, it } from "vitest";
import type { MassCancel, StrategyContext } from "@mexoms/core";
import { interpolatedLatency, type LatencyModel } from "@mexoms/sim/engine";
import { runPlan, send } from "../driver/run.ts";
import { BTC, EPOCH_NS, ETH, type Row, tape } from "../driver/tape.ts";
import { book, LAST } from "./story.ts";

const QUIET = book([[100, 5]], [[103, 5]]);
const bid = { instrument: BTC, side: "buy", timeInForce: "gtc" } as const;

function later(...rows: Row[]): Row[] {
  return [...QUIET, ...rows, LAST];
}

/** Each message takes 10 longer than the one before, and what it answers 20. */
function slower(messages: string[] = []): LatencyModel {
  return {
    name: "slower",
    from: () => ({
      entryNs: (_nowNs, what) => 10 * messages.push(what),
      responseNs: () => 20,
    }),
  };
}

function lostAt(ns: number): LatencyModel {
  const at = (time: number): bigint => EPOCH_NS + BigInt(time);
  const trip = (time: number, lost: boolean) => ({
    requestNs: at(time),
    exchNs: lost ? 0n : at(time + 10),
    responseNs: at(time + 30),
  });
  return interpolatedLatency([trip(0, false), trip(ns, true), trip(9_000, false)], "lossy");
}

const open = (ctx: StrategyContext) => [...ctx.orders.open(BTC)];

describe("a batch", () => {
  it("is one message: one draw of the latency, all arrive together in their order", () => {
    const messages: string[] = [];
    const { result, told } = runPlan(
      tape(later()),
      [
        [
          0,
          (ctx) => {
            const orders = [99, 98, 97].map((priceTicks) => ({ ...bid, priceTicks, qtyLots: 1 }));
            expect(ctx.orders.submitAll(orders).map(({ id }) => id)).toEqual([1, 2, 3]);
          },
        ],
        [100, (ctx) => expect(ctx.orders.amendMany(open(ctx).map(smaller))).toBe(3)],
        [200, (ctx) => expect(ctx.orders.cancelMany(open(ctx))).toBe(3)],
      ],
      { latency: slower(messages) },
    );
    expect(messages).toEqual(["place", "amend", "cancel"]);
    expect(told).toEqual([
      ...[1, 2, 3].map((id) => `30: ${id} accepted`),
      ...[1, 2, 3].map((id) => `140: ${id} amended`),
      ...[1, 2, 3].map((id) => `250: ${id} canceled`),
    ]);
    expect(result.orders.map(({ price }) => price)).toEqual(["9.6", "9.5", "9.4"]);
  });

  it("leaves out what cannot be sent, and returns it with the others", () => {
    const { told } = runPlan(tape(later()), [
      [
        0,
        (ctx) => {
          const [first, bad, last] = ctx.orders.submitAll([
            { ...bid, priceTicks: 99, qtyLots: 1 },
            { ...bid, priceTicks: 99, qtyLots: 0 },
            { ...bid, priceTicks: 98, qtyLots: 1 },
          ]);
          expect([first!.state, bad!.state, last!.state]).toEqual([
            "pending",
            "rejected",
            "pending",
          ]);
          expect(ctx.orders.cancelMany([first!, bad!, last!])).toBe(0);
          expect(ctx.orders.amendMany([smaller(first!)])).toBe(0);
        },
      ],
    ]);
    expect(told).toEqual(["0: 2 rejected", "30: 1 accepted", "30: 3 accepted"]);
  });

  it("gets lost as a whole, and each order is told", () => {
    const { told } = runPlan(
      tape(later()),
      [
        [
          4_500,
          (ctx) =>
            ctx.orders.submitAll(
              [99, 98].map((priceTicks) => ({ ...bid, priceTicks, qtyLots: 1 })),
            ),
        ],
      ],
      { latency: lostAt(4_500) },
    );
    expect(told).toEqual(["4530: 1 rejected", "4530: 2 rejected"]);
  });

  it("is a message on each connection: instruments of one account share it", () => {
    const messages: string[] = [];
    runPlan(
      [tape(later()), tape(later(), ETH)],
      [
        [
          0,
          (ctx) =>
            ctx.orders.submitAll(
              [BTC, ETH, BTC].map((instrument) => ({
                ...bid,
                instrument,
                priceTicks: 99,
                qtyLots: 1,
              })),
            ),
        ],
      ],
      { latency: slower(messages) },
    );
    expect(messages).toEqual(["place"]);
  });
});

describe("a cancel of all at the venue", () => {
  it("cancels what is there when it arrives, pending and stops included, and says how many", () => {
    let request: MassCancel | undefined;
    const states: unknown[] = [];
    const { told } = runPlan(tape(later()), [
      [0, send("buy", 99, 1)],
      [40, send("sell", 0, 1, { type: "stop", triggerTicks: 90 })],
      [40, send("sell", 105, 1)],
      [45, (ctx) => void (request = ctx.orders.cancelAllAtVenue(BTC))],
      [46, send("buy", 98, 1)], // arrives behind it, and stays
      [47, () => states.push({ ...request })],
      [80, () => states.push({ ...request })],
    ]);
    expect(states).toMatchObject([
      { state: "pending", canceled: 0 },
      { state: "done", canceled: 3 },
    ]);
    expect(told.slice(1)).toEqual([
      "70: 2 accepted",
      "70: 3 accepted",
      "75: 1 canceled",
      "75: 2 canceled",
      "75: 3 canceled",
      "76: 4 accepted",
    ]);
  });

  it("concerns one instrument alone, and is done when there is nothing", () => {
    const asked: MassCancel[] = [];
    const { told } = runPlan(
      [tape(later()), tape(later(), ETH)],
      [
        [0, send("buy", 99, 1)],
        [50, (ctx) => void asked.push(ctx.orders.cancelAllAtVenue(ETH))],
      ],
    );
    expect(told).toEqual(["30: 1 accepted"]);
    expect(asked).toMatchObject([{ instrument: ETH, state: "done", canceled: 0 }]);
  });

  it("that gets lost, or is asked for too late, has failed", () => {
    const asked: MassCancel[] = [];
    runPlan(
      tape(later()),
      [
        [0, send("buy", 99, 1)],
        [4_500, (ctx) => void asked.push(ctx.orders.cancelAllAtVenue(BTC))],
      ],
      { latency: lostAt(4_500) },
    );
    expect(asked).toMatchObject([{ state: "failed", canceled: 0 }]);
  });
});

function smaller(order: ReturnType<typeof open>[number]) {
  return { order, to: { priceTicks: order.priceTicks - 3, qtyLots: 1 } };
}
