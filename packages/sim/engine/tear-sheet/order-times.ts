import { type OrderTimeline, REQUESTED, takesPlace, TIMELINE } from "../result/order-timeline.ts";

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

  constructor(timeline: OrderTimeline) {
    const submits = new Map<number, number>();
    // Answers to several cancels of one order are told apart by nothing: the first is to the first.
    const cancels = new Map<number, number[]>();
    const { requests } = timeline;
    requests.kind.forEach((what, i) => {
      const id = requests.orderId[i]!;
      if (what === REQUESTED.submit) submits.set(id, requests.localNs[i]!);
      if (what !== REQUESTED.cancel) return;
      const known = cancels.get(id);
      if (known) known.push(requests.localNs[i]!);
      else cancels.set(id, [requests.localNs[i]!]);
    });
    const toVenue = new Map<number, number>();
    const acks = new Map<number, number>();
    const cancelAcks: number[] = [];
    const rested = new Map<number, number>();
    const { kind, orderId, exchNs, localNs } = timeline;
    kind.forEach((what, row) => {
      const id = orderId[row]!;
      const toldNs = localNs[row]!;
      const sentNs = submits.get(id);
      if (sentNs !== undefined && !toVenue.has(id)) toVenue.set(id, exchNs[row]! - sentNs);
      if (takesPlace(timeline, row) && !rested.has(id)) rested.set(id, exchNs[row]!);
      if (toldNs < 0) return;
      // Answers may overtake each other: the first is the one that comes first.
      const ack = acks.get(id) ?? Number.POSITIVE_INFINITY;
      if (sentNs !== undefined && toldNs - sentNs < ack) acks.set(id, toldNs - sentNs);
      if (what !== TIMELINE.canceled && what !== TIMELINE.cancelRefused) return;
      const askedNs = cancels.get(id)?.shift();
      if (askedNs !== undefined) cancelAcks.push(toldNs - askedNs);
    });
    this.toVenueNs = [...toVenue.values()];
    this.ackNs = acks;
    this.cancelAckNs = cancelAcks;
    this.restedNs = rested;
  }
}
