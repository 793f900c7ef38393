import type { Instrument, OrderIntent, StrategyContext } from "@mexoms/core";
import fc from "fast-check";
import type { Row } from "./tape.ts";

interface Draw {
  readonly kind: Row[0];
  readonly side: "buy" | "sell";
  readonly level: number;
  readonly lots: number;
  readonly afterNs: number;
  readonly travelNs: number;
}

const draw: fc.Arbitrary<Draw> = fc.record({
  kind: fc.constantFrom<Row[0][]>("depth", "depth", "depth", "trade", "trade", "snapshot", "clear"),
  side: fc.constantFrom("buy", "sell"),
  level: fc.integer({ min: 0, max: 8 }),
  lots: fc.integer({ min: 0, max: 6 }),
  afterNs: fc.integer({ min: 0, max: 12 }),
  travelNs: fc.integer({ min: 0, max: 9 }),
});

/** Rows of a wild little market around tick 104: many ties, exchange times that go back. */
export function marketRows(maxLength: number): fc.Arbitrary<Row[]> {
  return fc.array(draw, { minLength: 5, maxLength, size: "max" }).map((draws) => {
    const start: Row[] = [
      ["depth", "buy", 102, 3, 0],
      ["depth", "sell", 106, 3, 0],
    ];
    let local = 0;
    return start.concat(
      draws.map(({ kind, side, level, lots, afterNs, travelNs }): Row => {
        local += afterNs;
        const at = { exch: Math.max(0, local - travelNs), local };
        if (kind === "clear") return [kind, side, 100 + level, 0, at];
        // Bids from 100 to 108, asks the same: levels meet and cross.
        return [kind, side, 100 + level, kind === "trade" ? lots + 1 : lots, at];
      }),
    );
  });
}

/**
 * A strategy that does one thing or another with an instrument every few nanoseconds; with orders of
 * every kind, or with limit and market orders alone.
 */
export function trades(
  ctx: StrategyContext,
  instrument: Instrument,
  stream: number,
  kinds: "plain" | "every" = "plain",
): void {
  const { orders } = ctx;
  const sides = ["buy", "sell"] as const;
  const times = ["gtc", "post-only", "ioc", "fok"] as const;
  // A sequence of its own for each instrument, so that they do not depend on each other.
  let state = stream + 1;
  const below = (bound: number): number => {
    state = (state * 16807) % 2147483647;
    return state % bound;
  };
  ctx.every(5 + stream, () => {
    const open = orders.open(instrument);
    const priceTicks = 100 + below(9);
    const qtyLots = 1 + below(5);
    const act = below(6);
    const one = open[below(Math.max(1, open.length))];
    if (act < 3) {
      orders.submit({
        instrument,
        side: sides[below(2)]!,
        priceTicks,
        qtyLots,
        timeInForce: times[below(4)]!,
        type: below(12) === 0 ? "market" : "limit",
        ...(kinds === "every" ? special(qtyLots, below) : {}),
      });
    } else if (kinds === "every" && below(5) === 0) {
      if (below(2) === 0) orders.cancelAllAtVenue(instrument);
      else orders.cancelMany(open);
    } else if (one && act === 3) {
      orders.amend(one, { priceTicks, qtyLots });
    } else if (one) {
      orders.cancel(one, { again: below(4) === 0 });
    }
  });
}

/** What makes an order one that is not plain. */
function special(qtyLots: number, below: (bound: number) => number): Partial<OrderIntent> {
  const waits: Partial<OrderIntent> = {
    timeInForce: "gtd",
    expiresAfter: 1 + below(90),
    reduceOnly: below(3) === 0,
  };
  const triggerBy = (["last", "quote", "mid"] as const)[below(3)]!;
  const kind = below(8);
  const triggerTicks = 100 + below(9);
  if (kind === 0) return { ...waits, type: "stop", triggerTicks, triggerBy };
  if (kind === 1) return { ...waits, type: "stop-limit", triggerTicks, triggerBy };
  if (kind === 2) return { ...waits, type: "trailing-stop", trailTicks: 1 + below(3), triggerBy };
  if (kind === 3) return { ...waits, type: "limit", displayLots: 1 + below(qtyLots) };
  return kind === 4 ? { type: "limit", reduceOnly: true } : {};
}
