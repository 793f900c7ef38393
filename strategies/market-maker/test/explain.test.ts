import { fileURLToPath } from "node:url";
import { defineStrategy, type Explanation, type Order } from "@mexoms/core";
import { explain, openTape } from "@mexoms/sim";
import { describe, expect, it } from "vitest";
import type { MakerEvent } from "../src/explain/maker-event.ts";
import { marketMaker } from "../src/index.ts";
import { MakerRig, MS, PERP, SECOND } from "./maker-rig.ts";

const TAPE = openTape(
  fileURLToPath(new URL("../../../../data/tapes/synthetic-swap-BTCUSDT.tape", import.meta.url)),
  { verify: true },
);

interface Asked {
  readonly text: string;
  readonly event: MakerEvent;
  /** What was open when it was asked. */
  readonly open: readonly Pick<Order, "id" | "side" | "priceTicks" | "leavesLots" | "request">[];
}

/** Asks the market maker at many instants of a run, and looks at its orders at each. */
async function askedIn(params: Record<string, string>, at: readonly string[]): Promise<Asked[]> {
  const seen: Asked[] = [];
  const watched = defineStrategy({
    ...marketMaker,
    start(ctx, p) {
      const handlers = marketMaker.start(ctx, p)!;
      return {
        ...handlers,
        explain(): Explanation {
          const told = handlers.explain!();
          const open = ctx.orders.open(p.instrument).map((order) => ({
            id: order.id,
            side: order.side,
            priceTicks: order.priceTicks,
            leavesLots: order.leavesLots,
            request: order.request,
          }));
          seen.push({ text: told.text, event: told.event as unknown as MakerEvent, open });
          return told;
        },
      };
    },
  });
  await explain({
    strategy: watched,
    params,
    tapes: [TAPE],
    latency: "20ms",
    queue: "power3:3",
    exchange: "partial",
    seed: 1,
    at,
  });
  return seen;
}

/** Instants that are not multiples of the time between looks. */
const OFTEN = Array.from({ length: 300 }, (_, i) => `${i * 97 + 13}ms`);
const BUSY = {
  spread: "1bps",
  feeFloor: "false",
  levelStep: "0.5bps",
  size: "0.05BTC",
  maxInventory: "0.2BTC",
  sizeSkew: "linear",
  rebalance: "slice",
  joinAt: "30%",
  chaseAt: "50%",
  sliceAt: "70%",
} as const;

describe("an explanation, at any instant of a run", () => {
  it("names every open order with its price and size, in text and event alike, and no other", async () => {
    const asked = await askedIn(BUSY, OFTEN);
    expect(asked).toHaveLength(OFTEN.length);
    let orders = 0;
    let reduced = 0;
    for (const { text, event, open } of asked) {
      orders += open.length;
      if (event.rebalancing.step !== "none" && event.rebalancing.step !== "skew") reduced += 1;
      expect(event.orders).toEqual(
        open.map((order) =>
          expect.objectContaining({
            id: order.id,
            side: order.side,
            price: TAPE.instrument.tick.format(order.priceTicks),
            size: TAPE.instrument.lot.format(order.leavesLots),
            request: order.request,
          }),
        ),
      );
      const told = [...text.matchAll(/^open #(\d+) \S+ (buy|sell) ([\d.]+) at ([\d.]+) /gm)];
      expect(
        told.map(([, id, side, size, price]) => ({ id: Number(id), side, size, price })),
      ).toEqual(event.orders.map(({ id, side, size, price }) => ({ id, side, size, price })));
      for (const { order } of event.levels) {
        if (order !== null) expect(open.map(({ id }) => id)).toContain(order);
      }
    }
    expect(orders).toBeGreaterThan(1000);
    expect(reduced, "the ladder was climbed").toBeGreaterThan(10);
  });

  it("quotes exactly when an order is open that is not leaving, and else always says why not", async () => {
    const given = [BUSY, { ...BUSY, messageRate: "1", messageBurst: "12" }, { maxBookAge: "60ms" }];
    const reasons = new Set<string>();
    for (const params of given) {
      for (const { event, text, open } of await askedIn(params, OFTEN)) {
        expect(event.reason).not.toBe("");
        expect(text.split("\n")[0]).toContain(event.reason);
        if (event.quoting) expect(open.some(({ request }) => request !== "cancel")).toBe(true);
        else reasons.add(event.reason);
      }
    }
    expect([...reasons]).toEqual(
      expect.arrayContaining([
        "it has not looked at the market yet",
        "the book has not changed for longer than maxBookAge",
      ]),
    );
  });

  it("can be written as JSON and read again", async () => {
    for (const { event } of await askedIn({ spreadModel: "glft" }, ["1s", "20s"])) {
      expect(JSON.parse(JSON.stringify(event))).toEqual(event);
    }
  });
});

describe("why it does not quote", () => {
  const event = (rig: MakerRig): MakerEvent => rig.kernel.explain()!.event as unknown as MakerEvent;
  const why = (rig: MakerRig): string => {
    expect(event(rig).quoting).toBe(false);
    expect(rig.kernel.explain()!.text).toContain(event(rig).reason);
    return event(rig).reason;
  };

  it("says that it has not looked, then that the book is empty or gapped", () => {
    const rig = new MakerRig();
    expect(why(rig)).toBe("it has not looked at the market yet");
    rig.pass(100 * MS);
    expect(why(rig)).toMatch(/book/);
    rig
      .quiet()
      .gap()
      .pass(100 * MS);
    expect(why(rig)).toBe("data of the book is missing");
  });

  it("says that it warms up, and quotes at the first look after that", () => {
    const rig = new MakerRig({}, { warming: true }).quiet().pass(100 * MS);
    expect(why(rig)).toMatch(/^warming up/);
    expect(rig.venue.sent).toEqual([]);
    rig.kernel.openTrading();
    rig.pass(100 * MS);
    expect(event(rig).quoting).toBe(true);
    expect(rig.venue.sent).toHaveLength(6);
  });

  it("says that the model knows no volatility yet", () => {
    const rig = new MakerRig({ spreadModel: "volatility" }).quiet().pass(100 * MS);
    expect(why(rig)).toMatch(/volatility/);
  });

  it("says that there is no room, or that quotes would be too small", () => {
    const full = new MakerRig({ maxInventory: "0.1BTC" })
      .quiet()
      .hold(100)
      .pass(100 * MS);
    expect(event(full).leftOut.buy).toBe("no room under maxInventory and the risk limits");
    expect(event(full).quoting, "the other side").toBe(true);
    const none = new MakerRig({
      sizeSkew: "linear",
      target: "-1BTC",
      priceCeiling: "none",
    }).quiet();
    expect(event(none.hold(1000).pass(100 * MS)).leftOut.buy).toBe("size skew leaves nothing");
  });

  it("says that the message budget is spent", () => {
    const rig = new MakerRig({
      messageBurst: "1",
      messageRate: "1",
      cancelReserve: "0",
      levels: "1",
    });
    rig.quiet().pass(100 * MS);
    const [only] = rig.open();
    rig.answer().fill(only!, 100).pass(0);
    expect(why(rig)).toBe("the message budget is spent");
  });

  it("says that the venue refuses, with what it said, and that a side pauses for it", () => {
    const rig = new MakerRig({ rejectRetries: "0", levels: "1" }).quiet().pass(100 * MS);
    for (const order of rig.venue.sent.splice(0)) {
      rig.kernel.ended(order.id, rig.nowNs, "rejected", "daily loss limit reached");
    }
    rig.pass(100 * MS);
    expect(why(rig)).toBe(
      "the venue refuses quotes, the side pauses for rejectPause: daily loss limit reached",
    );
    expect(rig.noted.filter((note) => note.startsWith("not quoting")).length).toBeGreaterThan(0);
  });

  it("notes each change between quoting and not, once, with its reason", () => {
    const rig = new MakerRig().pass(100 * MS);
    rig
      .quiet()
      .pass(SECOND)
      .answer()
      .pass(SECOND)
      .gap()
      .pass(200 * MS)
      .answer()
      .pass(SECOND);
    expect(rig.noted.map((note) => note.split(":")[0])).toEqual([
      "not quoting",
      "quoting",
      "not quoting",
    ]);
  });

  it("does not note each sample that a model still waits for", () => {
    const rig = new MakerRig({ spreadModel: "volatility", volatilitySamples: "5" }).quiet();
    for (let i = 0; i < 80; i++) rig.quiet(600_000 + (i % 2) * 5, 600_010).pass(100 * MS);
    expect(rig.noted.map((note) => note.split(":")[0])).toEqual(["not quoting", "quoting"]);
  });

  it("tells the parts of the profit, which add up", () => {
    const rig = new MakerRig()
      .quiet()
      .hold(100)
      .pass(100 * MS);
    const { profit } = event(rig);
    expect(profit).toMatchObject({
      currency: PERP.settle,
      fees: "3",
      funding: "0",
      liquidation: "0",
    });
    expect(profit.total).toBe("-2.995");
  });
});
