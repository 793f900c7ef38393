import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SELL } from "@mexoms/core/internal";
import {
  ANSWER,
  ANSWER_ACCEPTED,
  ANSWER_CANCELED,
  ANSWER_FIELDS,
  ANSWER_FILLED,
  REQUEST,
  REQUEST_FIELDS,
} from "@mexoms/sim/internal";
import { VenueStore } from "../../src/paper/venue-store.ts";

const QTY = 10;

interface Told {
  readonly kind: number;
  readonly orderId: number;
  readonly market: number;
  readonly qtyLots: number;
  readonly leavesLots: number;
  readonly tradeId: number;
}

/** What a venue tells of orders whose ids count up: each is accepted, filled in parts, canceled. */
const lives = fc
  .array(
    fc.record({
      market: fc.integer({ min: 0, max: 1 }),
      fills: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((orders) => {
    const trades = [0, 0];
    return orders.map(({ market, fills }, i): Told[] => {
      const order = { orderId: i + 1, market };
      let leavesLots = QTY;
      const told: Told[] = [
        { ...order, kind: ANSWER_ACCEPTED, qtyLots: 0, leavesLots, tradeId: 0 },
      ];
      for (const lots of fills) {
        const qtyLots = Math.min(lots, leavesLots);
        if (qtyLots === 0) break;
        leavesLots -= qtyLots;
        const tradeId = (trades[market] = trades[market]! + 1);
        told.push({ ...order, kind: ANSWER_FILLED, qtyLots, leavesLots, tradeId });
      }
      if (leavesLots > 0) {
        told.push({ ...order, kind: ANSWER_CANCELED, qtyLots: 0, leavesLots: 0, tradeId: 0 });
      }
      return told;
    });
  });

describe("what a venue knows", () => {
  it("is the same whatever comes twice, and in whatever order orders take turns", () => {
    fc.assert(
      fc.property(lives, fc.infiniteStream(fc.nat({ max: 1_000 })), (orders, draws) => {
        const store = new VenueStore(2);
        for (const [{ orderId, market }] of orders as [Told][]) {
          expect(store.sent(market, request(orderId), 0)).toBe(true);
        }
        expect(store.orders.awaits(orders.length)).toBe(true);
        const left = orders.map((told) => [...told]);
        const fills: string[] = [];
        for (const draw of draws) {
          const due = left.filter((told) => told.length > 0);
          if (due.length === 0) break;
          const next = due[draw % due.length]!.shift()!;
          const isFill = next.kind === ANSWER_FILLED;
          expect(store.told(next.market, answer(next))).toBe(true);
          if (isFill) fills.push(`${next.market} ${next.tradeId}`);
          if (draw % 3 === 0) expect(store.told(next.market, answer(next))).toBe(!isFill);
        }
        expect(store.orders.awaits(orders.length)).toBe(false);
        const everyId = orders.map((_, i) => i + 1);
        const report = store.report({ id: 1, orderIds: everyId, sinceTradeId: [0, 0] }, 9);
        expect(report.fills.map(({ market, tradeId }) => `${market} ${tradeId}`)).toEqual(fills);
        for (const { orderId, state, filledLots, leavesLots } of report.orders) {
          const lots = orders[orderId - 1]!.reduce((sum, { qtyLots }) => sum + qtyLots, 0);
          expect([filledLots, leavesLots]).toEqual([lots, 0]);
          expect(state).toBe(lots === QTY ? "filled" : "canceled");
        }
        const sums = [0, 0];
        for (const { market, qtyLots } of report.fills) sums[market] = sums[market]! - qtyLots;
        expect(report.positionLots.map((lots) => lots + 0)).toEqual(sums);
      }),
    );
  });

  it("tells executions after a trade id, also those that were told late", () => {
    const store = new VenueStore(1);
    for (let orderId = 1; orderId <= 100; orderId++) store.sent(0, request(orderId), 0);
    const order = { market: 0, kind: ANSWER_FILLED, qtyLots: 1, leavesLots: 9 };
    const late = [40, 70];
    for (let id = 1; id <= 100; id++) {
      if (!late.includes(id)) store.told(0, answer({ ...order, orderId: id, tradeId: id }));
    }
    for (const id of late) store.told(0, answer({ ...order, orderId: id, tradeId: id }));
    const after = (tradeId: number): number[] =>
      store.executions.report([tradeId]).map((fill) => fill.tradeId);
    expect(after(60)).toEqual([...range(61, 69), ...range(71, 100), 70]);
    expect(after(100)).toEqual([]);
  });
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function request(orderId: number): Float64Array {
  const fields = new Float64Array(REQUEST_FIELDS);
  fields[REQUEST.orderId] = orderId;
  fields[REQUEST.side] = SELL;
  fields[REQUEST.qtyLots] = QTY;
  return fields;
}

function answer({ kind, orderId, qtyLots, leavesLots, tradeId }: Told): Float64Array {
  const fields = new Float64Array(ANSWER_FIELDS);
  fields[ANSWER.kind] = kind;
  fields[ANSWER.orderId] = orderId;
  fields[ANSWER.qtyLots] = qtyLots;
  fields[ANSWER.leavesLots] = leavesLots;
  fields[ANSWER.tradeId] = tradeId;
  return fields;
}
