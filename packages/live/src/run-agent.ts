import type { Agent } from "./agent.ts";
import type { WaitStrategy } from "./memory/wait.ts";
import { workSlice } from "./work-slice.ts";

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
  const slice = { agent, clock, wait, now: performance.now.bind(performance) };
  try {
    await new Promise<void>((resolve, reject) => {
      const turn = (): void => {
        try {
          if (signal.aborted) return resolve();
          workSlice(slice);
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
