import { createHash } from "node:crypto";
import {
  constantLatency,
  type LatencyModel,
  parseExchangeModel,
  parseQueueModel,
  BacktestRun,
  type BacktestResult,
  type Tape,
} from "@mexoms/sim/engine";
import { gridStrategy, type Sightings } from "./grid-strategy.ts";
import type { GridConfig } from "./manifest.ts";

export interface GoldenOutcome {
  readonly startNs: bigint;
  readonly seen: Sightings;
  readonly result: BacktestResult;
}

export interface ConfigRun {
  readonly config: GridConfig;
  /** The traded instrument's tape, then the reference's where there is one. */
  readonly tapes: readonly Tape[];
  /** Latency of configurations that take it from a history. */
  readonly history: LatencyModel | undefined;
}

/** Runs one golden configuration through the ordinary kernel and simulated venue. */
export function runConfig(options: ConfigRun): GoldenOutcome {
  const seen: Sightings = { logged: true, orders: [], steps: [], submitted: 0, positionLots: 0 };
  const run = prepareConfig(options, seen);
  run.advance(Number.MAX_SAFE_INTEGER);
  const result = run.result();
  seen.orders.sort((a, b) => a.exchNs - b.exchNs || a.orderId - b.orderId);
  return { startNs: result.startNs, seen, result };
}

/** A golden configuration, ready to run; what the strategy sees goes to `seen`. */
export function prepareConfig(options: ConfigRun, seen: Sightings): BacktestRun {
  const { config, tapes, history } = options;
  return new BacktestRun({
    strategy: gridStrategy(config, seen),
    codeDigest: "oracle",
    params: { reference: tapes[config.ref ? 1 : 0]!.instrument.id },
    tapes,
    latency: latencyOf(config, history),
    queue: parseQueueModel(
      config.queue.startsWith("power") ? `${config.queue}:${config.n}` : config.queue,
    ),
    exchange: parseExchangeModel(config.exchange === "partial" ? "partial" : "no-partial"),
    seed: 0,
    end: "last-answer",
    sampleNs: 3600e9,
    newHash: () => createHash("sha256"),
  });
}

function latencyOf(config: GridConfig, history: LatencyModel | undefined): LatencyModel {
  if (config.latency === "const") {
    return constantLatency({ entryNs: config.entry, responseNs: config.resp });
  }
  if (history === undefined) throw new Error("this configuration needs latency.csv beside it");
  return history;
}
