import type { Agent } from "./agent.ts";
import type { WaitStrategy } from "./memory/wait.ts";

/** Longest time that Node's event loop (sockets, files, signals) waits for the agent. */
const SLICE_MS = 1;

/**
 * Looks for work that share one reading of the clock, less than a microsecond: each reading costs a
 * heap number, and one a look would keep the garbage collector busy in a process that only spins.
 */
const LOOKS_PER_TIME = 8;

/** What an agent does between two turns of Node's event loop. */
export interface Slice {
  readonly agent: Agent;
  readonly clock: { read(): number };
  readonly wait: WaitStrategy;
  /** `performance.now`, taken before the host's clocks were closed to a strategy. */
  readonly now: () => number;
}

/**
 * Lets an agent work for about a millisecond: reads the clock, lets it work, waits when there is
 * nothing to do. The time is read anew whenever there was work or a wait.
 */
export function workSlice({ agent, clock, wait, now }: Slice): void {
  const until = now() + SLICE_MS;
  let nowNs = clock.read();
  let looks = 0;
  for (;;) {
    let passed: boolean;
    if (agent.doWork(nowNs) > 0) {
      wait.worked();
      passed = true;
    } else {
      passed = wait.idle();
    }
    looks = passed ? 0 : (looks + 1) & (LOOKS_PER_TIME - 1);
    if (looks !== 0) continue;
    if (now() >= until) return;
    nowNs = clock.read();
  }
}
