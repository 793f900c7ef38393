import type { Agent } from "./agent.ts";
import type { WaitStrategy } from "./memory/wait.ts";

/** Longest time that Node's event loop (sockets, files, signals) waits for the agent. */
const EVENT_LOOP_MS = 1;

/**
 * Drives an agent until `signal` is aborted: reads the clock, lets it work, waits when there is
 * nothing to do, and lets Node's event loop run once a millisecond at least. Closes the agent at the
 * end, also when it throws; what it throws is thrown here.
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
  do {
    if (agent.doWork(clock.read()) > 0) wait.worked();
    else wait.idle();
  } while (performance.now() < until);
}
