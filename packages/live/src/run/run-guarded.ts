import { withHostGuard } from "@mexoms/sim";
import type { Agent } from "../agent.ts";
import type { WaitStrategy } from "../memory/wait.ts";
import { workSlice } from "../work-slice.ts";

export interface GuardedRun {
  /** Holds the strategy: the host's clocks, timers and network are closed while it works. */
  readonly agent: Agent;
  readonly clock: { read(): number };
  readonly wait: WaitStrategy;
  /** Work that is not for a strategy to be near: called between two slices, with no guard. */
  readonly between: () => void;
  /** Ends the run once this is true. */
  readonly done: () => boolean;
}

/**
 * Drives an agent in slices of a millisecond until `done`; between two slices Node's event loop
 * runs. The guard is put up once a slice, as that costs more than an input does. Throws what the
 * agent throws.
 */
export async function runGuarded(run: GuardedRun): Promise<void> {
  // Taken before the guard is up: the property is closed then, the function is not.
  const now = performance.now.bind(performance);
  const { agent, clock, wait } = run;
  const parts = { agent, clock, wait, now };
  const slice = (): void => workSlice(parts);
  await new Promise<void>((resolve, reject) => {
    const turn = (): void => {
      try {
        if (run.done()) return resolve();
        // The first look may open the clock, which the guard would forbid.
        clock.read();
        withHostGuard(slice);
        run.between();
        setImmediate(turn);
      } catch (error) {
        reject(error);
      }
    };
    turn();
  });
}
