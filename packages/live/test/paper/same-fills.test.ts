import { describe, expect, it } from "vitest";
import { defineStrategy, instrument, type Order, Prng } from "@mexoms/core";
import { BUY, sideName } from "@mexoms/core/internal";
import {
  type LatencyModel,
  openTape,
  parseExchangeModel,
  parseQueueModel,
  runBacktest,
  type Tape,
} from "@mexoms/sim";
import {
  ANSWER_AMEND_REFUSED,
  ANSWER_AMENDED,
  ANSWER_CANCEL_REFUSED,
  ANSWER_CANCELED,
  ANSWER_FILLED,
} from "@mexoms/sim/internal";
import type { TestEngine } from "../link/test-engine.ts";
import { SWAP } from "../session-folder.ts";
import { PaperWorld, SeenBook } from "./paper-world.ts";

const STEP_NS = 2e6;
const LENGTH_NS = 20e9;

interface Action {
  readonly kind: "submit" | "cancel" | "amend";
  readonly orderId: number;
  readonly side: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly nowNs: number;
}

describe("a paper venue and a backtest", () => {
  for (const [queue, exchange] of [
    ["power3:3", "no-partial"],
    ["risk", "partial"],
  ] as const) {
    it(`give the same fills for the same arrivals of requests: ${queue} ${exchange}`, async () => {
      const world = await PaperWorld.open({ queue, exchange });
      const engine = world.connected();
      const actions = trade(world, engine, 7);
      const fills = engine.answers.filter(({ kind }) => kind === ANSWER_FILLED);
      const told = fills.map(
        (fill) => `${fill.exchNs} ${fill.orderId} ${fill.priceTicks} ${fill.qtyLots} ${fill.maker}`,
      );
      const expected = backtestFills({ actions, engine, queue, exchange });
      expect(told.length).toBeGreaterThan(20);
      expect(actions.some(({ kind }) => kind === "amend")).toBe(true);
      expect(told.toSorted()).toEqual(expected.toSorted());
      expect(world.problems).toEqual([]);
    });
  }
});

/** Trades at random around the book that is seen; returns what was done. */
function trade(world: PaperWorld, engine: TestEngine, seed: number): Action[] {
  const random = new Prng(seed, 0);
  const seen = new SeenBook(world.control);
  const actions: Action[] = [];
  const open = new Map<number, Action>();
  const pick = (limit: number): number => Math.floor(random.next() * limit);
  let orders = 0;
  while (world.nowNs < LENGTH_NS) {
    world.work(1 + pick(STEP_NS));
    engine.poll();
    seen.poll();
    for (const { orderId, leavesLots, kind } of engine.answers.slice(-50)) {
      if (leavesLots === 0 && kind !== ANSWER_CANCEL_REFUSED) open.delete(orderId);
    }
    const { book } = seen;
    if (!book.has(0) || !book.has(1) || random.next() < 0.7) continue;
    // Each action has an instant of its own, so that its latency can be looked up by it.
    const nowNs = world.nowNs;
    const side = pick(2);
    const away = pick(7) - 2;
    const priceTicks = side === BUY ? book.bestTicks(0) - away : book.bestTicks(1) + away;
    const ids = [...open.keys()];
    const known = open.get(ids[pick(ids.length)] ?? 0);
    const draw = random.next();
    if (known !== undefined && draw < 0.35) {
      const change = { ...known, kind: "cancel" as const, nowNs };
      engine.cancel(change.orderId, change.side, nowNs);
      actions.push(change);
      open.delete(known.orderId);
    } else if (known !== undefined && draw < 0.5) {
      const change = { ...known, kind: "amend" as const, qtyLots: 1 + pick(20), nowNs };
      engine.amend(change);
      actions.push(change);
    } else {
      orders += 1;
      const order = { orderId: orders, side, priceTicks, qtyLots: 1 + pick(20), nowNs };
      engine.submit(order);
      const action = { ...order, kind: "submit" as const };
      actions.push(action);
      open.set(orders, action);
    }
  }
  world.runTo(LENGTH_NS + 1e9, STEP_NS);
  engine.poll(100_000);
  return actions;
}

const ANSWERS_TO = {
  submit: (kind: number) => kind !== ANSWER_CANCELED && kind !== ANSWER_AMENDED,
  cancel: (kind: number) => kind === ANSWER_CANCELED || kind === ANSWER_CANCEL_REFUSED,
  amend: (kind: number) => kind === ANSWER_AMENDED || kind === ANSWER_AMEND_REFUSED,
};

/** Executions of a backtest that does the same, each request taking as long as it did. */
function backtestFills(of: {
  actions: readonly Action[];
  engine: TestEngine;
  queue: string;
  exchange: string;
}): string[] {
  const { actions, engine, queue, exchange } = of;
  const used = new Set<unknown>();
  const entries = new Map(
    actions.map(({ kind, orderId, nowNs }) => {
      const answer = engine.answers.find(
        (each) => each.orderId === orderId && ANSWERS_TO[kind](each.kind) && !used.has(each),
      )!;
      used.add(answer);
      return [nowNs, answer.exchNs - nowNs] as const;
    }),
  );
  expect(Math.min(...entries.values())).toBeGreaterThan(0);
  const latency: LatencyModel = {
    name: "as it happened",
    from: () => ({
      entryNs: (nowNs) => entries.get(nowNs) ?? Number.NaN,
      responseNs: () => 0,
    }),
  };
  const result = runBacktest({
    strategy: scripted(actions),
    codeDigest: "test",
    params: {},
    tapes: [openTape(SWAP, { verify: false })] as readonly Tape[],
    latency,
    queue: parseQueueModel(queue),
    exchange: parseExchangeModel(exchange),
    seed: 1,
    end: "last-row",
  });
  const { fills, startNs } = result;
  return fills
    .filter(({ exchNs }) => exchNs - startNs <= BigInt(LENGTH_NS + 1e9))
    .map(({ exchNs, orderId, priceTicks, qtyLots, liquidity }) => {
      return `${exchNs - startNs} ${orderId} ${priceTicks} ${qtyLots} ${liquidity === "maker"}`;
    });
}

function scripted(actions: readonly Action[]): ReturnType<typeof defineStrategy> {
  return defineStrategy({
    name: "scripted",
    params: { instrument: instrument() },
    start(ctx, params) {
      const orders: Order[] = [];
      for (const { kind, orderId, side, priceTicks, qtyLots, nowNs } of actions) {
        ctx.after(nowNs, () => {
          const order = orders[orderId - 1];
          if (kind === "submit") {
            const terms = {
              side: sideName(side),
              priceTicks,
              qtyLots,
              timeInForce: "gtc",
            } as const;
            orders[orderId - 1] = ctx.orders.submit({ instrument: params.instrument, ...terms });
          } else if (kind === "cancel") ctx.orders.cancel(order!, { again: true });
          else ctx.orders.amend(order!, { priceTicks, qtyLots });
        });
      }
    },
  });
}
