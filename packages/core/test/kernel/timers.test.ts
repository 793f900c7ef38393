import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TimerHandle } from "@mexoms/core";
import { NEVER, Timers } from "@mexoms/core/internal";
import { handDriven } from "./hand-driven.ts";

interface NaiveTimer {
  readonly id: number;
  dueNs: number;
  readonly periodNs: number;
  sequence: number;
}

/** The same with a list that is searched for the first one each time. */
class NaiveTimers {
  timers: NaiveTimer[] = [];
  #sequence = 0;

  add(id: number, dueNs: number, periodNs: number): void {
    this.timers.push({ id, dueNs, periodNs, sequence: this.#sequence++ });
  }

  cancel(id: number): void {
    this.timers = this.timers.filter((timer) => timer.id !== id);
  }

  first(): NaiveTimer | undefined {
    return this.timers.toSorted((a, b) => a.dueNs - b.dueNs || a.sequence - b.sequence)[0];
  }

  fire(nowNs: number): number[] {
    const fired: number[] = [];
    for (let timer = this.first(); timer && timer.dueNs <= nowNs; timer = this.first()) {
      fired.push(timer.id);
      if (timer.periodNs === 0) this.cancel(timer.id);
      timer.dueNs += timer.periodNs;
      timer.sequence = this.#sequence++;
    }
    return fired;
  }
}

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("add" as const),
      delay: fc.integer({ min: 0, max: 20 }),
      periodNs: fc.constantFrom(0, 0, 3, 7),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cancel" as const), pick: fc.nat(200) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("fire" as const),
      after: fc.integer({ min: 0, max: 9 }),
    }),
  },
);

describe("Timers", () => {
  it("fire as a sorted list does, after any adds and cancels", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), (steps) => {
        const timers = new Timers();
        const naive = new NaiveTimers();
        const handles: TimerHandle[] = [];
        let fired: number[] = [];
        let nowNs = 0;
        for (const each of steps) {
          if (each.kind === "add") {
            const id = handles.length;
            handles.push(timers.add(nowNs + each.delay, each.periodNs, () => fired.push(id)));
            naive.add(id, nowNs + each.delay, each.periodNs);
          } else if (each.kind === "cancel") {
            const id = each.pick % Math.max(1, handles.length);
            handles[id]?.cancel();
            naive.cancel(id);
          } else {
            nowNs += each.after;
            fired = [];
            const count = timers.fire({ nowNs });
            expect(fired).toEqual(naive.fire(nowNs));
            expect(count).toBe(fired.length);
          }
          expect(timers.nextNs).toBe(naive.first()?.dueNs ?? NEVER);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("catch up one by one when time has jumped over several periods", () => {
    const timers = new Timers();
    const fired: string[] = [];
    timers.add(10, 10, () => fired.push("a"));
    timers.add(15, 20, () => fired.push("b"));
    expect(timers.fire({ nowNs: 40 })).toBe(6);
    expect(fired).toEqual(["a", "b", "a", "a", "b", "a"]);
    expect(timers.nextNs).toBe(50);
  });

  it("may be canceled and set by a timer, also for the instant that is firing", () => {
    const timers = new Timers();
    const fired: string[] = [];
    const third = timers.add(10, 0, () => fired.push("third"));
    const self: TimerHandle = timers.add(5, 5, () => {
      fired.push("self");
      self.cancel();
      third.cancel();
      timers.add(5, 0, () => fired.push("set now"));
    });
    timers.fire({ nowNs: 10 });
    expect(fired).toEqual(["self", "set now"]);
    expect(timers.nextNs).toBe(NEVER);
  });

  it("end a run in which a timer sets another for the same instant without end", () => {
    const timers = new Timers();
    const again = (): void => void timers.add(1, 0, again);
    again();
    expect(() => timers.fire({ nowNs: 1 })).toThrow(/timers keep setting timers/);
  });
});

describe("timers of a strategy", () => {
  it("take text with a unit or whole nanoseconds, and count from the time they are set", () => {
    const at: string[] = [];
    const { kernel, ctx } = handDriven();
    kernel.wake(1000);
    ctx.every("2us", () => at.push(`every ${ctx.nowNs}`));
    ctx.after(500, () => at.push(`after ${ctx.nowNs}`));
    for (let nowNs = 1000; nowNs <= 6000; nowNs += 250) kernel.wake(nowNs);
    expect(at).toEqual(["after 1500", "every 3000", "every 5000"]);
  });

  it("refuse what is no time span, naming the call and showing a valid one", () => {
    const { ctx } = handDriven();
    const nothing = (): void => {};
    expect(() => ctx.every("250", nothing)).toThrow(/^every: .*250ms/);
    expect(() => ctx.every(0, nothing)).toThrow("every: the period must be above zero");
    expect(() => ctx.every(1.5, nothing)).toThrow(/^every: 1.5 is not a whole number/);
    expect(() => ctx.after(-1, nothing)).toThrow(/^after: -1 is not a whole number/);
    expect(() => ctx.after(Number.NaN, nothing)).toThrow(/^after: NaN/);
  });
});
