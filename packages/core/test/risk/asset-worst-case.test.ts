import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RiskConfig } from "@mexoms/core";
import {
  type AccountOptions,
  BUY,
  type Kernel,
  type OrderRecord,
  SELL,
} from "@mexoms/core/internal";
import { BTC, depth, ETH, feed, SPOT } from "../kernel/hand-driven.ts";
import { AnyVenue } from "./any-venue.ts";
import { step, take, type Target } from "./random-steps.ts";

type AssetLimits = NonNullable<RiskConfig["assets"]>[string];

/** Contracts of 0.001 BTC on two accounts and coins in lots of 0.01: a step is about as much in each. */
const TARGETS: readonly Target[] = [
  { instrument: BTC, account: "main", times: 10 },
  { instrument: BTC, account: "sub", times: 10 },
  { instrument: SPOT, account: "main", times: 1 },
];
const [BID, ASK] = [1000, 1004];
const CAP_QTY = 400;
/** In 10^-6 USDT, as 0.001 BTC are at the ask. */
const CAP_VALUE = 370 * ASK * 100;
const usdt = `${CAP_VALUE / 1e6}USDT`;

function venueWith(limits: AssetLimits): AnyVenue {
  const account = (name: string): AccountOptions => ({
    name,
    venue: "test",
    kind: "futures",
    markets: [0, 1],
    opening: { version: 0, balances: [], positions: [] },
    fees: new Map(),
  });
  const venue = new AnyVenue({
    instruments: [BTC, SPOT],
    accounts: [account("main"), account("sub")],
    risk: { currency: "USDT", count: {}, assets: { BTC: limits } },
  });
  const { kernel } = venue.on;
  for (const of of [BTC, ETH]) feed(kernel, of, depth("buy", BID, 500), depth("sell", ASK, 500));
  return venue;
}

/** Worst cases of an asset in 0.001 BTC and 10^-6 USDT, from those of its targets. */
function totals(worst: (target: Target, sign: 1 | -1) => number): {
  readonly qty: readonly number[];
  readonly gross: number;
  readonly net: readonly number[];
} {
  const inBtc = TARGETS.map((target) =>
    ([1, -1] as const).map((sign) => worst(target, sign) * (target.times === 1 ? 10 : 1)),
  );
  const sides = [0, 1];
  return {
    qty: sides.map((s) => inBtc.reduce((sum, of) => sum + of[s]!, 0)),
    gross: inBtc.reduce((sum, of) => sum + Math.max(...of) * ASK * 100, 0),
    net: sides.map((s) =>
      inBtc.reduce((sum, of) => sum + of[s]! * (of[s]! > 0 ? ASK : BID) * 100, 0),
    ),
  };
}

const isOf =
  ({ instrument, account }: Target) =>
  (order: OrderRecord): boolean =>
    order.instrument === instrument && order.account === account;

/** Counts anew, from every order of the run. */
function recount(kernel: Kernel): ReturnType<typeof totals> {
  const { book } = kernel.risk!;
  return totals((target, sign) => {
    let worst = 0;
    for (const order of kernel.desk.all) {
      if (!isOf(target)(order)) continue;
      const own = order.side === "buy" ? 1 : -1;
      worst += sign * own * order.filledLots;
      if (own === sign) worst += book.of(order)?.openLots ?? 0;
    }
    return worst;
  });
}

describe("worst-case exposure of an asset", () => {
  it.each([
    ["net in coins", { netQty: `0.${CAP_QTY}BTC` }],
    ["in value", { position: usdt }],
    ["net in value", { netPosition: usdt }],
    ["in all of them", { netQty: `0.${CAP_QTY}BTC`, netPosition: usdt, position: usdt }],
  ])(
    "%s never exceeds its cap over two markets and two accounts, and is what a count of all orders says",
    (_, limits: AssetLimits) => {
      fc.assert(
        fc.property(fc.array(step, { minLength: 40, maxLength: 120, size: "max" }), (steps) => {
          const venue = venueWith(limits);
          const { kernel } = venue.on;
          const { gate } = kernel.risk!;
          const within = ({ qty, gross, net }: ReturnType<typeof totals>): void => {
            if (limits.netQty) expect(Math.max(...qty)).toBeLessThanOrEqual(CAP_QTY);
            if (limits.position) expect(gross).toBeLessThanOrEqual(CAP_VALUE);
            if (limits.netPosition) expect(Math.max(...net)).toBeLessThanOrEqual(CAP_VALUE);
          };
          for (const given of steps) {
            take(venue, given, TARGETS);
            within(totals((target, sign) => venue.worst(sign, isOf(target))));
            const naive = recount(kernel);
            within(naive);
            if (limits.netQty) {
              expect([BUY, SELL].map((side) => gate.assets.worst(0, side))).toEqual(naive.qty);
            }
            if (limits.position === undefined && limits.netPosition === undefined) continue;
            const used = (limit: string): string | undefined =>
              kernel.risk!.view.figures().find((each) => each.limit === limit)?.used;
            const text = (micro: number): string => `${micro / 1e6} USDT`;
            if (limits.position) expect(used("position")).toBe(text(naive.gross));
            if (limits.netPosition) expect(used("netPosition")).toBe(text(Math.max(...naive.net)));
          }
        }),
        { numRuns: 100, endOnFailure: true },
      );
    },
    60_000,
  );

  it("does exceed each of them without the caps: the steps above do reach them", () => {
    const most = fc
      .sample(fc.array(step, { minLength: 100, maxLength: 120 }), { numRuns: 50, seed: 1 })
      .map((steps) => {
        const venue = venueWith({});
        const worst = { qty: 0, gross: 0, net: 0 };
        for (const given of steps) {
          take(venue, given, TARGETS);
          const { qty, gross, net } = totals((target, sign) => venue.worst(sign, isOf(target)));
          worst.qty = Math.max(worst.qty, ...qty);
          worst.gross = Math.max(worst.gross, gross);
          worst.net = Math.max(worst.net, ...net);
        }
        return worst;
      });
    expect(most.filter(({ qty }) => qty > CAP_QTY).length).toBeGreaterThan(20);
    expect(most.filter(({ gross }) => gross > CAP_VALUE).length).toBeGreaterThan(20);
    expect(most.filter(({ net }) => net > CAP_VALUE).length).toBeGreaterThan(20);
  });
});
