import { naturalLog } from "@mexoms/core";
import { lesser, type QueueModel } from "./queue-model.ts";

/** Share of a decrease that happens behind an order with `front` ahead of it and `back` behind. */
export type BehindShare = (front: number, back: number) => number;

/**
 * Splits each decrease of a level that trades do not explain between the orders ahead and behind,
 * by a share that depends on how much stands on either side (after Rigtorp, and the models of the
 * same names in hftbacktest).
 */
export class ProbabilisticQueue implements QueueModel {
  readonly name: string;
  readonly #share: BehindShare;

  constructor(name: string, share: BehindShare) {
    this.name = name;
    this.#share = share;
  }

  levelChanged(front: number, traded: number, before: number, after: number): number {
    const removed = before - after - traded;
    if (removed < 0) return lesser(front, after);
    const back = before - front;
    let behind = this.#share(front, back);
    if (behind === Number.POSITIVE_INFINITY || behind === Number.NEGATIVE_INFINITY) behind = 1;
    const ahead = front - (1 - behind) * removed;
    // More cannot leave from behind than stands there: the rest left from ahead.
    const excess = lesser(back - behind * removed, 0);
    return lesser(ahead + excess, after);
  }
}

const log1 = (x: number): number => naturalLog(1 + x);

export const shareLog: BehindShare = (front, back) => log1(back) / (log1(back) + log1(front));
export const shareLog2: BehindShare = (front, back) => log1(back) / log1(back + front);

export function sharePower(n: number): BehindShare {
  const f = power(n);
  return (front, back) => f(back) / (f(back) + f(front));
}

export function sharePower2(n: number): BehindShare {
  const f = power(n);
  return (front, back) => f(back) / f(back + front);
}

export function sharePower3(n: number): BehindShare {
  const f = power(n);
  return (front, back) => 1 - f(front / (front + back));
}

/** x^n for a whole n by multiplication, so that every engine gives the same bits. */
function power(n: number): (x: number) => number {
  return (x) => {
    let result = 1;
    for (let i = 0; i < n; i++) result *= x;
    return result;
  };
}
