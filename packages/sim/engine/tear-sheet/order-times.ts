import { type OrderTimeline, TIMELINE } from "../result/order-timeline.ts";

/** When orders were sent and answered, from a timeline: by order, and as lists of durations. */
export class OrderTimes {
  /** From a submission to the venue's handling of it. */
  readonly toVenueNs: readonly number[];
  /** From a submission to its first answer, by order. */
  readonly ackNs: ReadonlyMap<number, number>;
  /** From a cancel to its answer. */
  readonly cancelAckNs: readonly number[];
  /** When orders first took a place in the book. */
  readonly restedNs: ReadonlyMap<number, number>;

  constructor({ kind, orderId, exchNs, localNs }: OrderTimeline) {
    const submitted = new Map<number, number>();
    const canceling = new Map<number, number>();
    const handled = new Set<number>();
    const toVenue: number[] = [];
    const acks = new Map<number, number>();
    const cancelAcks: number[] = [];
    const rested = new Map<number, number>();
    for (let row = 0; row < kind.length; row++) {
      const id = orderId[row]!;
      const what = kind[row]!;
      const toldNs = localNs[row]!;
      if (what === TIMELINE.submit) submitted.set(id, toldNs);
      else if (what === TIMELINE.cancel) {
        if (!canceling.has(id)) canceling.set(id, toldNs);
      } else if (exchNs[row]! >= 0) {
        const sentNs = submitted.get(id);
        if (sentNs !== undefined && !handled.has(id)) {
          handled.add(id);
          toVenue.push(exchNs[row]! - sentNs);
        }
        if (what === TIMELINE.rested) {
          if (!rested.has(id)) rested.set(id, exchNs[row]!);
          continue;
        }
        if (toldNs < 0) continue;
        // Answers may overtake each other: the first is the one that comes first.
        const ack = acks.get(id) ?? Number.POSITIVE_INFINITY;
        if (sentNs !== undefined && toldNs - sentNs < ack) acks.set(id, toldNs - sentNs);
        if (what !== TIMELINE.canceled && what !== TIMELINE.cancelRefused) continue;
        const askedNs = canceling.get(id);
        if (askedNs === undefined) continue;
        cancelAcks.push(toldNs - askedNs);
        canceling.delete(id);
      }
    }
    this.toVenueNs = toVenue;
    this.ackNs = acks;
    this.cancelAckNs = cancelAcks;
    this.restedNs = rested;
  }
}
