import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allRows,
  type BacktestResult,
  constantLatency,
  parseExchangeModel,
  parseQueueModel,
  type QueueModel,
  runBacktest,
  type Tape,
} from "@mexoms/sim/engine";
import type { OwnOrder } from "../../engine/calibration/own-order.ts";
import type { FollowedStay } from "../../engine/calibration/observations.ts";
import { followStays } from "../../engine/calibration/queue-follower.ts";
import { type Stay, staysOf } from "../../engine/calibration/stays.ts";
import { marketRows } from "../driver/random-market.ts";
import { strategyOf } from "../driver/run.ts";
import { BTC, tape } from "../driver/tape.ts";

/** A model that notes what it is asked and what it says. */
function noted(model: QueueModel, calls: string[]): QueueModel {
  return {
    name: model.name,
    levelChanged(front, traded, before, after) {
      const next = model.levelChanged(front, traded, before, after);
      calls.push(`${front} ${traded} ${before} ${after} > ${next}`);
      return next;
    },
  };
}

interface Told {
  readonly result: BacktestResult;
  readonly amends: Map<number, { atNs: number; priceTicks: number; leavesLots: number }[]>;
  readonly sent: Map<number, { priceTicks: number; qtyLots: number }>;
}

/** Long enough for every answer to be told by itself before the run ends. */
const QUIET_NS = 50;

/** Runs orders that are sent, amended and canceled at random, until the tape's last row but one. */
function runRandom(on: Tape, queue: QueueModel, exchange: string, seed: number): Told {
  const lastNs = allRows(on).localNs.at(-1)! - QUIET_NS;
  const amends: Told["amends"] = new Map();
  const sent: Told["sent"] = new Map();
  const result = runBacktest({
    strategy: strategyOf((ctx) => {
      let state = seed + 1;
      const below = (bound: number): number => {
        state = (state * 16807) % 2147483647;
        return state % bound;
      };
      ctx.every(7, () => {
        if (ctx.nowNs > lastNs) return;
        const open = ctx.orders.open(BTC);
        const one = open[below(Math.max(1, open.length))];
        const to = { priceTicks: 100 + below(9), qtyLots: 1 + below(5) };
        const act = below(5);
        if (act < 3) {
          const side = below(2) === 0 ? "buy" : "sell";
          const order = ctx.orders.submit({
            instrument: BTC,
            side,
            ...to,
            timeInForce: "post-only",
          });
          if (order) sent.set(order.id, to);
        } else if (one && act === 3) ctx.orders.amend(one, to);
        else if (one) ctx.orders.cancel(one);
      });
      return {
        order: (order, change) => {
          if (change !== "amended") return;
          const { priceTicks, leavesLots } = order;
          const before = amends.get(order.id) ?? [];
          amends.set(order.id, [...before, { atNs: order.exchNs, priceTicks, leavesLots }]);
        },
      };
    }),
    codeDigest: "test",
    params: {},
    tapes: [on],
    latency: constantLatency({ entryNs: 3, responseNs: 4 }),
    queue,
    exchange: parseExchangeModel(exchange),
    seed: 1,
    end: "last-row",
    sampleNs: 3600e9,
  });
  return { result, amends, sent };
}

function ownOrders({ result, amends, sent }: Told): OwnOrder[] {
  return result.orders.map((row): OwnOrder => {
    const first = sent.get(row.orderId)!;
    return {
      orderId: String(row.orderId),
      side: row.side,
      ...first,
      acceptedNs: row.acceptedNs === 0n ? undefined : row.acceptedNs,
      closedNs: row.closedNs === 0n ? undefined : row.closedNs,
      amends: (amends.get(row.orderId) ?? []).map(({ atNs, priceTicks, leavesLots }) => {
        return { exchNs: result.startNs + BigInt(atNs), priceTicks, leavesLots };
      }),
      fills: result.fills
        .filter(({ orderId }) => orderId === row.orderId)
        .map(({ exchNs, qtyLots, liquidity }) => {
          return { exchNs, qtyLots, maker: liquidity === "maker" };
        }),
    };
  });
}

/** When the model says that the stay filled, Infinity when it did not before it ended. */
function predictedNs({ stay, reachNs, throughNs }: FollowedStay): number {
  const at = Math.min(reachNs[0]!, throughNs);
  return at <= stay.toNs ? at : Number.POSITIVE_INFINITY;
}

describe("the fronts that calibration follows", () => {
  const models = ["risk", "log", "log2", "power:2", "power2:3", "power3:3"];

  it("are the engine's: it makes every step of the engine's queue, and fills are the same", () => {
    let fills = 0;
    let reached = 0;
    let steps = 0;
    fc.assert(
      fc.property(
        marketRows(150),
        fc.constantFrom(...models),
        fc.constantFrom("no-partial", "partial"),
        fc.nat(1000),
        (rows, name, exchange, seed) => {
          const last = rows.at(-1)![4];
          const endNs = (typeof last === "number" ? last : last.local) + QUIET_NS;
          const on = tape([...rows, ["depth", "buy", 1, 1, endNs]]);
          const engineCalls: string[] = [];
          const told = runRandom(on, noted(parseQueueModel(name), engineCalls), exchange, seed);
          const stays: Stay[] = ownOrders(told).flatMap((order, i) => {
            const found = staysOf(order, i, on.epochNs);
            return typeof found === "string" ? [] : found;
          });
          const calls: string[] = [];
          const model = noted(parseQueueModel(name), calls);
          const followed = followStays({
            tapes: [on],
            epochNs: on.epochNs,
            models: [model],
            stays,
          });
          for (const each of followed.observations.stays) {
            expect(predictedNs(each)).toBe(each.stay.fillNs);
            expect(each.ended).not.toBe("unmatched");
            if (each.stay.fillNs < Number.POSITIVE_INFINITY) fills += 1;
            if (each.ended === "reached") reached += 1;
          }
          // An order that was filled in part has nothing ahead and is followed no further.
          if (exchange === "partial") return;
          // Orders that meet an empty book rest in the engine, but are not followed.
          if (followed.leftOut.some(({ why }) => why !== "crossed-book")) return;
          const asked = new Map<string, number>();
          for (const call of calls) asked.set(call, (asked.get(call) ?? 0) + 1);
          steps += engineCalls.length;
          for (const call of engineCalls) {
            const left = asked.get(call) ?? 0;
            expect(left, call).toBeGreaterThan(0);
            asked.set(call, left - 1);
          }
        },
      ),
      { numRuns: 200 },
    );
    expect(fills).toBeGreaterThan(100);
    expect(reached).toBeGreaterThan(20);
    expect(steps).toBeGreaterThan(100);
  });
});
