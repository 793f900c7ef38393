import type { Explanation, Instrument } from "@mexoms/core";
import type { Detector } from "./detector/detector.ts";
import type { Executor } from "./executor/executor.ts";
import type { ExposureCap } from "./executor/exposure-cap.ts";
import type { Inventory } from "./inventory/inventory.ts";
import type { MakerQuote } from "./maker/maker-quote.ts";

export interface SessionParts {
  readonly nowNs: number;
  readonly instruments: readonly Instrument[];
  readonly detector: Detector;
  readonly executor: Executor;
  readonly inventory: Inventory;
  readonly quotes: readonly MakerQuote[];
  readonly cap: ExposureCap;
  readonly gated: Readonly<Record<string, number>>;
}

/** Why nothing is taken or quoted now, or what is: edges, gates, deals, quotes and inventory. */
export function explainSession(of: SessionParts): Explanation {
  const { detector, inventory, cap, gated } = of;
  const symbols = new Map(of.instruments.map((_, i) => [detector.symbolOf(i), i] as const));
  const looks = [...symbols.values()].map((i) => detector.explain(i));
  const deals = of.executor.deals.standing(of.nowNs);
  const quotes = of.quotes.map(({ maker, side, state }) => `${maker.id} ${side}: ${state}`);
  const holdings = inventory.holdings();
  const capLeft = `${cap.left().toString()} ${cap.currency}`;
  const lines = [
    ...looks.map(({ text }) => text),
    `gates so far: ${gateCounts(gated)}`,
    `open deals ${deals.length}, left under the residual cap ${capLeft}`,
    ...deals.map(({ id, name, path }) => `deal ${id} ${name}: ${path.join(" > ")}`),
    ...quotes,
    ...holdings
      .filter(({ moved }) => moved.units !== 0n)
      .map(({ place, asset, moved }) => `${place} ${asset}: moved by ${moved.toString()}`),
  ];
  const event = {
    symbols: looks.map((each) => each.event),
    gated,
    deals,
    capLeft,
    quotes,
    holdings,
  };
  return { text: lines.join("\n"), event };
}

function gateCounts(gated: Readonly<Record<string, number>>): string {
  const counts = Object.entries(gated).map(([gate, looks]) => `${gate} ${looks}`);
  return counts.length > 0 ? counts.join(", ") : "none, as no edge gave what it needs";
}
