import { Decimal, type Explanation } from "@mexoms/core";
import type { Cycle } from "./cycle.ts";
import type { Edge } from "./edge.ts";
import { GATE_TEXTS, GATES, OPEN } from "./gates.ts";
import type { MarketLook } from "./market-look.ts";
import { bpsText, type GridPlace, type Pair } from "./pair.ts";
import type { BestPrice, SymbolLook } from "./symbol-look.ts";

interface EdgeExplanation {
  readonly name: string;
  /** What it gives after the fees of its legs, in basis points; undefined without two prices. */
  readonly netBps: string | undefined;
  readonly needBps: string;
  /** "found", "no edge", or the gate that was closed. */
  readonly state: string;
  readonly text: string;
}

/** Why nothing was taken at the last look at a market, or that something was. */
export function explainMarket(
  market: MarketLook,
  symbol: SymbolLook,
  cycles: readonly Cycle[],
): Explanation {
  const bid = symbol.bestBid();
  const ask = symbol.bestAsk();
  const place = symbol.places.findIndex((each) => each.market === market);
  const edges = [...symbol.pairsOf[place]!.map(explainPair), ...cycles.map(explainCycle)];
  const lines = [
    `${symbol.name} after fees: bid ${priceText(bid)}, ask ${priceText(ask)}`,
    ...(market.valid ? [] : [`${market.instrument.id}: ${GATE_TEXTS.book}`]),
    ...edges.map(({ name, text }) => `${name}: ${text}`),
    ...(edges.length === 0 ? ["no pair and no triangle that this market is in"] : []),
  ];
  return {
    text: lines.join("\n"),
    event: {
      symbol: symbol.name,
      market: market.instrument.id,
      valid: market.valid,
      bestNetBid: eventOf(bid),
      bestNetAsk: eventOf(ask),
      edges: edges.map(({ name, netBps, needBps, state }) => ({ name, netBps, needBps, state })),
    },
  };
}

function explainPair(pair: Pair): EdgeExplanation {
  const { buy, sell, edge, need } = pair;
  const paid = price(buy, buy.market.askTicks, buy.market.takerFee);
  const got = price(sell, sell.market.bidTicks, -sell.market.takerFee);
  return explainEdge(edge, got.div(paid), `${bpsText(need)}${needParts(pair)}`, need);
}

function explainCycle({ edge, legs, need }: Cycle): EdgeExplanation {
  let gives = new Decimal(1);
  for (const leg of legs) {
    const { to, from } = leg.rate(leg.topTicks);
    gives = gives.mul(to.toString()).div(from.toString());
  }
  return explainEdge(edge, gives, bpsText(need), need);
}

/** `gives` is what comes back for one that is paid; only good if all books are. */
function explainEdge(edge: Edge, gives: Decimal, needText: string, need: number): EdgeExplanation {
  const { name } = edge;
  const needBps = bpsText(need);
  if (edge.markets.some(({ valid }) => !valid)) {
    return { name, netBps: undefined, needBps, state: "book", text: GATE_TEXTS.book };
  }
  const netBps = `${gives.minus(1).mul(10_000).toFixed(4)}bps`;
  const text = `gives ${netBps} after fees, needs ${needText}`;
  if (!edge.live) return { name, netBps, needBps, state: "no edge", text };
  const gate = edge.gate === OPEN ? undefined : GATES[edge.gate]!;
  const why = gate === undefined ? "passes every gate" : GATE_TEXTS[gate];
  return { name, netBps, needBps, state: gate ?? "found", text: `${text}; ${why}` };
}

function needParts({ phase }: Pair): string {
  if (phase === "open") return " to open, with the fees of the exit";
  return phase === "close" ? " to close" : "";
}

function price({ market }: GridPlace, ticks: number, feeUnits: number): Decimal {
  return market.instrument.tick.decimal(ticks).mul(new Decimal(feeUnits).div(1e10).plus(1));
}

function priceText(best: BestPrice | undefined): string {
  return best === undefined ? "none" : `${best.net.toFixed()} at ${best.market.instrument.id}`;
}

function eventOf(best: BestPrice | undefined): Record<string, string> | undefined {
  return best && { net: best.net.toFixed(), instrument: best.market.instrument.id };
}
