import { type Explanation, Decimal } from "@mexoms/core";
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
export function explainMarket(market: MarketLook, symbol: SymbolLook): Explanation {
  const bid = symbol.bestBid();
  const ask = symbol.bestAsk();
  const place = symbol.places.findIndex((each) => each.market === market);
  const edges = symbol.pairsOf[place]!.map(explainPair);
  const lines = [
    `${symbol.name} after fees: bid ${priceText(bid)}, ask ${priceText(ask)}`,
    ...(market.valid ? [] : [`${market.instrument.id}: ${GATE_TEXTS.book}`]),
    ...edges.map(({ name, text }) => `${name}: ${text}`),
    ...(symbol.pairs.length === 0 ? ["no other market of this symbol to compare with"] : []),
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
  const { name } = edge;
  const needBps = bpsText(need);
  if (!buy.market.valid || !sell.market.valid) {
    return { name, netBps: undefined, needBps, state: "book", text: GATE_TEXTS.book };
  }
  const paid = price(buy, buy.market.askTicks, buy.market.takerFee);
  const got = price(sell, sell.market.bidTicks, -sell.market.takerFee);
  const netBps = `${got.minus(paid).div(paid).mul(10_000).toFixed(4)}bps`;
  const gives = `gives ${netBps} after fees, needs ${needBps}${needParts(pair)}`;
  if (!edge.live) return { name, netBps, needBps, state: "no edge", text: gives };
  const gate = edge.gate === OPEN ? undefined : GATES[edge.gate]!;
  const state = gate ?? "found";
  const why = gate === undefined ? "passes every gate" : GATE_TEXTS[gate];
  return { name, netBps, needBps, state, text: `${gives}; ${why}` };
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
