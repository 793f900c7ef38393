import { Distance } from "@mexoms/core";
import { Instrument } from "@mexoms/core";
import { Look } from "../../src/pipeline/look.ts";
import type { QuoteSide } from "../../src/pipeline/quote-plan.ts";
import { QuoteGenerator } from "../../src/quote/quote-generator.ts";
import type { QuoteParams } from "../../src/quote/quote-rules.ts";
import { quoteRules } from "../../src/quote/quote-rules.ts";
import type { LevelsOfOthers, QuoteSources } from "../../src/quote/quote-sources.ts";

/** A hundredth of a tick makes rounding seen, and a minimum notional of 5 USDT. */
export const BTC: Instrument = new Instrument({
  venue: "test",
  market: "swap",
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "0.1",
  lotSize: "0.001",
  minNotional: "5",
  makerFee: "2bps",
  takerFee: "5bps",
});

export type LevelRow = readonly [priceTicks: number, lots: number];

/** Levels of a book, best first. */
class Levels implements LevelsOfOthers {
  priceTicks = 0;
  qtyLots = 0;
  readonly #rows: readonly LevelRow[];
  #at = 0;

  constructor(rows: readonly LevelRow[]) {
    this.#rows = rows;
  }

  restart(): void {
    this.#at = 0;
  }

  next(): boolean {
    const row = this.#rows[this.#at++];
    if (row) [this.priceTicks, this.qtyLots] = row;
    return row !== undefined;
  }
}

export interface Scene {
  readonly fairTicks: number;
  readonly halfTicks: number;
  readonly feeFloorTicks: number;
  readonly minSpreadTicks: number;
  readonly stepTicks: number;
  readonly params: Partial<QuoteParams>;
  readonly bids: readonly LevelRow[];
  readonly asks: readonly LevelRow[];
  readonly own: QuoteSources["own"];
  readonly funds: QuoteSources["funds"];
  /** Fields of the inventory's look. */
  readonly inventory: Partial<Look["inventory"]>;
}

export const RICH = {
  quoteTickLots: Number.POSITIVE_INFINITY,
  sellableLots: Number.POSITIVE_INFINITY,
} as const;

export const SCENE: Scene = {
  fairTicks: 600_000.5,
  halfTicks: 30,
  feeFloorTicks: 0,
  minSpreadTicks: 0,
  stepTicks: 10,
  params: {},
  bids: [[600_000, 500]],
  asks: [[600_001, 500]],
  own: [],
  funds: RICH,
  inventory: {},
};

const PARAMS = {
  size: 100,
  levels: 3,
  levelSpacing: "linear",
  levelGrowth: 1.5,
  sizes: "linear",
  sizeGrowth: 1,
  depthAhead: 0,
  dust: 0,
  compete: "none",
  improveTicks: 1,
  priceFloor: Number.NaN,
  priceCeiling: Number.NaN,
  postOnly: true,
} as const;

export interface Quote {
  readonly price: number;
  readonly lots: number;
  readonly why: number;
}

export interface Quotes {
  readonly look: Look;
  readonly buy: readonly Quote[];
  readonly sell: readonly Quote[];
}

/** What the generator makes of a scene. */
export function quotesOf(scene: Scene): Quotes {
  const ticks = (n: number): Distance => Distance.parse(`${n.toFixed(9)}ticks`, "step");
  const params: QuoteParams = { ...PARAMS, levelStep: ticks(scene.stepTicks), ...scene.params };
  const look = new Look(params.levels);
  look.fair.problem = "none";
  look.fair.ticks = scene.fairTicks;
  look.fair.bidTicks = scene.bids[0]?.[0] ?? Number.NaN;
  look.fair.askTicks = scene.asks[0]?.[0] ?? Number.NaN;
  look.spread.halfTicks = scene.halfTicks;
  look.spread.feeFloorTicks = scene.feeFloorTicks;
  Object.assign(look.inventory, { buyCapLots: 1e9, sellCapLots: 1e9 }, scene.inventory);
  const { bidTicks, askTicks } = look.fair;
  new QuoteGenerator({
    instrument: BTC,
    rules: quoteRules(params, ticks(scene.minSpreadTicks)),
    sources: {
      bids: new Levels(scene.bids),
      asks: new Levels(scene.asks),
      own: scene.own,
      touch: { bid: bidTicks, ask: askTicks },
      funds: scene.funds,
    },
  }).generate(look);
  return { look, buy: listed(look.plan.buy), sell: listed(look.plan.sell) };
}

function listed(side: QuoteSide): Quote[] {
  return Array.from({ length: side.count }, (_, i) => ({
    price: side.priceTicks[i]!,
    lots: side.lots[i]!,
    why: side.why[i]!,
  }));
}

export const pricesOf = (quotes: readonly Quote[]): number[] => quotes.map(({ price }) => price);
export const lotsOf = (quotes: readonly Quote[]): number[] => quotes.map(({ lots }) => lots);
