import { ConfigError, type Explanation, type NearestEdge, type Rate } from "@mexoms/core";
import { Clock } from "./clock.ts";
import type { Cycle } from "./cycle.ts";
import { CycleSet } from "./cycle-set.ts";
import { CycleWalk } from "./cycle-walk.ts";
import { checkConfig, type DetectorConfig, Equivalents } from "./detector-config.ts";
import type { DetectorMarket, Room } from "./detector-market.ts";
import type { Edge } from "./edge.ts";
import { EdgeLives } from "./edge-lives.ts";
import { explainMarket } from "./explain-market.ts";
import { BOOK_GATE, type Gate, GateCounts, OPEN, RESERVE_GATE } from "./gates.ts";
import { Gatekeeper } from "./gatekeeper.ts";
import { MarketLook } from "./market-look.ts";
import type { Opportunity } from "./opportunity.ts";
import { nearestOf } from "./nearest.ts";
import type { Pair } from "./pair.ts";
import { PairWalk } from "./pair-walk.ts";
import { type BestPrice, SymbolLook } from "./symbol-look.ts";

/** Most pairs that are told as the nearest. */
const NEAREST = 20;

/** What a detector saw so far. Counts are of looks: one book change, one pair or cycle. */
export interface DetectorCounts {
  /** Book changes. */
  readonly looked: number;
  /** Pairs whose bid was above the ask before fees. */
  readonly crossedGross: number;
  /** Pairs and cycles that gave what is asked, after fees. */
  readonly crossedNet: number;
  /** Of those, the ones that a gate kept from being taken, by gate; and looks at invalid books. */
  readonly gated: Readonly<Partial<Record<Gate, number>>>;
  /** Of those, the ones that passed every gate. */
  readonly found: number;
}

/** What was seen of a pair so far, for records and tests. */
export interface PairRecord {
  readonly name: string;
  readonly kind: string;
  /** Looks in which the bid was above the ask before fees, in how many episodes, and by how much. */
  readonly grossLooks: number;
  readonly grossEpisodes: number;
  readonly grossMaxBps: number;
  /** The same after fees, with what is asked. */
  readonly netLooks: number;
  readonly netEpisodes: number;
}

/**
 * Finds profits in books. A book change costs a few comparisons with the best of its symbol; books
 * are walked only when two of them cross by what is asked and no gate is closed. Prices, sizes and
 * money are compared as integers. Nothing is allocated while nothing crosses.
 */
export class Detector {
  /** Times of the look that goes on, to be set before each `look`; onBook sets them. */
  readonly clock: Clock = new Clock();
  readonly #config: DetectorConfig;
  readonly #markets: readonly MarketLook[];
  readonly #symbols: readonly SymbolLook[];
  readonly #symbolOf: readonly SymbolLook[];
  readonly #placeOf: readonly number[];
  readonly #edges: ReadonlyMap<string, Edge>;
  readonly #gatekeeper: Gatekeeper;
  readonly #gateCounts = new GateCounts();
  readonly #lives = new EdgeLives();
  readonly #walk: PairWalk;
  readonly #cycles: CycleSet;
  readonly #cycleWalk: CycleWalk;
  #looked = 0;
  #crossedGross = 0;
  #crossedNet = 0;
  #found = 0;

  /** Throws ConfigError for a configuration or instruments that cannot be used together. */
  constructor(options: { markets: readonly DetectorMarket[]; config: DetectorConfig }) {
    const { config } = options;
    checkConfig(config);
    if (options.markets.length < 2) throw new ConfigError("markets", "needs at least two");
    this.#config = config;
    this.#gatekeeper = new Gatekeeper(config, this.clock);
    this.#walk = new PairWalk(config.levels);
    this.#markets = options.markets.map(
      (market, index) =>
        new MarketLook({
          market,
          index,
          sigmaHalfLifeNs: config.sigmaHalfLifeNs,
          clock: this.clock,
        }),
    );
    const shared = { lives: this.#lives, clock: this.clock };
    const equivalents = new Equivalents(config.equivalents);
    this.#symbols = groupBySymbol(this.#markets, { config, equivalents, ...shared });
    this.#cycles = new CycleSet({ markets: this.#markets, config, equivalents, ...shared });
    this.#cycleWalk = new CycleWalk(config.levels);
    const symbolOf: SymbolLook[] = [];
    const placeOf: number[] = [];
    for (const symbol of this.#symbols) {
      symbol.places.forEach(({ market }, place) => {
        symbolOf[market.index] = symbol;
        placeOf[market.index] = place;
      });
    }
    this.#symbolOf = symbolOf;
    this.#placeOf = placeOf;
    const edges = this.#symbols.flatMap(({ pairs }) => pairs.map(({ edge }) => edge));
    edges.push(...this.#cycles.cycles.map(({ edge }) => edge));
    this.#edges = new Map(edges.map((edge) => [edge.name, edge]));
  }

  /**
   * The book of a market changed, at a time of the run; `exchNs` is the exchange's time of the
   * change, by default the one of the book view (NaN: not known). Returns the best opportunity that passes every gate, or
   * undefined. Calls must come in the order of time.
   */
  onBook(market: number, nowNs: number, exchNs: number = Number.NaN): Opportunity | undefined {
    this.clock.nowNs = nowNs;
    this.clock.exchNs = exchNs;
    return this.look(market);
  }

  /** As onBook at the times that stand in `clock`, which saves the heap number of an argument. */
  look(market: number): Opportunity | undefined {
    const look = this.#markets[market]!;
    const symbol = this.#symbolOf[market]!;
    const place = this.#placeOf[market]!;
    this.#looked += 1;
    look.refresh();
    symbol.update(place);
    if (!look.valid) this.#gateCounts.add(BOOK_GATE);
    this.#cycles.update(market);
    let best: Opportunity | undefined;
    if (symbol.mayCross()) best = this.#lookAtPairs(symbol, place);
    else if (symbol.live) endAll(symbol);
    return this.#cycles.countOf(market) === 0 ? best : this.#lookAtCycles(market, best);
  }

  #lookAtPairs(symbol: SymbolLook, place: number): Opportunity | undefined {
    let best: Opportunity | undefined;
    for (const pair of symbol.pairsOf[place]!) {
      const { buy, sell, edge } = pair;
      if (!buy.market.valid || !sell.market.valid) {
        pair.grossLive = false;
        edge.end();
        continue;
      }
      pair.see();
      if (pair.grossLive) this.#crossedGross += 1;
      if (!pair.test.passes(pair.bid, pair.ask)) {
        edge.end();
        if (pair.grossLive) symbol.live = true;
        continue;
      }
      symbol.live = true;
      edge.keep();
      this.#crossedNet += 1;
      edge.gate = this.#tryPair(pair);
      if (edge.gate !== OPEN) {
        this.#gateCounts.add(edge.gate);
        continue;
      }
      this.#found += 1;
      const found = this.#walk.opportunity(pair, symbol, this.clock.nowNs);
      best = better(best, found);
    }
    return best;
  }

  #lookAtCycles(market: number, found: Opportunity | undefined): Opportunity | undefined {
    let best = found;
    for (let i = 0; i < this.#cycles.countOf(market); i++) {
      const cycle = this.#cycles.cycleOf(market, i);
      const { edge } = cycle;
      if (!this.#cycles.mayGive(market, i) || !givesAtTop(cycle, 0)) {
        edge.end();
        continue;
      }
      edge.keep();
      this.#crossedNet += 1;
      edge.gate = this.#tryCycle(cycle);
      if (edge.gate !== OPEN) {
        this.#gateCounts.add(edge.gate);
        continue;
      }
      this.#found += 1;
      best = better(best, this.#cycleWalk.opportunity(cycle, this.clock.nowNs));
    }
    return best;
  }

  #tryCycle(cycle: Cycle): number {
    const closed = this.#gatekeeper.closed(cycle.edge);
    if (closed !== OPEN) return closed;
    const reserve = this.#gatekeeper.reserve(cycle.edge);
    if (!(reserve >= 0) || !givesAtTop(cycle, reserve)) return RESERVE_GATE;
    return this.#cycleWalk.run(cycle, cycle.need + reserve);
  }

  /** The gate that is closed for a pair that crosses, or OPEN with the outcome in the walk. */
  #tryPair(pair: Pair): number {
    const closed = this.#gatekeeper.closed(pair.edge);
    if (closed !== OPEN) return closed;
    const reserve = this.#gatekeeper.reserve(pair.edge);
    if (!(reserve >= 0)) return RESERVE_GATE;
    const test = pair.testWith(reserve);
    if (!test.passes(pair.bid, pair.ask)) return RESERVE_GATE;
    return this.#walk.run(pair, test);
  }

  /** An opportunity was taken: its pair or cycle rests for the cooldown. */
  took(opportunity: Opportunity, nowNs: number): void {
    const edge = this.#edges.get(opportunity.name);
    if (edge === undefined) throw new ConfigError("opportunity", `${opportunity.name} is unknown`);
    edge.readyNs = nowNs + this.#config.cooldownNs;
  }

  /** What may be bought and sold at a market from now on. */
  setRoom(market: number, room: Room): void {
    this.#markets[market]!.room = room;
    this.#symbolOf[market]!.aim();
  }

  /** Own position at a market other than spot, in signed lots. */
  setPosition(market: number, lots: number): void {
    this.#markets[market]!.positionLots = lots;
    this.#symbolOf[market]!.aim();
  }

  /** What a long pays a short while a basis is expected to be held; below zero when shorts pay. */
  setFunding(market: number, rate: Rate): void {
    this.#markets[market]!.fundingUnits = rate.units;
    this.#symbolOf[market]!.aim();
  }

  /** Nothing is taken at a venue that is not healthy. */
  setVenueHealth(venue: string, healthy: boolean): void {
    for (const market of this.#markets) if (market.venue === venue) market.healthy = healthy;
  }

  /** Nothing is taken in a symbol, such as "BTC/USDT", while a residual of a deal in it is open. */
  setResidual(symbol: string, open: boolean): void {
    for (const { market } of this.#symbol(symbol).places) market.residual = open;
  }

  /** The name of a market's symbol: its base and quote, as equivalents name them. */
  symbolOf(market: number): string {
    return this.#symbolOf[market]!.name;
  }

  /** Best prices after fees of a symbol such as "BTC/USDT"; undefined while no market has one. */
  bestOf(symbol: string): { bid: BestPrice | undefined; ask: BestPrice | undefined } {
    const look = this.#symbol(symbol);
    return { bid: look.bestBid(), ask: look.bestAsk() };
  }

  get counts(): DetectorCounts {
    return {
      looked: this.#looked,
      crossedGross: this.#crossedGross,
      crossedNet: this.#crossedNet,
      gated: this.#gateCounts.toRecord(),
      found: this.#found,
    };
  }

  /** How long edges lived that are over: quantiles to an eighth, ns; undefined before the first. */
  get edgeLife(): { readonly p50Ns: number; readonly p90Ns: number } | undefined {
    const p50Ns = this.#lives.quantile(0.5);
    const p90Ns = this.#lives.quantile(0.9);
    return p50Ns === undefined || p90Ns === undefined ? undefined : { p50Ns, p90Ns };
  }

  /** The pairs that came nearest to what is asked of them, of those that crossed before fees. */
  get nearest(): readonly NearestEdge[] {
    const crossed = this.#symbols.flatMap(({ pairs }) =>
      pairs.filter(({ grossCrossed }) => grossCrossed > 0),
    );
    const edges = crossed.map(nearestOf).toSorted((a, b) => a.missingBps - b.missingBps);
    return edges.slice(0, NEAREST);
  }

  get pairs(): readonly PairRecord[] {
    return this.#symbols.flatMap(({ pairs }) => pairs.map(recordOf));
  }

  /** Names of the triangles that are looked at. */
  get cycles(): readonly string[] {
    return this.#cycles.cycles.map(({ edge }) => edge.name);
  }

  /** Why nothing was taken at the last look at a market, or that something was. Allocates. */
  explain(market: number): Explanation {
    const cycles = this.#cycles.cycles.filter(({ edge }) =>
      edge.markets.some(({ index }) => index === market),
    );
    const reserveOf = (edge: Edge): number => this.#gatekeeper.reserve(edge);
    return explainMarket(this.#markets[market]!, this.#symbolOf[market]!, cycles, reserveOf);
  }

  #symbol(name: string): SymbolLook {
    const found = this.#symbols.find((each) => each.name === name);
    if (found) return found;
    const known = this.#symbols.map((each) => each.name).join(", ");
    throw new ConfigError("symbol", `no symbol "${name}" in this detector; it has ${known}`);
  }
}

function groupBySymbol(
  markets: readonly MarketLook[],
  options: {
    readonly config: DetectorConfig;
    readonly equivalents: Equivalents;
    readonly lives: EdgeLives;
    readonly clock: Clock;
  },
): readonly SymbolLook[] {
  const { config, equivalents } = options;
  const maxValue = new Map<string, string>();
  for (const [currency, text] of Object.entries(config.maxValue)) {
    maxValue.set(equivalents.of(currency), text);
  }
  const groups = new Map<string, MarketLook[]>();
  for (const market of markets) {
    const { base, quote } = market.instrument.spec;
    const name = `${equivalents.of(base)}/${equivalents.of(quote)}`;
    const group = groups.get(name);
    if (group) group.push(market);
    else groups.set(name, [market]);
  }
  return [...groups].map(([name, group]) => {
    const [base, quote] = name.split("/") as [string, string];
    const most = maxValue.get(quote);
    return new SymbolLook({ ...options, base, quote, markets: group, maxValue: most });
  });
}

/** The one with more profit; of different currencies, the one with more of what it pays. */
function better(best: Opportunity | undefined, found: Opportunity): Opportunity {
  if (best === undefined) return found;
  const more =
    best.currency === found.currency
      ? found.net.minus(best.net).units > 0n
      : found.netBps > best.netBps;
  return more ? found : best;
}

function givesAtTop(cycle: Cycle, reserve: number): boolean {
  const [a, b, c] = cycle.legs;
  return cycle.gives(a.topTicks, b.topTicks, c.topTicks, cycle.need + reserve);
}

function endAll(symbol: SymbolLook): void {
  for (const pair of symbol.pairs) {
    pair.grossLive = false;
    pair.edge.end();
  }
  symbol.live = false;
}

function recordOf(pair: Pair): PairRecord {
  return {
    name: pair.edge.name,
    kind: pair.kind,
    grossLooks: pair.grossCrossed,
    grossEpisodes: pair.grossEpisodes,
    grossMaxBps: pair.grossMaxBps,
    netLooks: pair.edge.crossed,
    netEpisodes: pair.edge.episodes,
  };
}
