import { createHash } from "node:crypto";
import { parseDuration, type Params, type RiskConfig, type Strategy } from "@mexoms/core";
import {
  BacktestRun,
  type BacktestResult,
  type AccountConfig,
  type ExchangeModel,
  type FaultSpec,
  type LatencyModel,
  parseExchangeModel,
  parseQueueModel,
  type QueueModel,
  type RunOptions,
  type Tape,
  type VenueRulesSpec,
} from "@mexoms/sim/engine";
import { readAccountFile } from "./accounts/account-file.ts";
import { readFaults } from "./faults-file.ts";
import { withHostGuard } from "./host-guard/host-guard.ts";
import { readLatencyFile } from "./latency-file.ts";
import { latencyFilesOf, parseLatencyText } from "./latency-text.ts";
import { readRisk } from "./risk-file.ts";
import { openTape } from "./tape-file/open-tape.ts";
import { venueRulesFor } from "./venues/load-venue-rules.ts";

/** Instants of a run between two looks at the host: its event loop, a progress bar, Ctrl-C. */
const INSTANTS_AT_ONCE = 20_000;

export interface BacktestOptions<P extends Params> {
  readonly strategy: Strategy<P>;
  /** Identifies the strategy's code in the run's record; "in-process" when not given. */
  readonly codeDigest?: string;
  /** Texts of parameters with their units; those not given take their defaults. */
  readonly params?: Readonly<Record<string, string>>;
  /** Tapes or their files. */
  readonly tapes: readonly (Tape | string)[];
  /**
   * "5ms", "entry=5ms,response=8ms", "file:FILE.csv" with measured round trips, one of them for each
   * venue ("binance:5ms;okx:20ms"), or a model.
   */
  readonly latency: string | LatencyModel;
  /** "risk", "log", "log2", "power:N", "power2:N", "power3:N", "front", "back", or a model. */
  readonly queue: string | QueueModel;
  /** "no-partial", "partial", or a model. */
  readonly exchange: string | ExchangeModel;
  /** Rates that replace those of the instruments, for example { maker: "-0.5bps", taker: "3bps" }. */
  readonly fees?: { readonly maker: string; readonly taker: string };
  /** Accounts at the venues, or a file of them; without them every order is carried. */
  readonly accounts?: string | readonly AccountConfig[];
  /** Rules of the venues: "none", "venue" for those that come with mexoms, a file, or the rules. */
  readonly rules?: string | readonly VenueRulesSpec[];
  /** What goes wrong in the run: a JSON file, or the faults. Nothing unless given. */
  readonly faults?: string | readonly FaultSpec[];
  /** Checks before every order (docs/risk.md): "none", "default", a JSON file, or the limits. */
  readonly risk?: string | RiskConfig;
  readonly seed: number;
  /** How long the strategy sees the data before it may trade, such as "5m"; none unless given. */
  readonly warmup?: string;
  /** Nanoseconds between samples for charts; about 2,000 samples a run when not given. */
  readonly sampleNs?: number;
  /** Told the share of the data that is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/**
 * Puts a run together without starting it, for whoever drives it piece by piece. Code of a strategy
 * must run inside `withHostGuard`. Throws ConfigError or DataError; each says what to change.
 */
export async function prepareBacktest<P extends Params>(
  options: BacktestOptions<P>,
): Promise<BacktestRun<P>> {
  const { strategy } = options;
  return new BacktestRun({ ...(await engineOptions(options)), strategy });
}

/**
 * Runs a strategy on recorded data. Equal inputs give an equal digest, on every machine. While the
 * strategy runs, the host's clocks, timers and random numbers are closed to it.
 * Throws ConfigError, DataError or StrategyError; each says what to change.
 */
export async function backtest<P extends Params>(
  options: BacktestOptions<P>,
): Promise<BacktestResult> {
  const run = await prepareBacktest(options);
  await drive(run, options.onProgress);
  return run.result();
}

/** The settings of a run, whatever its strategy, with every file read and every name looked up. */
export async function engineOptions(
  options: Omit<BacktestOptions<Params>, "strategy">,
): Promise<Omit<RunOptions<Params>, "strategy">> {
  const tapes = options.tapes.map(asTape);
  return {
    codeDigest: options.codeDigest ?? "in-process",
    params: options.params ?? {},
    tapes,
    latency: await asLatency(options.latency),
    queue: typeof options.queue === "string" ? parseQueueModel(options.queue) : options.queue,
    exchange:
      typeof options.exchange === "string"
        ? parseExchangeModel(options.exchange)
        : options.exchange,
    fees: options.fees,
    accounts:
      typeof options.accounts === "string"
        ? await readAccountFile(options.accounts)
        : options.accounts,
    faults: typeof options.faults === "string" ? readFaults(options.faults) : options.faults,
    rules: asRules(options.rules ?? "none", tapes),
    risk: typeof options.risk === "string" ? readRisk(options.risk) : options.risk,
    seed: options.seed,
    ...(options.warmup === undefined ? {} : { warmupNs: parseDuration(options.warmup, "warmup") }),
    end: "last-row",
    sampleNs: options.sampleNs,
    newHash: () => createHash("sha256"),
  };
}

/** Brings a run to its end, with the host closed to its strategy and open between the pieces. */
export async function drive(
  run: { readonly share: number; advance(instants: number): boolean; close(): void },
  onProgress?: (share: number) => void,
): Promise<void> {
  try {
    for (;;) {
      const goesOn = withHostGuard(() => run.advance(INSTANTS_AT_ONCE));
      onProgress?.(run.share);
      if (!goesOn) return;
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
  } finally {
    run.close();
  }
}

/** A tape as it is, or opened from its file. */
export function asTape(tape: Tape | string): Tape {
  return typeof tape === "string" ? openTape(tape, { verify: false }) : tape;
}

/** Rules by what a user says. Throws ConfigError or DataError. */
export function asRules(
  rules: string | readonly VenueRulesSpec[],
  tapes: readonly Tape[],
): readonly VenueRulesSpec[] {
  if (typeof rules !== "string") return rules;
  return venueRulesFor(
    rules,
    tapes.map((tape) => tape.instrument.spec),
  );
}

async function asLatency(latency: string | LatencyModel): Promise<LatencyModel> {
  if (typeof latency !== "string") return latency;
  const models = new Map<string, LatencyModel>();
  for (const file of latencyFilesOf(latency)) models.set(file, await readLatencyFile(file));
  return parseLatencyText(latency, (file) => models.get(file)!);
}
