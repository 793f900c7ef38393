import type { Handlers, RiskConfig, StrategyContext } from "@mexoms/core";
import { BTC } from "./hand-driven.ts";

/** Limits that are met now and then. */
export const RISK: RiskConfig = {
  currency: "USDT",
  count: {},
  resetAt: "00:00",
  lookEvery: "1s",
  thresholds: { warn: ["50%", "75%"], reduceOnly: "90%", halt: "100%" },
  strategy: {
    positionQty: "0.04BTC",
    orderRate: "20/10ms",
    duplicateWithin: "2ms",
    dailyLoss: "2USDT",
    drawdown: "1USDT",
  },
};

/** Does one thing at random each time it is woken; its dice are all it needs to go on. */
export function gambler(ctx: StrategyContext): Handlers {
  let dice = ctx.saved === undefined ? 12_345 : Number(ctx.saved);
  const below = (n: number): number => {
    dice = (dice * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor(dice / 65_536) % n;
  };
  return {
    save: () => `${dice}`,
    wake() {
      const { orders } = ctx;
      const open = orders.open(BTC);
      const what = below(12);
      const priceTicks = 990 + below(25);
      const qtyLots = 2 + below(20);
      const side = below(2) === 0 ? "buy" : "sell";
      const plain = { instrument: BTC, side, priceTicks, qtyLots, timeInForce: "gtc" } as const;
      if (what < 4) orders.submit(plain);
      else if (what === 4) orders.submit({ ...plain, reduceOnly: true });
      else if (what === 5) {
        orders.submit({ ...plain, type: "stop-limit", triggerTicks: priceTicks + 1 });
      } else if (what === 6) orders.cancelAllAtVenue(BTC);
      else if (open.length > 0) {
        const order = open[below(open.length)]!;
        if (what < 9) orders.amend(order, { priceTicks, qtyLots });
        else orders.cancel(order, { again: what === 9 });
      }
      ctx.explain("sees", [ctx.position(BTC).lots, open.map(({ id }) => id), ctx.risk.state]);
    },
  };
}
