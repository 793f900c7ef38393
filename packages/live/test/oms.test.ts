import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ANSWER_ACCEPTED,
  ANSWER_AMENDED,
  ANSWER_CANCELED,
  ANSWER_CANCEL_REFUSED,
  ANSWER_EXPIRED,
  ANSWER_FILLED,
  ANSWER_REJECTED,
  REQUEST_CANCEL,
  REQUEST_SUBMIT,
} from "@mexoms/sim/internal";
import { Oms, ORDER_STATES } from "@mexoms/live/internal";
import { event, request } from "./model-venue.ts";

const TIMEOUT_NS = 100;
const QTY = 10;

interface Input {
  readonly order: number;
  readonly kind: "cancel" | number;
  readonly lots: number;
  readonly tradeId: number;
  readonly waitNs: number;
}

const inputs = fc.array(
  fc.record<Input>({
    order: fc.integer({ min: 1, max: 3 }),
    kind: fc.constantFrom<Input["kind"]>(
      "cancel",
      ANSWER_ACCEPTED,
      ANSWER_FILLED,
      ANSWER_FILLED,
      ANSWER_CANCELED,
      ANSWER_EXPIRED,
      ANSWER_REJECTED,
      ANSWER_CANCEL_REFUSED,
    ),
    lots: fc.integer({ min: 1, max: 2 }),
    tradeId: fc.integer({ min: 1, max: 12 }),
    waitNs: fc.constantFrom(0, 1, 30, 60, 101),
  }),
  { maxLength: 40 },
);

interface Seen extends Input {
  readonly atNs: number;
}

/** The state of one order, from all that was ever said of it, looked through from the start. */
function naiveState(all: readonly Seen[], id: number, nowNs: number): string {
  const about = all.filter(({ order }) => order === id);
  const ends: Record<number, string> = {
    [ANSWER_CANCELED]: "canceled",
    [ANSWER_EXPIRED]: "expired",
    [ANSWER_REJECTED]: "rejected",
  };
  let filled = 0;
  let asked: number | undefined = 0; // the submission, at time 0
  let submitting = true;
  let accepted = false;
  let end: string | undefined;
  let doubt = false;
  const doubtBy = (ns: number): void => {
    if (asked !== undefined && end === undefined && asked + TIMEOUT_NS <= ns) doubt = true;
  };
  for (const one of about) {
    doubtBy(one.atNs);
    if (one.kind === "cancel") {
      if (end === undefined) [asked, submitting] = [one.atNs, false];
      continue;
    }
    if (one.kind === ANSWER_FILLED) {
      if (isRepeated(all, one)) continue;
      filled += one.lots;
      if (end === undefined && filled >= QTY) end = "filled";
    } else if (ends[one.kind] !== undefined) {
      if (end === undefined || end === "filled") end = ends[one.kind];
    }
    if (one.kind === ANSWER_ACCEPTED && end === undefined && filled === 0 && !accepted) {
      accepted = true;
      if (submitting) [asked, doubt] = [undefined, false];
    }
    if (one.kind === ANSWER_FILLED && submitting) [asked, doubt] = [undefined, false];
    if (one.kind === ANSWER_CANCEL_REFUSED && asked !== undefined && !submitting) {
      [asked, doubt] = [undefined, false];
    }
  }
  doubtBy(nowNs);
  if (end !== undefined) return end;
  if (doubt) return "unknown";
  if (filled > 0) return "partly-filled";
  return accepted ? "working" : "sent";
}

function isRepeated(all: readonly Seen[], one: Seen): boolean {
  const first = all.find(({ kind, tradeId }) => kind === ANSWER_FILLED && tradeId === one.tradeId);
  return first !== one;
}

describe("oms", () => {
  it("is what a naive look through all messages says, in any order and with repetitions", () => {
    fc.assert(
      fc.property(inputs, (story) => {
        const oms = new Oms({ answerTimeoutNs: TIMEOUT_NS, markets: [{ lots: 0, tradeId: 0 }] });
        const all: Seen[] = [];
        for (const orderId of [1, 2, 3]) {
          oms.requested(request(REQUEST_SUBMIT, { orderId, qtyLots: QTY }), 0, 0);
          oms.handedOver(orderId);
        }
        let nowNs = 0;
        for (const input of story) {
          nowNs += input.waitNs;
          oms.tick(nowNs);
          const orderId = input.order;
          all.push({ ...input, atNs: nowNs });
          if (input.kind === "cancel") {
            oms.requested(request(REQUEST_CANCEL, { orderId }), 0, nowNs);
          } else {
            const { kind, lots: qtyLots, tradeId } = input;
            oms.event(event({ kind, orderId, qtyLots, tradeId, exchNs: nowNs }), 0);
          }
          for (const id of [1, 2, 3]) {
            const state = ORDER_STATES[oms.order(id)!.state];
            expect({ id, state }).toEqual({ id, state: naiveState(all, id, nowNs) });
          }
        }
        const trades = all.filter((one) => one.kind === ANSWER_FILLED && !isRepeated(all, one));
        const lots = trades.reduce((sum, one) => sum + one.lots, 0);
        expect(oms.positions[0]).toBe(lots);
        expect(oms.counts.reduce((sum, n) => sum + n, 0)).toBe(3);
      }),
      { numRuns: 1_000 },
    );
  });

  it("a request without an answer makes its order UNKNOWN, and the late answer known again", () => {
    const oms = new Oms({ answerTimeoutNs: TIMEOUT_NS, markets: [{ lots: 0, tradeId: 0 }] });
    oms.requested(request(REQUEST_SUBMIT, { orderId: 1, qtyLots: QTY }), 0, 0);
    expect(oms.tick(TIMEOUT_NS - 1)).toBe(0);
    expect(oms.tick(TIMEOUT_NS)).toBe(1);
    expect(oms.unknown).toBe(1);
    oms.event(event({ kind: ANSWER_ACCEPTED, orderId: 1, exchNs: 5 }), 0);
    expect(oms.unknown).toBe(0);
    expect(ORDER_STATES[oms.order(1)!.state]).toBe("working");
  });

  it("a filled order that was amended larger is open again", () => {
    const oms = new Oms({ answerTimeoutNs: TIMEOUT_NS, markets: [{ lots: 0, tradeId: 0 }] });
    oms.requested(request(REQUEST_SUBMIT, { orderId: 1, qtyLots: 4 }), 0, 0);
    oms.event(event({ kind: ANSWER_FILLED, orderId: 1, qtyLots: 4, tradeId: 1, exchNs: 9 }), 0);
    const amended = { kind: ANSWER_AMENDED, orderId: 1, leavesLots: 3, filledLots: 2 };
    oms.event(event({ ...amended, priceTicks: 7, exchNs: 8 }), 0);
    expect(oms.order(1)).toMatchObject({ qtyLots: 5, leavesLots: 1, priceTicks: 7, closed: false });
  });

  it("the record of a forgotten order serves a new one, which an old request says nothing about", () => {
    const oms = new Oms({ answerTimeoutNs: TIMEOUT_NS, markets: [{ lots: 0, tradeId: 0 }] });
    // The first one gets no answer, so that the request of the second one stays in the queue.
    for (const orderId of [1, 2]) {
      oms.requested(request(REQUEST_SUBMIT, { orderId, qtyLots: QTY }), 0, orderId);
    }
    const filled = { kind: ANSWER_FILLED, orderId: 2, qtyLots: QTY };
    oms.event(event({ ...filled, tradeId: 1, exchNs: 3 }), 0);
    // Open again by an amend, and filled again: closed twice, and forgotten once.
    const larger = { kind: ANSWER_AMENDED, orderId: 2, leavesLots: 1, filledLots: QTY };
    oms.event(event({ ...larger, exchNs: 4 }), 0);
    oms.event(event({ ...filled, qtyLots: 1, tradeId: 2, exchNs: 5 }), 0);
    expect(oms.order(2)!.closed).toBe(true);
    oms.forgetClosed(6);
    expect(oms.order(2)).toBeUndefined();
    for (const orderId of [3, 4]) {
      oms.requested(request(REQUEST_SUBMIT, { orderId, qtyLots: orderId }), 0, 10);
    }
    expect(oms.order(3)).not.toBe(oms.order(4));
    expect(oms.order(3)).toMatchObject({ id: 3, qtyLots: 3, filledLots: 0, exchNs: -1 });
    expect(oms.order(4)).toMatchObject({ id: 4, qtyLots: 4, filledLots: 0, exchNs: -1 });
    // Only the first order is late: the requests of order 2 are not those of 3 or 4.
    expect(oms.tick(TIMEOUT_NS + 2)).toBe(1);
    expect(oms.tick(TIMEOUT_NS + 10)).toBe(2);
    expect(oms.unknown).toBe(3);
  });
});
