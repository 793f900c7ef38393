import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "@mexoms/core";
import {
  Kernel,
  type KernelState,
  type SavedOrder,
  LEDGER,
  type OrderRecord,
  parseRisk,
  PLAIN_TERMS,
  ROW_CLEAR,
  ROW_TRADE,
  type SentRequest,
} from "@mexoms/core/internal";
import { AnyVenue } from "../risk/any-venue.ts";
import { gambler, RISK } from "./gambler.ts";
import { BTC, depth, EPOCH_NS, ETH, feed, type HandDriven, handDriven } from "./hand-driven.ts";

const STEP_NS = 1e6;
const SILENT = { intent() {}, cancelAll() {}, answer() {}, explain() {} };
const NOWHERE = { submit() {}, cancel() {}, amend() {}, cancelAll() {} };

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("wake" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("book" as const), ticks: fc.nat(20) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("request" as const), pick: fc.nat() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("answer" as const),
      pick: fc.nat(),
      fate: fc.integer({ min: 0, max: 9 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("fill" as const),
      pick: fc.nat(),
      part: fc.integer({ min: 1, max: 100 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("end" as const), pick: fc.nat() }) },
);

/** The whole book anew, as a feed tells it to whoever begins. */
function show(kernel: Kernel, bid: number): void {
  const ns = kernel.nowNs;
  for (const of of [BTC, ETH]) {
    feed(
      kernel,
      of,
      [ROW_CLEAR, "none", 0, 0, ns],
      depth("buy", bid, 500, ns),
      depth("sell", bid + 4, 500, ns),
      [ROW_TRADE, "buy", bid + 4, 1, ns],
    );
  }
}

/** What can be told of a kernel from outside. */
function seen({ markets, risk, desk }: Kernel): unknown {
  const of = ({ id, state, request, leavesLots, filledLots, priceTicks }: OrderRecord): unknown => [
    id,
    state,
    request,
    leavesLots,
    filledLots,
    priceTicks,
  ];
  return {
    next: desk.nextOrderId,
    markets: markets.map(({ position, open }) => ({
      position: position.save(),
      fees: position.fees().toString(),
      realized: position.realized().toString(),
      open: open.map(of),
    })),
    positionLots: [...risk!.book.positionLots],
    openLots: risk!.book.openLots.map((lots) => [...lots]),
    state: risk!.state,
    denials: [...risk!.denials],
    losses: [...risk!.losses!.losses],
  };
}

function saved(kernel: Kernel): KernelState {
  return JSON.parse(JSON.stringify(kernel.state())) as KernelState;
}

interface Restarted {
  readonly on: HandDriven;
  /** How much the first kernel had asked and noted before. */
  readonly asked: number;
  readonly noted: number;
}

describe("a kernel that goes on from the state of another one", () => {
  it("at any point asks, knows and counts from there on exactly what that one does", () => {
    let restarts = 0;
    let requests = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 30, maxLength: 150, size: "max" }), (steps) => {
        const venue = new AnyVenue({ risk: RISK }, gambler);
        const first = venue.on.kernel;
        const others: Restarted[] = [];
        let bid = 1000;
        show(first, bid);
        for (const given of steps) {
          const kernels = [first, ...venue.followers];
          if (given.kind === "restart") {
            const state = saved(first);
            const startNs = first.nowNs;
            const on = handDriven(gambler, { risk: RISK, opening: state, startNs });
            const { asked, noted } = venue.on;
            others.push({ on, asked: asked.length, noted: noted.length });
            venue.followers.push(on.kernel);
            for (const kernel of [...kernels, on.kernel]) show(kernel, bid);
            expect(saved(on.kernel), "it says of itself what it was told").toEqual(state);
            restarts += 1;
          } else if (given.kind === "book") {
            bid = 990 + given.ticks;
            for (const kernel of kernels) show(kernel, bid);
          } else if (given.kind === "wake") {
            for (const kernel of kernels)
              kernel.wake(first.nowNs + (kernel === first ? STEP_NS : 0));
            venue.collect();
          } else if (given.kind === "request") venue.handleRequest(given.pick);
          else if (given.kind === "answer") venue.giveAnswer(given.pick, given.fate);
          else if (given.kind === "fill") venue.fill(given.pick, given.part);
          else venue.end(given.pick);
        }
        for (const { on, asked, noted } of others) {
          expect(on.asked).toEqual(venue.on.asked.slice(asked));
          expect(on.noted).toEqual(venue.on.noted.slice(noted));
          expect(seen(on.kernel)).toEqual(seen(first));
          requests += on.asked.length;
        }
      }),
      { numRuns: 200 * Number(process.env["MEXOMS_SOAK"] ?? "1"), endOnFailure: true },
    );
    expect(restarts).toBeGreaterThan(200);
    expect(requests).toBeGreaterThan(1000);
  });

  it("knows orders of before and after by their ids, and lets both be canceled", () => {
    const before = handDriven();
    const intent = { instrument: BTC, side: "buy", priceTicks: 80, timeInForce: "gtc" } as const;
    before.ctx.orders.submit({ ...intent, qtyLots: 5 });
    before.ctx.orders.submit({ ...intent, qtyLots: 1 });
    before.kernel.accepted(1, 1);
    const { kernel, ctx, asked } = handDriven(() => {}, { opening: saved(before.kernel) });
    const later = ctx.orders.submit({ ...intent, qtyLots: 7 });
    expect(later.id).toBe(3);
    expect([1, 2, 3].map((id) => kernel.desk.byId(id).qtyLots)).toEqual([5, 1, 7]);
    kernel.accepted(3, 2);
    expect(ctx.orders.open(BTC).map(({ id }) => id)).toEqual([1, 3]);
    expect(ctx.orders.cancelAll()).toBe(2);
    expect(asked).toEqual(["0: submit 3 buy 7@80", "0: cancel 1", "0: cancel 3"]);
  });

  it("counts no execution twice that the other one had counted", () => {
    const before = handDriven();
    const intent = { instrument: BTC, side: "buy", priceTicks: 80, timeInForce: "gtc" } as const;
    before.ctx.orders.submit({ ...intent, qtyLots: 5 });
    before.kernel.filled(1, 1, 80, 5, true, 17);
    const { kernel, ctx } = handDriven(() => {}, { opening: saved(before.kernel) });
    expect(kernel.filled(1, 1, 80, 5, true, 17)).toBe(false);
    expect(ctx.position(BTC).lots).toBe(5);
    expect(kernel.state().tradeIds).toEqual([17, 0]);
  });

  it("forgets what is over for a minute, unless the venue owes fills of it", () => {
    const { kernel, ctx } = handDriven(() => {}, { risk: RISK });
    show(kernel, 1000);
    const intent = { instrument: BTC, side: "buy", timeInForce: "gtc", qtyLots: 5 } as const;
    for (const priceTicks of [990, 991]) ctx.orders.submit({ ...intent, priceTicks });
    kernel.ended(1, 1, "canceled");
    kernel.ended(2, 1, "canceled", undefined, 3);
    expect(kernel.state().orders.map(({ id }) => id)).toEqual([1, 2]);
    kernel.wake(61e9);
    expect(kernel.state().orders.map(({ id }) => id)).toEqual([2]);
  });

  it("is refused a state of other instruments", () => {
    const opening = handDriven().kernel.state();
    expect(() => handDriven(() => {}, { opening, instruments: [BTC] })).toThrow(ConfigError);
  });

  it("is told what is halted", () => {
    const before = handDriven(() => {}, { risk: RISK });
    show(before.kernel, 1000);
    const intent = { instrument: BTC, side: "buy", timeInForce: "gtc" } as const;
    before.ctx.orders.submit({ ...intent, priceTicks: 1000, qtyLots: 40 });
    before.kernel.filled(1, 1, 1000, 40, true, 1);
    show(before.kernel, 400);
    before.kernel.wake(1);
    expect(before.ctx.risk.state).toBe("halt");
    const told: string[] = [];
    const after = handDriven(() => ({ risk: ({ state }) => void told.push(state) }), {
      risk: RISK,
      opening: saved(before.kernel),
    });
    expect(told).toEqual(["halt"]);
    show(after.kernel, 400);
    expect(after.ctx.orders.submit({ ...intent, priceTicks: 390, qtyLots: 2 }).reason).toMatch(
      /^R602/,
    );
  });
});

/** The request of a line that a hand-driven desk notes. */
function sentOf(line: string, kernel: Kernel): SentRequest {
  const [, what, a, b] = line.split(" ");
  if (what === "submit") {
    const order = kernel.desk.byId(Number(a));
    const { triggerTicks, reduceOnly, sideIndex: side } = order;
    const plain = triggerTicks === 0 && !reduceOnly;
    const terms = plain ? PLAIN_TERMS : { ...PLAIN_TERMS, triggerTicks, reduceOnly };
    const { id, market, account, type, timeInForce, selfTrade, priceTicks, qtyLots } = order;
    const where = { what, id, market, account, side } as const;
    return { ...where, type, timeInForce, selfTrade, priceTicks, qtyLots, terms };
  }
  if (what === "cancel" && a === "all") return { what: "cancel-all", id: Number(b), market: 0 };
  if (what === "cancel") return { what, id: Number(a) };
  const [qtyLots, priceTicks] = b!.split("@").map(Number);
  return { what: "amend", id: Number(a), to: { qtyLots: qtyLots!, priceTicks: priceTicks! } };
}

describe("a ledger", () => {
  it("that is told the requests and answers of a kernel comes to the same state", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 30, maxLength: 150, size: "max" }), (steps) => {
        const venue = new AnyVenue({ risk: RISK }, gambler);
        const first = venue.on.kernel;
        const ledger = new Kernel({
          instruments: [BTC, ETH],
          strategy: LEDGER,
          params: {},
          seed: 1,
          epochNs: EPOCH_NS,
          gateway: NOWHERE,
          observer: SILENT,
          bookIncludesOwn: false,
          risk: parseRisk(RISK),
        });
        ledger.start(0);
        venue.followers.push(ledger);
        show(first, 1000);
        let told = 0;
        for (const given of steps) {
          if (given.kind === "wake") {
            first.wake(first.nowNs + STEP_NS);
            ledger.wake(first.nowNs);
            venue.collect();
          } else if (given.kind === "request") venue.handleRequest(given.pick);
          else if (given.kind === "answer") venue.giveAnswer(given.pick, given.fate);
          else if (given.kind === "fill") venue.fill(given.pick, given.part);
          else if (given.kind === "end") venue.end(given.pick);
          const { asked } = venue.on;
          for (; told < asked.length; told++) ledger.requested(sentOf(asked[told]!, first));
        }
        const [is, must] = [saved(ledger), saved(first)];
        const sent = must.orders.filter(({ state, acceptedNs, reason }) => {
          return !(state === "rejected" && acceptedNs < 0 && reason !== undefined);
        });
        const bare = (order: SavedOrder): SavedOrder => ({ ...order, reason: undefined });
        expect(is.orders.map(bare)).toEqual(sent.map(bare));
        expect(is.positions).toEqual(must.positions);
        expect(is.tradeIds).toEqual(must.tradeIds);
        expect(is.massCancels).toEqual(must.massCancels);
        expect(is.risk!.exposure).toEqual(must.risk!.exposure);
        expect(is.risk!.scopes).toEqual(must.risk!.scopes);
        expect(is.risk!.recent).toEqual(must.risk!.recent);
      }),
      { numRuns: 200 * Number(process.env["MEXOMS_SOAK"] ?? "1"), endOnFailure: true },
    );
  });
});
