import type { Order, StrategyContext } from "@mexoms/core";
import { runBacktest, type Tape } from "@mexoms/sim/engine";
import { runOptions } from "../driver/run.ts";

export interface ProbeFigures {
  readonly queue: string;
  /** Probes that were filled, by the queue and in any way. */
  readonly byQueue: number;
  readonly filled: number;
  /** Mean time from arrival to fill, of those filled. */
  readonly meanFillNs: number;
  /** Probes that this model and `fifo` agree on: filled in both or in neither. */
  readonly agree: number;
  /** Filled by this model and not by `fifo`. */
  readonly filledBeyondTruth: number;
  readonly probes: number;
}

const EVERY_NS = 500e6;
const LIFE_NS = 10e9;

interface Probes {
  readonly filledAfterNs: ReadonlyMap<number, number>;
  readonly byQueue: number;
  readonly count: number;
}

/**
 * What each queue model says of the same orders: every half second, one of the smallest size joins the
 * best bid and one the best ask; each is cancelled after 10 s. They do not affect each other.
 */
export function probeFigures(tape: Tape, queues: readonly string[]): ProbeFigures[] {
  const truth = probe(tape, "fifo");
  return queues.map((queue) => {
    const { filledAfterNs, byQueue, count } = probe(tape, queue);
    const times = [...filledAfterNs.values()];
    const beyond = [...filledAfterNs.keys()].filter((id) => !truth.filledAfterNs.has(id));
    const missed = [...truth.filledAfterNs.keys()].filter((id) => !filledAfterNs.has(id));
    const agree = count - beyond.length - missed.length;
    const filledBeyondTruth = beyond.length;
    const filled = times.length;
    const meanFillNs = times.reduce((sum, ns) => sum + ns, 0) / filled;
    return { queue, byQueue, filled, meanFillNs, agree, filledBeyondTruth, probes: count };
  });
}

function probe(tape: Tape, queue: string): Probes {
  const sentAtNs = new Map<number, number>();
  const result = runBacktest(
    runOptions(tape, (ctx) => joinTouch(ctx, tape, sentAtNs), {
      queue,
      exchange: "no-partial",
      latency: [1e6, 1e6],
    }),
  );
  const filledAfterNs = new Map<number, number>();
  let byQueue = 0;
  for (const fill of result.fills) {
    const afterNs = Number(fill.exchNs - result.startNs) - sentAtNs.get(fill.orderId)!;
    filledAfterNs.set(fill.orderId, afterNs);
    if (fill.reason === "queue-reached") byQueue += 1;
  }
  return { filledAfterNs, byQueue, count: sentAtNs.size };
}

function joinTouch(ctx: StrategyContext, tape: Tape, sentAtNs: Map<number, number>): void {
  const { instrument } = tape;
  ctx.every(EVERY_NS, () => {
    const book = ctx.book(instrument);
    if (!book.valid) return;
    for (const [side, priceTicks] of [
      ["buy", book.bid],
      ["sell", book.ask],
    ] as const) {
      const order: Order = ctx.orders.submit({
        instrument,
        side,
        priceTicks,
        qtyLots: 1,
        timeInForce: "post-only",
      });
      sentAtNs.set(order.id, ctx.nowNs);
      ctx.after(LIFE_NS, () => ctx.orders.cancel(order));
    }
  });
}
