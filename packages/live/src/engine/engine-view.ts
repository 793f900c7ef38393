import { formatTimestamp } from "@mexoms/core";
import { BUY, type MarketState, SEEN_BOOK, SELL, sideName } from "@mexoms/core/internal";
import type { VenueGateway } from "../link/venue-gateway.ts";
import type { Engine } from "./engine.ts";
import type { EngineView, InstrumentView, OpenOrderView } from "./engine-state.ts";
import type { LatencyLog } from "./latency-log.ts";
import type { LiveDriver } from "./live-driver.ts";
import type { OmsOrder } from "../oms/oms-order.ts";
import { ORDER_STATES, type OrderStateName } from "../oms/order-state.ts";
import type { SessionStart } from "../kernel/session-start.ts";

/** What a view is made of, beside the engine. */
export interface Viewed {
  readonly engine: Engine;
  readonly driver: LiveDriver;
  readonly gateway: VenueGateway;
  readonly latencies: LatencyLog;
  readonly start: SessionStart;
  readonly session: string;
  /** Id of the journal, and how many records it has. */
  readonly journal: string;
  readonly records: number;
  readonly recovered: readonly string[];
}

/** An engine as it stands. Allocates: for a look a few times a second. */
export function viewEngine(of: Viewed): EngineView {
  const { engine, gateway, start, driver } = of;
  const { nowNs, oms, gate, reconciler, kernel } = engine;
  const epochNs = BigInt(start.clock.epochNs);
  const ago = (ns: number): number => (ns < 0 ? -1 : Math.max(0, nowNs - ns));
  const open = [...oms.open()];
  return {
    version: 1,
    session: of.session,
    journal: of.journal,
    strategy: start.strategy.name,
    codeDigest: start.strategy.codeDigest,
    params: start.params,
    pid: process.pid,
    epoch: formatTimestamp(epochNs),
    time: formatTimestamp(epochNs + BigInt(Math.max(0, nowNs))),
    nowNs,
    speed: start.clock.speed,
    phase: engine.phase,
    suspended: engine.suspended,
    instruments: kernel.markets.map((market) => instrumentView(market, nowNs)),
    ordersByState: byState(oms.counts),
    openOrders: open.map((order) => orderView(order, kernel.markets[order.market]!, nowNs)),
    latencies: of.latencies.views(),
    counts: {
      rows: driver.inputs.rows,
      events: driver.inputs.events,
      requests: gate.sent,
      wakes: driver.inputs.wakes,
      fills: engine.fills,
      overruns: engine.overruns,
      backPressure: gate.backPressure,
      reconciliations: reconciler.reports,
      journalRecords: of.records,
    },
    gateway: {
      name: gateway.name,
      connected: gateway.connected,
      generation: gateway.generation,
      silentNs: ago(gateway.heardNs),
      reconciledAgoNs: ago(reconciler.cleanNs),
    },
    recovered: of.recovered,
  };
}

function byState(counts: Float64Array): Record<OrderStateName, number> {
  return Object.fromEntries(ORDER_STATES.map((name, state) => [name, counts[state]!])) as Record<
    OrderStateName,
    number
  >;
}

function instrumentView(market: MarketState, nowNs: number): InstrumentView {
  const { instrument, book, position, seen } = market;
  const [hasBid, hasAsk] = [book.has(BUY), book.has(SELL)];
  const bid = hasBid ? book.bestTicks(BUY) : 0;
  const ask = hasAsk ? book.bestTicks(SELL) : 0;
  const seenNs = seen[SEEN_BOOK]!;
  return {
    id: instrument.id,
    market: market.index,
    currency: instrument.settle,
    positionLots: position.lots,
    position: instrument.lot.format(position.lots),
    bid: hasBid ? instrument.tick.format(bid) : undefined,
    ask: hasAsk ? instrument.tick.format(ask) : undefined,
    stalenessNs: Number.isFinite(seenNs) ? Math.max(0, nowNs - seenNs) : -1,
    bookValid: hasBid && hasAsk && !book.gapped,
    // Without both prices there is no mid, and a position counts for nothing.
    equity: position
      .equity(hasAsk ? bid : 0, hasBid ? ask : 0)
      .toDecimal()
      .toFixed(),
    realized: position.realized().toDecimal().toFixed(),
    fees: position.fees().toDecimal().toFixed(),
    fills: position.fills,
    openOrders: market.open.length,
    suspended: market.suspended,
  };
}

function orderView(order: OmsOrder, { instrument }: MarketState, nowNs: number): OpenOrderView {
  return {
    id: order.id,
    market: order.market,
    side: sideName(order.side),
    price: instrument.tick.format(order.priceTicks),
    size: instrument.lot.format(order.qtyLots),
    filled: instrument.lot.format(order.filledLots),
    state: ORDER_STATES[order.state]!,
    ageNs: nowNs - order.submittedNs,
  };
}
