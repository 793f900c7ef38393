import { ConfigError, DataError, StrategyError } from "@mexoms/core";

/** Prints an error for a person: one line for bad input, a stack for what should not happen. */
export function printError(error: unknown): void {
  if (error instanceof ConfigError || error instanceof DataError) {
    console.error(`error: ${error.message}`);
  } else if (error instanceof StrategyError) {
    console.error(`error: ${error.message}`);
    for (const frame of strategyFrames(error.cause)) console.error(frame);
  } else {
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    console.error(
      "This is a bug in mexoms or in a strategy; please report it with the lines above.",
    );
  }
}

/** The lines of a stack that lie in the strategy's own files. */
function strategyFrames(cause: unknown): string[] {
  if (!(cause instanceof Error) || cause.stack === undefined) return [];
  return cause.stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line) && /\.[cm]?ts:\d+/.test(line))
    .filter((line) => !/node_modules|packages[\\/](core|sim|cli)[\\/]|node:internal/.test(line))
    .slice(0, 5);
}
