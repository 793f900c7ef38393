/** The person pressed Ctrl-C. */
export class Interrupted extends Error {
  override readonly name: string = "Interrupted";
}

/**
 * Runs what looks at `check` now and then. After Ctrl-C or SIGTERM `check` throws Interrupted, so
 * that everything on the way out is cleared up; a second one ends the process at once.
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

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** What shells report for a program that Ctrl-C ended. */
export const INTERRUPTED_CODE = 130;
