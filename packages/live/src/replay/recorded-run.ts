import { ConfigError, formatDuration, type Instrument } from "@mexoms/core";
import { backtest, type BacktestResult, openTape, type Tape } from "@mexoms/sim";
import type { StrategyLookup } from "./replay-journal.ts";
import { readRecordedSession, type RecordedFill } from "./recorded-session.ts";
import { recordedTapes } from "./recorded-tape.ts";

/** A paper session and a backtest of it, compared. */
export interface RecordedRun {
  readonly journal: string;
  readonly strategy: string;
  /** Fills of the session, and how many of the backtest are equal to them, from the first on. */
  readonly fills: number;
  readonly equalFills: number;
  readonly requests: number;
  readonly lengthNs: number;
  /** Why only the part up to there was compared: a command; undefined for the whole session. */
  readonly cut: string | undefined;
  /** The first thing that the backtest did and the session did not, in words; undefined for none. */
  readonly strange: string | undefined;
  /** Undefined when all fills are equal. */
  readonly difference: RunDifference | undefined;
  readonly result: BacktestResult;
}

export interface RunDifference {
  /** In words; undefined for none. */
  readonly recorded: string | undefined;
  readonly backtest: string | undefined;
}

/**
 * Runs a backtest of a paper session: on the tapes that its venue played, with the same models, the
 * rows as they reached its kernel, and the latency that each request and answer had. The fills must be
 * the same.
 *
 * The journal must begin with a session on a paper venue. Throws ConfigError where it cannot be
 * repeated, and as `backtest` and `find` do.
 */
export async function backtestOfJournal(
  dir: string,
  options: { readonly find: StrategyLookup; readonly tapes: readonly (Tape | string)[] },
): Promise<RecordedRun> {
  const session = readRecordedSession(dir);
  const { start, latency, endNs } = session;
  const { paper } = start;
  if (paper === undefined) {
    throw new ConfigError("journal", `${dir} is not of a paper venue: its fills have no model`);
  }
  if (paper.faults !== undefined) {
    throw new ConfigError(
      "journal",
      `${dir} was recorded with faults: a backtest would have others`,
    );
  }
  const tapes = options.tapes.map((tape) =>
    typeof tape === "string" ? openTape(tape, { verify: false }) : tape,
  );
  checkTapes(
    start.instruments.map(({ symbol }) => symbol),
    tapes,
  );
  const { strategy, codeDigest } = await options.find(start);
  const seen = recordedTapes(session, tapes);
  const result = await backtest({
    strategy,
    codeDigest,
    params: start.params,
    tapes: seen,
    latency,
    queue: paper.queue,
    exchange: paper.exchange,
    rules: paper.rules,
    ...(paper.accounts === undefined ? {} : { accounts: paper.accounts }),
    ...(start.risk === undefined ? {} : { risk: start.risk }),
    seed: start.seed,
    ...(start.warmupNs > 0 ? { warmup: formatDuration(start.warmupNs) } : {}),
  });
  const instruments = seen.map(({ instrument }) => instrument);
  const fills = fillsOf(result, instruments, BigInt(start.clock.epochNs), endNs);
  return {
    journal: session.journal,
    strategy: strategy.name,
    requests: session.requests,
    lengthNs: endNs,
    cut: session.cut,
    result,
    strange: latency.strange,
    ...compare(session.fills, fills, instruments),
  };
}

function checkTapes(symbols: readonly string[], tapes: readonly Tape[]): void {
  const missing = symbols.filter(
    (symbol) => !tapes.some(({ instrument }) => instrument.spec.symbol === symbol),
  );
  if (missing.length === 0) return;
  throw new ConfigError("tape", `give the tapes that the venue played; none is of ${missing[0]}`);
}

function compare(
  recorded: readonly RecordedFill[],
  made: readonly RecordedFill[],
  instruments: readonly Instrument[],
): Pick<RecordedRun, "fills" | "equalFills" | "difference"> {
  let equalFills = 0;
  while (equalFills < recorded.length && isSame(recorded[equalFills], made[equalFills])) {
    equalFills += 1;
  }
  const fills = recorded.length;
  if (equalFills === fills && made.length === fills) {
    return { fills, equalFills, difference: undefined };
  }
  const [was, is] = [recorded[equalFills], made[equalFills]].map((fill) => {
    return fill && describeFill(fill, instruments);
  });
  return { fills, equalFills, difference: { recorded: was, backtest: is } };
}

function fillsOf(
  { fills }: BacktestResult,
  instruments: readonly Instrument[],
  epochNs: bigint,
  endNs: number,
): RecordedFill[] {
  const made = fills.map((fill) => ({
    orderId: fill.orderId,
    market: instruments.findIndex(({ id }) => id === fill.instrument),
    exchNs: Number(fill.exchNs - epochNs),
    localNs: Number(fill.localNs - epochNs),
    priceTicks: fill.priceTicks,
    qtyLots: fill.qtyLots,
    maker: fill.liquidity === "maker",
  }));
  // What a backtest settles at its end reached the session after it had ended.
  return made.filter(({ localNs }) => localNs <= endNs);
}

function isSame(a: RecordedFill | undefined, b: RecordedFill | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.orderId === b.orderId &&
    a.market === b.market &&
    a.exchNs === b.exchNs &&
    a.priceTicks === b.priceTicks &&
    a.qtyLots === b.qtyLots &&
    a.maker === b.maker
  );
}

function describeFill(fill: RecordedFill, instruments: readonly Instrument[]): string {
  const { tick, lot, id } = instruments[fill.market]!;
  const how = fill.maker ? "maker" : "taker";
  const what = `${lot.format(fill.qtyLots)} at ${tick.format(fill.priceTicks)}, ${how}`;
  return `order ${fill.orderId} of ${id}: ${what}, at ${formatDuration(fill.exchNs)}`;
}
