import { ConfigError, InvariantError, parseDuration, StrategyError } from "@mexoms/core";
import { BookShelf } from "@mexoms/core/internal";
import type {
  AccountConfig,
  LatencyModel,
  QueueModel,
  RunOptions,
  Trial,
  Variant,
} from "@mexoms/sim/engine";
import {
  BacktestRun,
  parseExchangeModel,
  parseQueueModel,
  scaledLatency,
  trialOutcome,
} from "@mexoms/sim/trial-run";
import { createHash } from "node:crypto";
import { withHostGuard } from "../host-guard/host-guard.ts";
import { failureReason } from "./failure-reason.ts";
import type { TrialEnd } from "./trial-executor.ts";
import type { TrialRunner, TrialRunnerOptions } from "./trial-runner.ts";

/** Time of a run between two looks at the host, so that a worker hears of a stop. */
const PIECE_MS = 60;
const FIRST_INSTANTS = 10_000;
const LEAST_INSTANTS = 2_000;
const MOST_INSTANTS = 10_000_000;

/**
 * A runner of a study's trials in this thread, with the model of the study's latency. What trials have
 * in common is read once. Throws ConfigError or DataError for a study that cannot be run at all.
 */
export function studyRunner(options: TrialRunnerOptions, latency: LatencyModel): TrialRunner {
  const { study } = options;
  const books = new BookShelf();
  const settings = new TrialSettings(options, latency, books);
  const driver = new PiecewiseDriver();
  return {
    async run(trial: Trial, signal?: AbortSignal): Promise<TrialEnd> {
      books.takeBack();
      let running = false;
      try {
        const run = new BacktestRun(settings.of(trial));
        running = true;
        await driver.drive(run, signal);
        running = false;
        const outcome = trialOutcome(run.figures(), study, trial.share);
        return { kind: "done", outcome };
      } catch (error) {
        if (!isSettings(error) && !(running && isLimit(error))) throw error;
        return { kind: "failed", reason: failureReason(error) };
      }
    },
  };
}

function isSettings(error: unknown): error is Error {
  return error instanceof ConfigError || error instanceof StrategyError;
}

/** What a strategy that sends orders without end runs into: limits of the engine, or of the host. */
function isLimit(error: unknown): error is Error {
  return error instanceof InvariantError || error instanceof RangeError;
}

/** The settings of the runs of a study; models are made once and hold no state of a run. */
class TrialSettings {
  readonly #options: TrialRunnerOptions;
  readonly #common: Omit<
    RunOptions<TrialRunnerOptions["strategy"]["params"]>,
    "params" | "tapes" | "latency" | "queue" | "fees" | "accounts"
  >;
  readonly #latency: LatencyModel;
  readonly #queues = new Map<string, QueueModel>();

  constructor(options: TrialRunnerOptions, latency: LatencyModel, books: BookShelf) {
    const { study, strategy } = options;
    this.#options = options;
    this.#latency = latency;
    this.#common = {
      strategy,
      codeDigest: study.strategy.codeDigest,
      exchange: parseExchangeModel(study.exchange),
      rules: study.rules,
      faults: study.faults,
      risk: study.risk,
      seed: study.seed,
      ...(study.warmup === undefined ? {} : { warmupNs: parseDuration(study.warmup, "warmup") }),
      end: "last-row",
      books,
      sampleNs: study.barNs,
      newHash: () => createHash("sha256"),
    };
    this.#queue(study.queue);
  }

  /** Throws ConfigError for a trial that cannot be run. */
  of({ point, variant, share }: Trial): ConstructorParameters<typeof BacktestRun>[0] {
    const { study, tapes } = this.#options;
    const { latencyTimes } = variant;
    return {
      ...this.#common,
      params: { ...study.params, ...point },
      tapes: tapes(share),
      latency:
        latencyTimes === undefined ? this.#latency : scaledLatency(this.#latency, latencyTimes),
      queue: this.#queue(variant.queue ?? study.queue),
      fees: variant.fees ?? study.fees,
      accounts: accountsFor(study.accounts, variant),
    };
  }

  #queue(name: string): QueueModel {
    const known = this.#queues.get(name) ?? parseQueueModel(name);
    this.#queues.set(name, known);
    return known;
  }
}

/** Rates of a variant hold in place of those of accounts too. */
export function accountsFor(
  accounts: readonly AccountConfig[] | undefined,
  { fees }: Variant,
): readonly AccountConfig[] | undefined {
  if (fees === undefined) return accounts;
  return accounts?.map((account) => {
    const { fees: _, ...others } = account;
    return others;
  });
}

/** Brings runs to their ends in pieces of about equal time; where they end changes nothing in them. */
class PiecewiseDriver {
  // Kept from run to run, which take about as long as each other.
  #instants = FIRST_INSTANTS;

  async drive(run: BacktestRun, signal: AbortSignal | undefined): Promise<void> {
    try {
      for (;;) {
        const startMs = performance.now();
        if (!withHostGuard(() => run.advance(this.#instants))) return;
        this.#adapt(performance.now() - startMs);
        await new Promise<void>((resolve) => {
          setImmediate(resolve);
        });
        signal?.throwIfAborted();
      }
    } finally {
      run.close();
    }
  }

  #adapt(tookMs: number): void {
    const times = Math.min(4, Math.max(0.25, PIECE_MS / Math.max(1, tookMs)));
    const next = Math.round(this.#instants * times);
    this.#instants = Math.min(MOST_INSTANTS, Math.max(LEAST_INSTANTS, next));
  }
}
