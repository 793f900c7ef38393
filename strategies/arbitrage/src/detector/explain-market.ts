import { Decimal, type Explanation } from "@mexoms/core";
import type { Cycle } from "./cycle.ts";
import type { Edge } from "./edge.ts";
import { GATE_TEXTS, GATES, OPEN } from "./gates.ts";
import type { MarketLook } from "./market-look.ts";
import { bpsText, type GridPlace, type Pair } from "./pair.ts";
import type { BestPrice, SymbolLook } from "./symbol-look.ts";

interface EdgeExplanation {
  readonly name: string;
  readonly text: string;
  readonly figures: EdgeFigures;
}

interface EdgeFigures {
  readonly name: string;
  /**
   * Basis points, at the best prices of the books; undefined while a book is not valid. Net is gross
   * less the fees of all legs; missing is needed and reserve less net, below zero when there is more.
   */
  readonly grossBps?: string;
  readonly feesBps?: string;
  readonly netBps?: string;
  readonly missingBps?: string;
  readonly needBps: string;
  /** Asked on top against the risk of one leg alone; undefined while it is not known. */
  readonly reserveBps: string | undefined;
  /** "found", "no edge", or the gate that was closed. */
  readonly state: string;
}

/** What stands against an edge now, in rate units; NaN while it is not known. */
export type ReserveOf = (edge: Edge) => number;

/** Why nothing was taken at the last look at a market, or that something was. */
export function explainMarket(
  market: MarketLook,
  symbol: SymbolLook,
  cycles: readonly Cycle[],
  reserveOf: ReserveOf,
): Explanation {
  const bid = symbol.bestBid();
  const ask = symbol.bestAsk();
  const place = symbol.places.findIndex((each) => each.market === market);
  const edges = [
    ...symbol.pairsOf[place]!.map((pair) => explainPair(pair, reserveOf)),
    ...cycles.map((cycle) => explainCycle(cycle, reserveOf)),
  ];
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
      edges: edges.map(({ figures }) => figures),
    },
  };
}

function explainPair(pair: Pair, reserveOf: ReserveOf): EdgeExplanation {
  const { buy, sell, edge, need } = pair;
  const gross = price(sell, sell.market.bidTicks, 0).div(price(buy, buy.market.askTicks, 0));
  const kept = new Decimal(1)
    .minus(rateOf(sell.market.takerFee))
    .div(rateOf(buy.market.takerFee).plus(1));
  const crossed =
    pair.grossCrossed === 0
      ? "so far never crossed, even before fees"
      : `so far crossed before fees in ${pair.grossCrossed} looks, by ${bpsOf(pair.grossMaxBps / 10_000)} at most`;
  const of = { edge, gross, net: gross.mul(kept), need, reserve: reserveOf(edge) };
  return explainEdge({ ...of, needParts: needParts(pair), more: `; ${crossed}` });
}

function explainCycle({ edge, legs, need }: Cycle, reserveOf: ReserveOf): EdgeExplanation {
  let net = new Decimal(1);
  let kept = new Decimal(1);
  for (const leg of legs) {
    const { to, from } = leg.rate(leg.topTicks);
    net = net.mul(to.toString()).div(from.toString());
    const fee = rateOf(leg.market.takerFee);
    kept = leg.side === "buy" ? kept.div(fee.plus(1)) : kept.mul(new Decimal(1).minus(fee));
  }
  const of = { edge, gross: net.div(kept), net, need, reserve: reserveOf(edge) };
  return explainEdge({ ...of, needParts: "", more: "" });
}

/** `gross` and `net` are what comes back for one that is paid; only good if all books are. */
function explainEdge(of: {
  readonly edge: Edge;
  readonly gross: Decimal;
  readonly net: Decimal;
  readonly need: number;
  readonly reserve: number;
  readonly needParts: string;
  readonly more: string;
}): EdgeExplanation {
  const { edge, need, reserve } = of;
  const { name } = edge;
  const known = !Number.isNaN(reserve);
  const needBps = bpsText(need);
  const reserveBps = known ? bpsText(reserve) : undefined;
  if (edge.markets.some(({ valid }) => !valid)) {
    const figures = { name, needBps, reserveBps, state: "book" };
    return { name, figures, text: GATE_TEXTS.book };
  }
  const gross = of.gross.minus(1);
  const net = of.net.minus(1);
  const missing = rateOf(need + (known ? reserve : 0)).minus(net);
  const [grossBps, netBps] = [bpsOf(gross), bpsOf(net)];
  const [feesBps, missingBps] = [bpsOf(gross.minus(net)), bpsOf(missing)];
  const asked =
    `needs ${needBps}${of.needParts}` +
    (reserve === 0 ? "" : ` + reserve ${reserveBps ?? "not known yet"}`);
  const sums = `gross ${grossBps} - fees of all legs ${feesBps} = net ${netBps}; ${asked}`;
  const lacks = missing.gt(0) ? `; ${missingBps} missing` : "";
  const gate = edge.live && edge.gate !== OPEN ? GATES[edge.gate]! : undefined;
  const state = edge.live ? (gate ?? "found") : "no edge";
  const why = edge.live ? `; ${gate === undefined ? "passes every gate" : GATE_TEXTS[gate]}` : "";
  const text = `${sums}${lacks}${why}${of.more}`;
  const figures = { name, grossBps, feesBps, netBps, missingBps, needBps, reserveBps, state };
  return { name, figures, text };
}

function needParts({ phase }: Pair): string {
  if (phase === "open") return " to open (fees of the exit included)";
  return phase === "close" ? " to close" : "";
}

function price({ market }: GridPlace, ticks: number, feeUnits: number): Decimal {
  return market.instrument.tick.decimal(ticks).mul(rateOf(feeUnits).plus(1));
}

function rateOf(units: number): Decimal {
  return new Decimal(units).div(1e10);
}

function bpsOf(ratio: Decimal | number): string {
  return `${new Decimal(ratio).mul(10_000).toFixed(4)}bps`;
}

function priceText(best: BestPrice | undefined): string {
  return best === undefined ? "none" : `${best.net.toFixed()} at ${best.market.instrument.id}`;
}

function eventOf(best: BestPrice | undefined): Record<string, string> | undefined {
  return best && { net: best.net.toFixed(), instrument: best.market.instrument.id };
}
