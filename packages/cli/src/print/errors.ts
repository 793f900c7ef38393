import { ConfigError, DataError, StrategyError } from "@mexoms/core";
import { withoutSecrets } from "@mexoms/live/secrets";
import { isSystemError, systemProblem } from "@mexoms/sim/system-error";
import { INTERRUPTED_CODE, Interrupted } from "../interrupt.ts";

/**
 * Prints an error for a person and returns the exit code: a line for bad input, the strategy's own
 * lines for what it threw, a whole stack only for what should not happen.
 */
export function printError(error: unknown): number {
  if (error instanceof Interrupted) {
    console.error("interrupted: nothing was written");
    return INTERRUPTED_CODE;
  }
  if (error instanceof ConfigError || error instanceof DataError) {
    // A person may have pasted a secret where a name is due; the message repeats what was given.
    complain(`error: ${error.message}`);
  } else if (error instanceof StrategyError) {
    complain(`error: ${error.message}`);
    for (const frame of strategyFrames(error.cause ?? error)) console.error(frame);
  } else if (isSystemError(error)) {
    const place = error.path === undefined ? "" : `${error.path}: `;
    complain(`error: ${place}${systemProblem(error)}`);
  } else {
    complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
    console.error(
      "This is a bug in mexoms or in a strategy; please report it with the lines above.",
    );
  }
  return 1;
}

function complain(text: string): void {
  console.error(withoutSecrets(text));
}

/** The lines of a stack that lie in the strategy's own files. */
function strategyFrames(cause: unknown): string[] {
  if (!(cause instanceof Error) || cause.stack === undefined) return [];
  return cause.stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line) && /\.[cm]?[jt]s:\d+/.test(line))
    .filter((line) => !/node_modules|packages[\\/](core|sim|cli)[\\/]|node:/.test(line))
    .slice(0, 5);
}
