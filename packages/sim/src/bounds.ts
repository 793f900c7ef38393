import type { Params } from "@mexoms/core";
import { type BacktestResult, parseQueueModel } from "@mexoms/sim/engine";
import { asTape, backtest, type BacktestOptions } from "./backtest.ts";

/** The queue models of the two bounds; the expected run has the one that it was given. */
export const BOUND_QUEUES = { pessimistic: "back", optimistic: "front" } as const;

/** In the order in which they are shown. */
export const BOUND_NAMES = ["pessimistic", "expected", "optimistic"] as const;
export type BoundName = (typeof BOUND_NAMES)[number];

/** One strategy under three assumptions about the queue; all else is equal. */
export type BacktestBounds = Readonly<Record<BoundName, BacktestResult>>;

/**
 * Runs a strategy three times on the same opened tapes: with the queue model given (expected), as if
 * its orders were always the last at their price (pessimistic, "back") and always the first
 * (optimistic, "front"). L2 data cannot tell where between the two an order stood. The same orders
 * fill no later with a kinder queue; a strategy that reacts to fills sends others, and then nothing
 * says which of the three earns the most.
 */
export async function backtestBounds<P extends Params>(
  options: BacktestOptions<P>,
): Promise<BacktestBounds> {
  const tapes = options.tapes.map(asTape);
  let done = 0;
  const run = async (queue: BacktestOptions<P>["queue"]): Promise<BacktestResult> => {
    const onProgress = (share: number): void =>
      options.onProgress?.((done + share) / BOUND_NAMES.length);
    const result = await backtest({ ...options, tapes, queue, onProgress });
    done += 1;
    return result;
  };
  return {
    pessimistic: await run(parseQueueModel(BOUND_QUEUES.pessimistic)),
    expected: await run(options.queue),
    optimistic: await run(parseQueueModel(BOUND_QUEUES.optimistic)),
  };
}

/** Currencies in which equity does not end with the same sign (above, at or below zero) in all three. */
export function disputedCurrencies(bounds: BacktestBounds): string[] {
  const currencies = bounds.expected.samples.equity.map((series) => series.currency);
  return currencies.filter((currency) => {
    const signs = BOUND_NAMES.map((name) => {
      const { equity } = bounds[name].samples;
      const last = equity.find((series) => series.currency === currency)?.amount.at(-1);
      return last === undefined ? 0 : Number(last.units > 0n) - Number(last.units < 0n);
    });
    return new Set(signs).size > 1;
  });
}
