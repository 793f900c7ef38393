import { fail } from "../errors.ts";
import type { Clock } from "./clock.ts";
import type { TimerHandle } from "../strategy/context.ts";

export const NEVER: number = Number.POSITIVE_INFINITY;

interface Timer extends TimerHandle {
  dueNs: number;
  readonly periodNs: number; // 0: once
  readonly run: () => void;
  sequence: number;
  active: boolean;
}

/** Timers on the kernel's clock, due ones in order of time, then of setting. */
export class Timers {
  /** Time of the next timer, or NEVER. A field: what is returned by a getter costs a heap number. */
  nextNs: number = NEVER;
  readonly #heap: Timer[] = [];
  #sequence = 0;

  /** Sets a timer; `periodNs` 0 makes it fire once. */
  add(dueNs: number, periodNs: number, run: () => void): TimerHandle {
    const timer: Timer = {
      dueNs,
      periodNs,
      run,
      sequence: this.#sequence++,
      active: true,
      cancel: () => {
        timer.active = false;
        this.#findNext();
      },
    };
    this.#push(timer);
    this.#findNext();
    return timer;
  }

  /** Runs everything due by now. Returns how many ran. */
  fire({ nowNs }: Readonly<Clock>): number {
    let fired = 0;
    while (this.#heap.length > 0 && this.#heap[0]!.dueNs <= nowNs) {
      const timer = this.#pop();
      if (!timer.active) continue;
      if (timer.periodNs > 0) {
        timer.dueNs += timer.periodNs;
        timer.sequence = this.#sequence++;
        this.#push(timer);
      }
      this.#findNext();
      timer.run();
      fired += 1;
      if (fired > 1_000_000) fail("timers keep setting timers for the same instant");
    }
    return fired;
  }

  #findNext(): void {
    while (this.#heap.length > 0 && !this.#heap[0]!.active) this.#pop();
    this.nextNs = this.#heap.length === 0 ? NEVER : this.#heap[0]!.dueNs;
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(timer);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(timer, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = timer;
  }

  #pop(): Timer {
    const heap = this.#heap;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
      if (!before(heap[child]!, last)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
    return top;
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.dueNs < b.dueNs || (a.dueNs === b.dueNs && a.sequence < b.sequence);
}
