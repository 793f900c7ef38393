import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MakerRig, MS, PERP, SPOT } from "./maker-rig.ts";

/** What may happen next. Numbers pick an order, a size, a price or a time out of what there is. */
const event = fc.oneof(
  fc.record({ kind: fc.constant("pass" as const), n: fc.integer({ min: 1, max: 700 }) }),
  fc.record({ kind: fc.constant("book" as const), n: fc.integer({ min: -300, max: 300 }) }),
  fc.record({ kind: fc.constant("accept" as const), n: fc.nat(20) }),
  fc.record({
    kind: fc.constant("fill" as const),
    n: fc.nat(20),
    part: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ kind: fc.constant("cancel" as const), n: fc.nat(20) }),
  fc.record({ kind: fc.constant("reject" as const), n: fc.nat(20) }),
);

const RULES: readonly Record<string, string>[] = [
  { levels: "4", size: "0.15BTC", tightenAfter: "0ms", messageRate: "1000", messageBurst: "1000" },
  {
    levels: "3",
    size: "0.2BTC",
    sizeSkew: "linear",
    sizeGrowth: "2",
    rebalance: "slice",
    joinAt: "20%",
    chaseAt: "30%",
    sliceAt: "40%",
    sliceBudget: "1000bps",
    rebalanceEvery: "50ms",
    hangingOrders: "true",
  },
  {
    levels: "2",
    size: "0.3BTC",
    rebalance: "hedge",
    hedge: SPOT.id,
    joinAt: "10%",
    chaseAt: "20%",
    sliceAt: "30%",
    hedgeAt: "30%",
    hedgeBudget: "1000bps",
    rebalanceEvery: "50ms",
    target: "0.2BTC",
  },
];

/** With every open order filled, the furthest that each position may come to be, in lots. */
function worst(rig: MakerRig, of: typeof PERP): number {
  const position = rig.maker.ctx.position(of).lots;
  const open = (side: string): number =>
    rig.open(of).reduce((sum, o) => sum + (o.side === side ? o.leavesLots : 0), 0);
  return Math.max(position + open("buy"), -(position - open("sell")));
}

function play(
  rig: MakerRig,
  next: { kind: string; n: number; part?: number },
  mid: { at: number },
): void {
  const open = [...rig.open(), ...rig.open(SPOT)];
  const order = open[next.n % Math.max(1, open.length)];
  if (next.kind === "pass") rig.pass(next.n * MS);
  else if (next.kind === "book") {
    rig.level("buy", mid.at, 0).level("sell", mid.at + 1, 0);
    rig.level("buy", mid.at, 0, SPOT).level("sell", mid.at + 1, 0, SPOT);
    mid.at += next.n;
    rig.quiet(mid.at, mid.at + 1);
    rig.pass(0);
  } else if (order === undefined) return;
  else if (next.kind === "accept") rig.kernel.accepted(order.id, rig.nowNs);
  else if (next.kind === "fill") {
    if (!order.live) rig.kernel.accepted(order.id, rig.nowNs);
    rig.fill(order, Math.max(1, Math.floor(order.leavesLots / next.part!)));
  } else if (next.kind === "cancel") {
    if (order.request === "cancel" || order.timeInForce === "ioc") {
      rig.kernel.ended(order.id, rig.nowNs, order.timeInForce === "ioc" ? "expired" : "canceled");
    }
  } else if (order.state === "pending") rig.kernel.ended(order.id, rig.nowNs, "rejected", "no");
  rig.pass(0);
}

describe("the worst case of the whole strategy", () => {
  it.each(RULES)("stays within maxInventory, whatever happens in whatever order: %o", (rules) => {
    let sent = 0;
    let taken = 0;
    fc.assert(
      fc.property(fc.array(event, { minLength: 5, maxLength: 60 }), (events) => {
        const rig = new MakerRig({ ...rules, maxInventory: "0.5BTC" }).quiet().pass(100 * MS);
        const mid = { at: 600_000 };
        for (const next of events) {
          play(rig, next, mid);
          expect(worst(rig, PERP)).toBeLessThanOrEqual(500);
          expect(worst(rig, SPOT)).toBeLessThanOrEqual(5000);
        }
        sent += rig.kernel.desk.all.length;
        taken += rig.kernel.desk.all.filter((order) => order.timeInForce === "ioc").length;
      }),
      { numRuns: 200 },
    );
    expect(sent).toBeGreaterThan(500);
    if (rules["rebalance"] !== undefined) expect(taken).toBeGreaterThan(20);
  });
});
