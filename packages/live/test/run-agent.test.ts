import { describe, expect, it } from "vitest";
import { MonoClock, SessionControl } from "@mexoms/live";
import {
  type Agent,
  BELL,
  createWait,
  runAgent,
  WAIT_KINDS,
  type WaitKind,
} from "@mexoms/live/internal";
import { sharedScratch } from "./shared-scratch.ts";

function waitOf(kind: WaitKind): ReturnType<typeof createWait> {
  const options = { memory: sharedScratch(), session: "s", epochNs: 0n, speed: 1, instruments: [] };
  const bell = SessionControl.create(options).bell(BELL.toEngine);
  return createWait({ kind, bell, maxSleepUs: 1000 });
}

class Counting implements Agent {
  readonly role = "counting";
  works = 0;
  closed = 0;
  lastNs = 0;
  readonly #work: (agent: Counting) => number;
  constructor(work: (agent: Counting) => number) {
    this.#work = work;
  }
  doWork(nowNs: number): number {
    expect(nowNs).toBeGreaterThanOrEqual(this.lastNs);
    this.lastNs = nowNs;
    this.works += 1;
    return this.#work(this);
  }
  close(): void {
    this.closed += 1;
  }
}

describe("runAgent", () => {
  it.each(WAIT_KINDS)("with %s, serves Node's event loop, idle and busy alike", async (kind) => {
    for (const done of [0, 1]) {
      const abort = new AbortController();
      const agent = new Counting(() => done);
      let turns = 0;
      const timer = setInterval(() => {
        turns += 1;
        if (turns === 10) abort.abort();
      }, 1);
      await runAgent(agent, new MonoClock(), waitOf(kind), abort.signal);
      clearInterval(timer);
      expect(turns).toBeGreaterThanOrEqual(10);
      expect(agent.works).toBeGreaterThan(0);
      expect(agent.closed).toBe(1);
    }
  });

  it("closes an agent that throws, and throws what it threw", async () => {
    const agent = new Counting(({ works }) => {
      if (works === 3) throw new Error("lost");
      return 0;
    });
    const run = runAgent(agent, new MonoClock(), waitOf("spin"), new AbortController().signal);
    await expect(run).rejects.toThrow("lost");
    expect([agent.works, agent.closed]).toEqual([3, 1]);
  });

  it("does not work for a signal that was aborted before", async () => {
    const agent = new Counting(() => 0);
    await runAgent(agent, new MonoClock(), waitOf("spin"), AbortSignal.abort());
    expect([agent.works, agent.closed]).toEqual([0, 1]);
  });

  it("a sleeping wait needs its bell and a bound, and unknown ones are refused", () => {
    expect(() => createWait({ kind: "sleep" })).toThrow("sleep needs a bell");
    expect(() => createWait({ kind: "nap" as WaitKind })).toThrow("not one of spin, yield, sleep");
  });
});
