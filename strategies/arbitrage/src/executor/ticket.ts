import type { Instrument, Side } from "@mexoms/core";

/** What an order of a deal is for. */
export type Purpose = "leg" | "rehedge" | "other venue" | "unwind";

/**
 * One order of a deal. sent: not answered yet. unknown: not answered in time, and so it may have done
 * all or nothing. ended: the venue says that it is over; fills of it may still be told for a while.
 */
export interface Ticket {
  /** Its number in the deal. */
  readonly ref: number;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly qtyLots: number;
  readonly limitTicks: number;
  readonly purpose: Purpose;
  filledLots: number;
  state: "sent" | "unknown" | "ended";
  /** sent, unknown: when its answer is asked for next. ended: when no late fill is awaited any more. */
  dueNs: number;
  /** The venue's numbers of its executions. */
  readonly tradeIds: number[];
}

/** Lots that may still turn out to be filled. */
export function possibleLots(ticket: Ticket, nowNs: number): number {
  if (ticket.state === "ended" && nowNs >= ticket.dueNs) return 0;
  return ticket.qtyLots - ticket.filledLots;
}

/** Nothing more can come of it. */
export function isSettled(ticket: Ticket, nowNs: number): boolean {
  return ticket.state === "ended" && possibleLots(ticket, nowNs) === 0;
}

/** An order as it goes out. */
export function newTicket(
  ref: number,
  order: Pick<Ticket, "instrument" | "side" | "qtyLots" | "limitTicks">,
  purpose: Purpose,
  dueNs: number,
): Ticket {
  const { instrument, side, qtyLots, limitTicks } = order;
  return {
    ref,
    instrument,
    side,
    qtyLots,
    limitTicks,
    purpose,
    filledLots: 0,
    state: "sent",
    dueNs,
    tradeIds: [],
  };
}
