import {
  ConfigError,
  formatDuration,
  type Instrument,
  type Params,
  type RiskConfig,
  type Strategy,
} from "@mexoms/core";
import {
  bindParams,
  Kernel,
  type KernelObserver,
  type OrderShelf,
  parseRisk,
  ROW_LOCAL,
} from "@mexoms/core/internal";
import { MarkingGateway } from "../driver/marking-gateway.ts";
import { SimGateway } from "../driver/sim-gateway.ts";
import { type EndOfRun, Simulation } from "../driver/simulation.ts";
import type { Ledger } from "../account/ledger.ts";
import type { RunInputs } from "../result/result.ts";
import { TapeCursor } from "../tape/tape-cursor.ts";
import type { RunningHash } from "../tape/tape-digest.ts";
import type { OrderLog } from "../venue/order-log.ts";
import { VenueMarket } from "../venue/venue-market.ts";
import type { RunAccounts } from "./accounts-of.ts";
import type { FaultCounts } from "../faults/fault-counts.ts";
import { bothObservers } from "./both-observers.ts";
import { FillLog } from "./fill-log.ts";
import { RunDigest } from "./run-digest.ts";
import { openVenues, type TapeSpan, tradedTapes, type VenueOptions } from "./open-venues.ts";
import { askTimes, Questions } from "./questions.ts";
import { checkedWarmup } from "./warmup.ts";
import { Sampler } from "./sampler.ts";

/** Version of the engine's rules: a change that moves results raises it. */
export const ENGINE_VERSION = "3";
/** About how many samples a run's charts are drawn from. */
const SAMPLES = 2_000;

export interface RunOptions<P extends Params> extends VenueOptions {
  readonly strategy: Strategy<P>;
  /** Digest of the strategy's code, part of the run's inputs. */
  readonly codeDigest: string;
  /** Texts of parameters; those not given take their defaults. */
  readonly params: Readonly<Record<string, string>>;
  /** Checks before every order. Without them only the instruments' filters. */
  readonly risk?: RiskConfig | undefined;
  /** How long the strategy sees the data before it may trade; none unless given. */
  readonly warmupNs?: number | undefined;
  /**
   * Times at which the strategy is asked why it does what it does, by that of the first event; changes
   * no result.
   */
  readonly askAt?: ((startNs: bigint) => readonly bigint[]) | undefined;
  readonly end: EndOfRun;
  /** Interval of the samples for charts, about 2,000 a run when not given; changes no result. */
  readonly sampleNs?: number | undefined;
  /** Where records of orders are taken from; they are made anew without it. Changes no result. */
  readonly orders?: OrderShelf | undefined;
  /** Makes the SHA-256 of the run's digest; a faster one than the engine's own changes no result. */
  readonly newHash?: (() => RunningHash) | undefined;
}

/** A run put together, and what decides its result. */
export interface Assembly<P extends Params> {
  readonly inputs: RunInputs;
  readonly span: TapeSpan;
  readonly kernel: Kernel<P>;
  readonly fills: FillLog;
  readonly sampler: Sampler;
  readonly questions: Questions;
  readonly digest: RunDigest;
  readonly simulation: Simulation;
  readonly ledger: Ledger;
  /** Every place in a tape; to be closed when the run is over, also when it failed. */
  readonly places: readonly TapeCursor[];
  /** What happened to the orders of each market. */
  readonly logs: readonly OrderLog[];
  readonly rows: readonly number[];
  readonly faultCounts: FaultCounts;
}

/**
 * Puts a run together. `watcher` also sees what the strategy does; it changes nothing. Throws
 * ConfigError for settings that cannot be run.
 */
export function assemble<P extends Params>(
  options: RunOptions<P>,
  watcher?: KernelObserver,
): Assembly<P> {
  if (!Number.isSafeInteger(options.seed) || options.seed < 0) {
    throw new ConfigError("seed", `${options.seed} is not a whole number >= 0`);
  }
  const traded = tradedTapes(options);
  const { instruments, span } = traded;
  const { values, texts } = bindParams({
    params: options.strategy.params,
    given: options.params,
    instruments,
  });
  const sampleNs = options.sampleNs ?? sampleInterval(span.lengthNs);
  if (!Number.isSafeInteger(sampleNs) || sampleNs <= 0) {
    const problem = `${sampleNs} is not a whole number of nanoseconds above zero`;
    throw new ConfigError("sampleNs", `${problem}, for example 1000000000 for a second`);
  }
  const epochNs = span.startNs;
  const warmupNs = checkedWarmup(options.warmupNs ?? 0, span.lengthNs);
  const opened = openVenues(options, traded);
  const { venues, accounts, groups, cursors, sent, faultCounts } = opened;
  const digest = new RunDigest(options.newHash);
  const logs = venues.map((venue) => venue.log);
  const kernel = new Kernel({
    instruments,
    strategy: options.strategy,
    params: values,
    seed: options.seed,
    epochNs,
    gateway: new MarkingGateway({ gateway: gatewayOf(venues, accounts), sent, logs }),
    accounts: accounts.opened.map((account) => account.options),
    observer: watcher ? bothObservers(digest, watcher) : digest,
    bookIncludesOwn: false,
    books: options.books,
    orders: options.orders,
    risk: options.risk && parseRisk(options.risk),
    warming: warmupNs > 0,
  });
  if (warmupNs > 0) kernel.timers.add(warmupNs, 0, () => kernel.openTrading());
  const fills = new FillLog({ keeps: options.figuresOnly !== true });
  const sampler = new Sampler(kernel.markets, kernel.accounts.views, sampleNs);
  const feeds = groups.map((tapes) => new TapeCursor(tapes, epochNs, ROW_LOCAL));
  const inputs = runInputs(options, instruments, texts);
  const { end } = options;
  const questions = new Questions(kernel, askTimes(options.askAt?.(span.startNs) ?? [], span));
  const simulation = new Simulation({
    kernel,
    venues,
    sent,
    feeds,
    fills,
    sampler,
    questions,
    end,
    endNs: span.lengthNs,
    lastRowNs: opened.lastRowNs,
  });
  const rows = groups.map((tapes) => tapes.reduce((sum, tape) => sum + tape.rowCount, 0));
  const { ledger } = accounts;
  const places = [...cursors, ...feeds];
  const record = { inputs, span, fills, sampler, questions, digest, ledger, rows, faultCounts };
  return { ...record, kernel, simulation, places, logs };
}

function gatewayOf(venues: readonly VenueMarket[], accounts: RunAccounts): SimGateway {
  return new SimGateway({
    routes: venues.map((market, i) => ({ market, accountIndex: accounts.defaults[i]! })),
    accounts: accounts.all,
    names: accounts.opened.map((account) => account.options.name),
  });
}

function runInputs<P extends Params>(
  options: RunOptions<P>,
  instruments: readonly Instrument[],
  params: Readonly<Record<string, string>>,
): RunInputs {
  const { strategy, codeDigest, end, rules = [], faults = [], accounts = [] } = options;
  return {
    engine: end === "last-row" ? ENGINE_VERSION : `${ENGINE_VERSION} end ${end}`,
    strategy: { name: strategy.name, codeDigest },
    params,
    tapes: options.tapes.map((tape) => ({ instrument: tape.instrument.id, digest: tape.digest })),
    instruments: instruments.map((instrument) => instrument.spec),
    latency: options.latency.name,
    queue: options.queue.name,
    exchange: options.exchange.name,
    ...(rules.length > 0 ? { rules } : {}),
    ...(faults.length > 0 ? { faults } : {}),
    fees: instruments.map(
      (each) => `${each.id} maker ${each.makerFee.toString()} taker ${each.takerFee.toString()}`,
    ),
    ...(accounts.length > 0 ? { accounts } : {}),
    ...(options.risk === undefined ? {} : { risk: options.risk }),
    ...(options.warmupNs ? { warmup: formatDuration(options.warmupNs) } : {}),
    seed: options.seed,
  };
}

/** A round interval that gives about SAMPLES samples, at least a millisecond. */
function sampleInterval(lengthNs: number): number {
  const wanted = lengthNs / SAMPLES;
  for (let unit = 1e6; ; unit *= 10) {
    for (const step of [1, 2, 5]) if (step * unit >= wanted) return step * unit;
  }
}
