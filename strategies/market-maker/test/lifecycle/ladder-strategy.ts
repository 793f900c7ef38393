import { defineStrategy, type Strategy } from "@mexoms/core";
import { QuoteKeeper } from "../../src/lifecycle/quote-keeper.ts";
import { quoteLadder } from "../../src/quote-ladder.ts";
import { lifecycleParams } from "../../src/params/lifecycle-params.ts";
import { params as ladderParams } from "../../src/params.ts";
import { Look } from "../../src/pipeline/look.ts";
import type { QuoteSide } from "../../src/pipeline/quote-plan.ts";

const params = { ...ladderParams, ...lifecycleParams };

/** What a run of the strategy saw of its keeper. */
export interface Seen {
  keeper: QuoteKeeper | undefined;
  messages: number;
  short: number;
  /** Levels by what was decided and why. */
  readonly decided: Map<string, number>;
  /** Most lots that were open on a side beyond its cap, in the worst case. */
  overCapLots: number;
}

/** Quotes a plain ladder, and has its orders kept by a QuoteKeeper, or by cancel-all/replace-all. */
export function ladderStrategy(
  keep: "keeper" | "replace-all",
  seen: Seen,
): Strategy<typeof params> {
  return defineStrategy({
    name: "ladder",
    params,
    start(ctx, p) {
      const book = ctx.book(p.instrument);
      const position = ctx.position(p.instrument);
      const look = new Look(p.levels);
      const keeper = new QuoteKeeper({
        ctx,
        instrument: p.instrument,
        params: p,
        maxLevels: p.levels,
      });
      seen.keeper = keeper;
      const replaceAll = (): void => {
        const open = ctx.orders.open(p.instrument);
        const all = [...sidesOf(look.plan.buy, "buy"), ...sidesOf(look.plan.sell, "sell")];
        const same =
          open.length === all.length &&
          all.every((want) =>
            open.some((order) => order.side === want.side && order.priceTicks === want.priceTicks),
          );
        if (same) return;
        for (const order of open) if (ctx.orders.cancel(order)) seen.messages += 1;
        let buys = 0;
        let sells = 0;
        for (const order of open) {
          if (order.side === "buy") buys += order.leavesLots;
          else sells += order.leavesLots;
        }
        for (const want of all) {
          const buy = want.side === "buy";
          const most = buy ? look.inventory.buyCapLots : look.inventory.sellCapLots;
          if ((buy ? buys : sells) + want.qtyLots > most) continue;
          if (buy) buys += want.qtyLots;
          else sells += want.qtyLots;
          ctx.orders.submit({ ...want, instrument: p.instrument, timeInForce: "post-only" });
          seen.messages += 1;
        }
      };
      ctx.every(p.refresh, () => {
        const fair = book.mid;
        look.nowNs = ctx.nowNs;
        look.fair.problem = book.valid ? "none" : "book-empty";
        look.fair.ticks = fair;
        look.plan.problem = book.valid ? "" : "no book";
        look.spread.halfTicks = p.spread.of(fair) / 2;
        look.inventory.positionLots = position.lots;
        look.inventory.heldLots = position.lots;
        look.inventory.buyCapLots = p.maxInventory - position.lots;
        look.inventory.sellCapLots = p.maxInventory + position.lots;
        look.plan.buy.count = 0;
        look.plan.sell.count = 0;
        if (book.valid) {
          const targets = quoteLadder({
            fairTicks: fair,
            spreadTicks: p.spread.of(fair),
            stepTicks: p.levelStep.of(fair),
            levels: p.levels,
            sizeLots: p.size,
            positionLots: position.lots,
            maxInventoryLots: p.maxInventory,
            skewTicks: p.skew.of(fair),
            bidTicks: book.bid,
            askTicks: book.ask,
            postOnly: true,
          });
          for (const { side, price, size } of targets) {
            const to = side === "buy" ? look.plan.buy : look.plan.sell;
            to.priceTicks[to.count] = price;
            to.lots[to.count] = size;
            to.count += 1;
          }
        }
        if (keep === "replace-all") {
          replaceAll();
          return;
        }
        keeper.keep(look);
        const { decisions } = keeper;
        seen.messages += decisions.sent;
        seen.short += decisions.short;
        for (const side of [decisions.buy, decisions.sell]) {
          seen.overCapLots = Math.max(seen.overCapLots, side.openLots - side.capLots);
          for (let i = 0; i < side.count; i++) {
            const { kind, why, waitsFor } = side.levels[i]!;
            const key = `${kind} ${why} ${waitsFor}`.trim();
            seen.decided.set(key, (seen.decided.get(key) ?? 0) + 1);
          }
        }
      });
      return {
        order: (order, change) => keeper.onOrder(order, change),
        fill: (fill) => keeper.onFill(fill),
        stop: () => void keeper.stop(),
      };
    },
  });
}

function* sidesOf(
  plan: QuoteSide,
  side: "buy" | "sell",
): Generator<{ side: "buy" | "sell"; priceTicks: number; qtyLots: number }> {
  for (let i = 0; i < plan.count; i++) {
    yield { side, priceTicks: plan.priceTicks[i]!, qtyLots: plan.lots[i]! };
  }
}
