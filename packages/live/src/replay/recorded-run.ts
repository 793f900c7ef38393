import { ConfigError, formatDuration, Instrument } from "@mexoms/core";
import { backtest, type BacktestResult, openTape, type Tape } from "@mexoms/sim";
import type { StrategyLookup } from "./replay-journal.ts";
import { ENGINE_VERSION } from "@mexoms/sim/internal";
import { fileDigest } from "../run/paper-models.ts";
import type { PaperModels, SessionStart } from "../kernel/session-start.ts";
import { otherCode, otherEngine, short } from "./replay-notes.ts";
import { sessionTime } from "./session-time.ts";
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
  /** What is known to be different: the strategy's code, or the version of the engine's rules. */
  readonly notes: readonly string[];
  /**
   * The first request or answer that one of them had and the other had not, in words; undefined for
   * none. The fills may be equal all the same.
   */
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
  const paper = repeatable(dir, start);
  const tapes = options.tapes.map((tape) =>
    typeof tape === "string" ? openTape(tape, { verify: false }) : tape,
  );
  checkTapes(start, paper, tapes);
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
    notes: notesOn(start, codeDigest),
    result,
    strange: latency.strange,
    ...compare(session.fills, fills, instruments),
  };
}

/** The models of a session that a backtest can repeat. Throws ConfigError for any other. */
function repeatable(dir: string, { paper }: SessionStart): PaperModels {
  const refuse = (why: string): never => {
    throw new ConfigError("journal", `${dir} ${why}`);
  };
  if (paper === undefined) return refuse("is not of a paper venue: its fills have no model");
  if (paper.faults !== undefined) {
    return refuse("was recorded with faults: a backtest would have others");
  }
  if ((paper.dropEvents ?? 0) > 0) {
    return refuse("was recorded while events got lost on purpose, which a backtest cannot repeat");
  }
  for (const [file, digest] of Object.entries(paper.files)) {
    if (fileDigest(file) === digest) continue;
    throw new ConfigError("file", `${file} is not what it was when the session ran: put it back`);
  }
  return paper;
}

/** The tapes must be those that the venue played, all of them and no others. */
function checkTapes(
  { instruments }: SessionStart,
  paper: PaperModels,
  tapes: readonly Tape[],
): void {
  const played = new Set(paper.tapes);
  for (const { digest, instrument } of tapes) {
    if (played.delete(digest)) continue;
    const why = paper.tapes.includes(digest) ? "is given twice" : "is none that the venue played";
    throw new ConfigError(
      "tape",
      `the tape of ${instrument.id} with digest ${short(digest)} ${why}`,
    );
  }
  if (played.size === 0) return;
  const symbols = new Set(tapes.map(({ instrument }) => instrument.id));
  const missing = instruments
    .map((spec) => new Instrument(spec).id)
    .filter((id) => !symbols.has(id));
  const which = missing.length > 0 ? `of ${missing[0]}` : `with digest ${short([...played][0]!)}`;
  throw new ConfigError("tape", `the tape ${which} is missing: give all that the venue played`);
}

/** What a reader should know when fills differ. */
function notesOn({ strategy, engine }: SessionStart, codeDigest: string): string[] {
  const notes: string[] = [];
  if (codeDigest !== strategy.codeDigest) notes.push(otherCode(codeDigest, strategy.codeDigest));
  if (engine !== ENGINE_VERSION) notes.push(otherEngine(engine));
  return notes;
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

/** `a` is of the journal, `b` of the backtest. */
function isSame(a: RecordedFill | undefined, b: RecordedFill | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    // An order of the venue itself, a liquidation, has a number of the kernel's in a backtest.
    (a.orderId === b.orderId || a.orderId < 0) &&
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
  return `order ${fill.orderId} of ${id}: ${what}, at ${sessionTime(fill.exchNs)}`;
}
