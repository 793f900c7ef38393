import type { Agent } from "./agent.ts";
import type { WaitStrategy } from "./memory/wait.ts";

/** Longest time that Node's event loop (sockets, files, signals) waits for the agent. */
const EVENT_LOOP_MS = 1;

/**
 * Looks for work that share one reading of the clock, less than a microsecond: each reading costs a
 * heap number, and one a look would keep the garbage collector busy in a process that only spins.
 */
const LOOKS_PER_TIME = 8;

/**
 * Drives an agent until `signal` is aborted: reads the clock, lets it work, waits when there is
 * nothing to do, and lets Node's event loop run about once a millisecond. The time is read anew
 * whenever there was work or a wait. Closes the agent at the end, also when it throws; what it throws
 * is thrown here.
 */
export async function runAgent(
  agent: Agent,
  clock: { read(): number },
  wait: WaitStrategy,
  signal: AbortSignal,
): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      const turn = (): void => {
        try {
          if (signal.aborted) return resolve();
          workFor(EVENT_LOOP_MS, agent, clock, wait);
          setImmediate(turn);
        } catch (error) {
          reject(error);
        }
      };
      turn();
    });
  } finally {
    agent.close();
  }
}

function workFor(ms: number, agent: Agent, clock: { read(): number }, wait: WaitStrategy): void {
  const until = performance.now() + ms;
  let now = clock.read();
  let looks = 0;
  for (;;) {
    let passed: boolean;
    if (agent.doWork(now) > 0) {
      wait.worked();
      passed = true;
    } else {
      passed = wait.idle();
    }
    looks = passed ? 0 : (looks + 1) & (LOOKS_PER_TIME - 1);
    if (looks !== 0) continue;
    if (performance.now() >= until) return;
    now = clock.read();
  }
}
