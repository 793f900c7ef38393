import {
  ConfigError,
  type Explanation,
  type Params,
  parseDuration,
  parseTimestamp,
} from "@mexoms/core";
import { BacktestRun, type RunInputs } from "@mexoms/sim/engine";
import { type BacktestOptions, drive, engineOptions } from "./backtest.ts";

export interface ExplainOptions<P extends Params> extends BacktestOptions<P> {
  /** When to ask: times of the clock ("2024-08-08T00:01:00Z") or after the start ("90s"). */
  readonly at: readonly string[];
}

/** What a strategy said of itself at one time of a run. */
export interface ExplainedInstant {
  /** Nanoseconds since 1970. */
  readonly ns: bigint;
  readonly explanation: Explanation;
}

export interface ExplainResult {
  readonly inputs: RunInputs;
  readonly instants: readonly ExplainedInstant[];
}

/**
 * Runs a strategy up to the last of some times and asks it at each why it does what it does. The run
 * is the one that `backtest` makes of the same options: asking changes nothing.
 * Throws ConfigError for a time that is not in the data and for a strategy that explains nothing.
 */
export async function explain<P extends Params>(
  options: ExplainOptions<P>,
): Promise<ExplainResult> {
  const { strategy, at, onProgress } = options;
  if (at.length === 0) throw new ConfigError("at", "give a time, such as 90s after the start");
  const settings = await engineOptions(options);
  const askAt = (startNs: bigint): bigint[] => at.map((text) => timeOf(text, startNs));
  const run = new BacktestRun({ ...settings, strategy, askAt });
  const asked = {
    get share(): number {
      return run.share;
    },
    advance: (instants: number): boolean => run.answers.length < at.length && run.advance(instants),
    close: (): void => run.close(),
  };
  await drive(asked, onProgress);
  const instants = run.answers.map(({ ns, explanation }): ExplainedInstant => {
    if (explanation === undefined) {
      throw new ConfigError(
        "strategy",
        `${strategy.name} has no explain handler, so it cannot be asked`,
      );
    }
    return { ns: run.startNs + BigInt(ns), explanation };
  });
  return { inputs: run.inputs, instants };
}

function timeOf(text: string, startNs: bigint): bigint {
  const isClock = /^\d{4}-|^\d{16,}$/.test(text);
  return isClock ? parseTimestamp(text, "at") : startNs + BigInt(parseDuration(text, "at"));
}
