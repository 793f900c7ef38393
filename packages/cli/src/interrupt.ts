/** The person pressed Ctrl-C. */
export class Interrupted extends Error {
  override readonly name: string = "Interrupted";
}

const PATIENCE_MS = 2000;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** What shells report for a program that Ctrl-C ended. */
export const INTERRUPTED_CODE = 130;

/**
 * Runs what writes files. Ctrl-C or SIGTERM does not end it between two of them: `check` throws
 * Interrupted from then on, so that all is cleared up on the way out; what never looks at `check`
 * finishes. A second signal ends the process at once.
 */
export async function interruptible<T>(run: (check: () => void) => Promise<T>): Promise<T> {
  let interrupted = false;
  const stop = (): void => {
    if (interrupted) process.exit(INTERRUPTED_CODE);
    interrupted = true;
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await run(() => {
      if (interrupted) throw new Interrupted("interrupted");
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}

/**
 * Runs what goes on until it is told to end: Ctrl-C or SIGTERM aborts the signal, and a second one
 * ends the process at once.
 */
export async function untilInterrupted<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED_CODE);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await run(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}

/** Calls back when somebody who told us to stop has waited for a while. */
export function afterAbort(signal: AbortSignal, call: () => void): { over: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    timer = setTimeout(call, PATIENCE_MS);
  };
  signal.addEventListener("abort", wait);
  return {
    over: () => {
      signal.removeEventListener("abort", wait);
      clearTimeout(timer);
    },
  };
}
