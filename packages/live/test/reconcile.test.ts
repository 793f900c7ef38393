import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REQUEST_AMEND, REQUEST_CANCEL, REQUEST_SUBMIT } from "@mexoms/sim/internal";
import { Oms, reconcile, type Reconciliation, type ReportRequest } from "@mexoms/live/internal";
import { event, type Message, ModelVenue, request } from "./model-venue.ts";

const MARKETS = 2;
const ORDERS = 8;

interface Step {
  readonly what: "submit" | "cancel" | "amend" | "fill" | "expire" | "reconcile";
  readonly order: number;
  readonly lots: number;
  /** The request does not reach the venue, or what it says does not reach us. */
  readonly lostThere: boolean;
  readonly lostBack: boolean;
}

const steps = fc.array(
  fc.record<Step>({
    what: fc.constantFrom("submit", "submit", "cancel", "amend", "fill", "expire", "reconcile"),
    order: fc.integer({ min: 0, max: ORDERS - 1 }),
    lots: fc.integer({ min: 1, max: 5 }),
    lostThere: fc.boolean(),
    lostBack: fc.boolean(),
  }),
  { maxLength: 120 },
);

/** An engine's record, a venue, and a link between them that loses messages. */
class Story {
  readonly venue = new ModelVenue(MARKETS);
  readonly oms = new Oms({
    answerTimeoutNs: 1_000,
    markets: Array.from({ length: MARKETS }, () => ({ lots: 0, tradeId: 0 })),
  });
  #nextId = 1;
  /** Ids of the orders that the steps speak of. */
  readonly #ids: number[] = [];

  play(step: Step): void {
    this.venue.nowNs += 10;
    if (step.what === "reconcile") this.reconcile();
    else if (step.what === "fill") this.venue.fill(this.#id(step), step.lots);
    else if (step.what === "expire") this.venue.end(this.#id(step), "expired");
    else this.#send(step);
    const said = this.venue.said.splice(0);
    if (!step.lostBack) for (const message of said) this.oms.event(message, 0);
  }

  reconcile(): Reconciliation {
    const asked: ReportRequest = {
      id: 1,
      orderIds: [...this.oms.open()].map(({ id }) => id),
      sinceTradeId: this.oms.settledTradeIds,
    };
    const report = this.venue.report(asked);
    const found = reconcile({ oms: this.oms, request: asked, report, graceNs: 0 });
    for (const implied of found.events) this.oms.event(event(implied), 0);
    for (const [market, id] of found.tradeIds.entries()) this.oms.settle(market, id);
    return found;
  }

  #id({ order }: Step): number {
    return this.#ids[order] ?? 0;
  }

  #send(step: Step): void {
    let message: Message;
    if (step.what === "submit") {
      const orderId = this.#nextId++;
      this.#ids[step.order] = orderId;
      const side = step.order % 2;
      const market = step.order % MARKETS;
      const of = { orderId, market, side, priceTicks: 100 + step.order, qtyLots: step.lots };
      message = request(REQUEST_SUBMIT, of);
    } else {
      const orderId = this.#id(step);
      const order = this.oms.order(orderId);
      if (order === undefined || order.closed || order.asked !== 0) return;
      const { market, side } = order;
      const kind = step.what === "cancel" ? REQUEST_CANCEL : REQUEST_AMEND;
      const of = { orderId, market, side, priceTicks: 50 + step.lots, qtyLots: step.lots };
      message = request(kind, of);
    }
    this.oms.requested(message, 0, this.venue.nowNs);
    if (!step.lostThere) this.venue.take(message);
  }
}

function expectEqual({ oms, venue }: Story): void {
  expect([...oms.positions]).toEqual(venue.positionLots);
  expect(oms.unknown).toBe(0);
  const open = [...oms.open()].map(({ id, priceTicks, leavesLots, filledLots, asked }) => {
    return { id, priceTicks, leavesLots, filledLots, asked };
  });
  const there = [...venue.orders.values()]
    .filter(({ state }) => state === "open")
    .map(({ id, priceTicks, leavesLots, filledLots }) => {
      return { id, priceTicks, leavesLots, filledLots, asked: 0 };
    });
  expect(open.sort((a, b) => a.id - b.id)).toEqual(there.sort((a, b) => a.id - b.id));
}

describe("reconcile", () => {
  it("after any history with lost messages, the implied events make our truth the venue's", () => {
    fc.assert(
      fc.property(steps, (story) => {
        const played = new Story();
        for (const step of story) {
          played.play(step);
          if (step.what === "reconcile") expectEqual(played);
        }
        played.oms.lost();
        const found = played.reconcile();
        expectEqual(played);
        expect(found.orphans).toEqual([]);
        expect(found.differences).toEqual([]);
        expect(found.unexplained).toEqual([]);
        const again = played.reconcile();
        expect(again.events).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("an order that is open at the venue and unknown here is an orphan", () => {
    const story = new Story();
    story.venue.take(request(REQUEST_SUBMIT, { orderId: 77, priceTicks: 9, qtyLots: 2 }));
    expect(story.reconcile().orphans.map(({ orderId }) => orderId)).toEqual([77]);
  });

  it("a position that no execution explains is told, not booked", () => {
    const story = new Story();
    story.venue.positionLots[1] = 5;
    const found = story.reconcile();
    expect(found.differences).toEqual([{ market: 1, oursLots: 0, venueLots: 5 }]);
    expect(found.events).toEqual([]);
  });

  it("what is younger than the grace is left alone, and settles nothing", () => {
    const { venue, oms } = new Story();
    const sent = request(REQUEST_SUBMIT, { orderId: 1, priceTicks: 9, qtyLots: 2 });
    oms.requested(sent, 0, venue.nowNs);
    venue.take(sent);
    venue.fill(1, 1);
    venue.nowNs += 5;
    const asked = { id: 1, orderIds: [1], sinceTradeId: [0, 0] };
    const report = venue.report(asked);
    const young = reconcile({ oms, request: asked, report, graceNs: 6 });
    expect(young).toMatchObject({ events: [], differences: [], tradeIds: [0, 0] });
    expect(young.unsettled).toBe(2);
    const old = reconcile({ oms, request: asked, report, graceNs: 5 });
    expect(old.events).toHaveLength(1);
    expect(old.tradeIds).toEqual([1, 0]);
  });
});
