import { sideSign } from "@mexoms/core/internal";
import {
  ANSWER_ACCEPTED,
  ANSWER_AMEND_REFUSED,
  ANSWER_AMENDED,
  ANSWER_CANCELED,
  ANSWER_CANCEL_REFUSED,
  ANSWER_EXPIRED,
  ANSWER_FILLED,
  ANSWER_REJECTED,
} from "@mexoms/sim/internal";
import type { ReportedOrder, ReportRequest, VenueReport } from "../link/venue-report.ts";
import type { Oms } from "./oms.ts";
import {
  ASKED_AMEND,
  ASKED_CANCEL,
  ASKED_NOTHING,
  ASKED_SUBMIT,
  type OmsOrder,
} from "./oms-order.ts";

/** An event that the venue's report implies and that never reached us. As ANSWER, by name. */
export interface ImpliedEvent {
  readonly kind: number;
  readonly market: number;
  readonly orderId: number;
  readonly exchNs: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly leavesLots: number;
  readonly maker: boolean;
  readonly tradeId: number;
  /** -1 where it is not told. */
  readonly filledLots: number;
  /** Why, in words. */
  readonly text: string;
}

export interface PositionDifference {
  readonly market: number;
  readonly oursLots: number;
  readonly venueLots: number;
}

/** What a report says about what we think. */
export interface Reconciliation {
  /** To be taken in like any other event, in this order: after them we think what the venue says. */
  readonly events: readonly ImpliedEvent[];
  /** Open at the venue, unknown or closed to us. */
  readonly orphans: readonly ReportedOrder[];
  /** Positions that differ even so. */
  readonly differences: readonly PositionDifference[];
  /** Things too young to say anything of: what tells of them may be on its way. */
  readonly unsettled: number;
  /** Orders whose fills do not add up to what the venue says was filled. */
  readonly unexplained: readonly string[];
  /** By market: every execution up to this trade id is known once the events are taken in. */
  readonly tradeIds: readonly number[];
}

export interface ReconcileOptions {
  readonly oms: Oms;
  readonly request: ReportRequest;
  readonly report: VenueReport;
  /**
   * What the venue changed within so much time before the report may still be on its way to us, and
   * is left alone. 0 after a reconnect, when nothing is.
   */
  readonly graceNs: number;
}

/**
 * Compares what we think with what the venue says, as of the report's place among its events: all
 * that it sent before must have been taken in. Pure.
 */
export function reconcile(options: ReconcileOptions): Reconciliation {
  const { oms, report } = options;
  const found: Found = {
    events: [],
    orphans: [],
    unexplained: [],
    unsettled: 0,
    tradeIds: [...options.request.sinceTradeId],
    oursLots: [...oms.positions],
    venueLots: [...report.positionLots],
    missedLots: new Map(),
  };
  compareFills(options, found);
  for (const told of report.orders) compareOrder(told, options, found);
  const { events, orphans, unexplained, unsettled, tradeIds } = found;
  const differences = differ(found.oursLots, found.venueLots);
  return { events, orphans, differences, unsettled, unexplained, tradeIds };
}

/** What is being put together. */
interface Found {
  readonly events: ImpliedEvent[];
  readonly orphans: ReportedOrder[];
  readonly unexplained: string[];
  unsettled: number;
  readonly tradeIds: number[];
  readonly oursLots: number[];
  readonly venueLots: number[];
  /** Lots of executions that we missed, by order. */
  readonly missedLots: Map<number, number>;
}

function compareFills(options: ReconcileOptions, found: Found): void {
  const { oms, report } = options;
  const held = new Set<number>();
  for (const fill of report.fills) {
    const { market, tradeId, orderId, qtyLots } = fill;
    if (!oms.knowsTrade(market, tradeId)) {
      const lots = sideSign(fill.side) * qtyLots;
      if (isYoung(fill.exchNs, options)) {
        found.unsettled += 1;
        found.venueLots[market]! -= lots;
        // Below an execution that is left for later nothing is settled.
        held.add(market);
      } else if (oms.order(orderId) === undefined) {
        found.unexplained.push(`execution ${tradeId} is of order ${orderId}, which is not known`);
        held.add(market);
      } else {
        const text = "told by a report";
        found.events.push({ ...NOTHING, ...fill, kind: ANSWER_FILLED, filledLots: -1, text });
        found.oursLots[market]! += lots;
        found.missedLots.set(orderId, (found.missedLots.get(orderId) ?? 0) + qtyLots);
      }
    }
    if (!held.has(market)) found.tradeIds[market] = Math.max(found.tradeIds[market]!, tradeId);
  }
}

function compareOrder(told: ReportedOrder, options: ReconcileOptions, found: Found): void {
  const order = options.oms.order(told.orderId);
  // A venue that has not looked at it yet has nothing to say about it: an answer is on its way.
  const unseen = told.state === "open" && told.exchNs === 0;
  const young = unseen || (told.state !== "absent" && isYoung(told.exchNs, options));
  if (order === undefined || order.closed) {
    if (told.state !== "open") return;
    if (young) found.unsettled += 1;
    else found.orphans.push(told);
    return;
  }
  if (young) {
    found.unsettled += agrees(order, told) ? 0 : 1;
    return;
  }
  const filledLots = order.filledLots + (found.missedLots.get(order.id) ?? 0);
  const mayBeOnItsWay = options.report.exchNs - order.askedNs < options.graceNs;
  impliedBy(told, order, { filledLots, mayBeOnItsWay, events: found.events });
  if (told.state !== "absent" && told.filledLots !== filledLots) {
    found.unexplained.push(
      `order ${order.id}: ${told.filledLots} lots filled at the venue, executions tell of ${filledLots}`,
    );
  }
}

const NOTHING = { kind: 0, priceTicks: 0, qtyLots: 0, leavesLots: 0, maker: false, tradeId: 0 };

function isYoung(exchNs: number, { report, graceNs }: ReconcileOptions): boolean {
  return graceNs > 0 && exchNs > report.exchNs - graceNs;
}

function agrees(order: OmsOrder, told: ReportedOrder): boolean {
  return (
    told.state === "open" &&
    order.asked === ASKED_NOTHING &&
    told.filledLots === order.filledLots &&
    told.priceTicks === order.priceTicks
  );
}

/** Adds what must have happened to an order, beyond its fills, for the venue to say what it says. */
function impliedBy(
  told: ReportedOrder,
  order: OmsOrder,
  of: { filledLots: number; mayBeOnItsWay: boolean; events: ImpliedEvent[] },
): void {
  const { filledLots, events } = of;
  const about = { ...NOTHING, market: order.market, orderId: order.id, exchNs: told.exchNs };
  if (told.state === "absent") {
    // It was never there, or else the venue would know it: nothing can be filled any more.
    const wasThere = order.asked !== ASKED_SUBMIT || order.filledLots > 0;
    const kind = wasThere ? ANSWER_CANCELED : ANSWER_REJECTED;
    const text = wasThere ? "the venue does not know it any more" : "never reached the venue";
    events.push({ ...about, kind, filledLots: -1, exchNs: order.askedNs, text });
    return;
  }
  const text = told.reason ?? "told by a report";
  const isLive = told.state === "open";
  if (isLive && order.asked === ASKED_SUBMIT && filledLots === 0) {
    events.push({ ...about, kind: ANSWER_ACCEPTED, filledLots: -1, text });
  }
  const leavesLots = isLive ? told.leavesLots : 0;
  const resized = leavesLots !== order.qtyLots - filledLots;
  if (
    isLive ? resized || told.priceTicks !== order.priceTicks : told.state === "filled" && resized
  ) {
    const { priceTicks } = told;
    const amended = { priceTicks, leavesLots, filledLots: told.filledLots };
    events.push({ ...about, kind: ANSWER_AMENDED, ...amended, text });
    if (order.asked === ASKED_AMEND) return;
  }
  if (!isLive) {
    if (told.state === "filled") return;
    const kind = ENDS[told.state];
    events.push({ ...about, kind, filledLots: told.filledLots, text });
    return;
  }
  // Its answer says that the venue does not do it; the same may be asked for again.
  if ((order.asked === ASKED_CANCEL || order.asked === ASKED_AMEND) && !of.mayBeOnItsWay) {
    const kind = order.asked === ASKED_CANCEL ? ANSWER_CANCEL_REFUSED : ANSWER_AMEND_REFUSED;
    events.push({ ...about, kind, filledLots: -1, text: "not known to the venue: was lost" });
  }
}

const ENDS = {
  canceled: ANSWER_CANCELED,
  expired: ANSWER_EXPIRED,
  rejected: ANSWER_REJECTED,
} as const;

function differ(ours: readonly number[], venue: readonly number[]): PositionDifference[] {
  const found: PositionDifference[] = [];
  for (const [market, oursLots] of ours.entries()) {
    const venueLots = venue[market] ?? 0;
    if (venueLots !== oursLots) found.push({ market, oursLots, venueLots });
  }
  return found;
}
