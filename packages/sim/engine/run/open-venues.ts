import { ConfigError, Instrument } from "@mexoms/core";
import { Book, type BookShelf, MarketSet, ROW_EXCH, ROW_LOCAL } from "@mexoms/core/internal";
import type { AccountConfig } from "../account/account-config.ts";
import type { ExchangeModel } from "../exchange/exchange-model.ts";
import { FaultCounts } from "../faults/fault-counts.ts";
import type { FaultSpec } from "../faults/fault-script.ts";
import { LinkFaults } from "../faults/link-faults.ts";
import type { LatencyModel } from "../latency/latency-model.ts";
import type { QueueModel } from "../queue/queue-model.ts";
import { Rulebook } from "../rules/rulebook.ts";
import type { VenueRulesSpec } from "../rules/venue-rules.ts";
import { firstTime, lastTime } from "../tape/sequence-ends.ts";
import { TapeCursor } from "../tape/tape-cursor.ts";
import type { Tape } from "../tape/tape.ts";
import { VenueMarket } from "../venue/venue-market.ts";
import { accountsOf, feesOfMarket, type RunAccounts } from "./accounts-of.ts";
import { groupTapes, lastNs } from "./group-tapes.ts";
import { seenTapes } from "./seen-tapes.ts";
import { VenueFloor } from "./venue-floor.ts";

/** What decides how simulated venues behave. */
export interface VenueOptions {
  /** Tapes; several of one instrument follow each other in time. */
  readonly tapes: readonly Tape[];
  readonly latency: LatencyModel;
  readonly queue: QueueModel;
  readonly exchange: ExchangeModel;
  /** Fees that replace the instruments' own, by rate text; undefined keeps them. */
  readonly fees?: { readonly maker: string; readonly taker: string } | undefined;
  /** Accounts at the venues; without them each venue has one account that carries every order. */
  readonly accounts?: readonly AccountConfig[] | undefined;
  /** Rules of venues' markets; a market without rules takes every request. */
  readonly rules?: readonly VenueRulesSpec[] | undefined;
  /** What goes wrong in the run. */
  readonly faults?: readonly FaultSpec[] | undefined;
  readonly seed: number;
  /** Where books are taken from; they are made anew without it. Changes no result. */
  readonly books?: BookShelf | undefined;
  /** Nothing is kept of single orders and fills: the run has figures, and no result. */
  readonly figuresOnly?: boolean | undefined;
}

/** The time that tapes cover together. */
export interface TapeSpan {
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly lengthNs: number;
}

/** The instruments of tapes, and the tapes of each. */
export interface TradedTapes {
  readonly groups: readonly (readonly Tape[])[];
  /** With the fees that hold in the run. */
  readonly instruments: readonly Instrument[];
  readonly span: TapeSpan;
}

/** Simulated venues, put together and at their beginning. All lists are in the order of the markets. */
export interface OpenVenues {
  readonly venues: readonly VenueMarket[];
  readonly accounts: RunAccounts;
  /** The tapes of each instrument as a run sees them, with faults and latency of market data. */
  readonly groups: readonly (readonly Tape[])[];
  /** Places in the exchange's sequences; to be closed when the run is over. */
  readonly cursors: readonly TapeCursor[];
  /** Markets that something was sent to, or scheduled at; see VenueSchedule. */
  readonly sent: MarketSet;
  readonly faultCounts: FaultCounts;
  /** Time of the last row on either clock. */
  readonly lastRowNs: number;
}

/** Sorts tapes by instrument. Throws ConfigError for tapes that cannot be run together. */
export function tradedTapes(options: VenueOptions): TradedTapes {
  checkQueue(options.queue, options.tapes);
  const groups = groupTapes(options.tapes);
  const instruments = groups.map(([first]) => withFees(first!.instrument, options));
  return { groups, instruments, span: spanOf(options.tapes) };
}

/**
 * Each instrument's market at its venue, and the accounts that trade there. Times are relative to the
 * span's start. Throws ConfigError.
 */
export function openVenues(options: VenueOptions, traded: TradedTapes): OpenVenues {
  const { instruments, span } = traded;
  const { latency, seed, queue, exchange, rules = [], faults = [] } = options;
  const epochNs = span.startNs;
  const { lengthNs } = span;
  const faultCounts = new FaultCounts();
  const groups = seenTapes({ groups: traded.groups, options, span, counts: faultCounts });
  const cursors = groups.map((tapes) => new TapeCursor(tapes, epochNs, ROW_EXCH));
  const sent = new MarketSet(cursors.length);
  const faultsOf = (venue: string): LinkFaults | undefined =>
    faults.length === 0
      ? undefined
      : new LinkFaults({ faults, venue, seed, lengthNs, counts: faultCounts });
  const venues: VenueMarket[] = [];
  const markets = new VenueFloor({ epochNs, markets: venues, endNs: lengthNs, sent });
  const { accounts: configs = [] } = options;
  const common = { configs, instruments, latency, seed, epochNs };
  const accounts = accountsOf({ ...common, markets, faultsOf });
  const rulebooks = new Map(
    rules.map((spec) => [marketOf(spec), new Rulebook(spec, epochNs)] as const),
  );
  for (const [market, cursor] of cursors.entries()) {
    const instrument = instruments[market]!;
    const rulebook = rulebooks.get(marketOf(instrument.spec));
    const { all } = accounts;
    const book = options.books?.take() ?? new Book();
    const keepsOrders = options.figuresOnly !== true;
    const venue = { instrument, market, book, cursor, queue, exchange, rulebook, keepsOrders };
    venues.push(new VenueMarket({ ...venue, accounts: all }));
  }
  for (const account of accounts.opened) account.start();
  const end = lastRowNs(groups.flat(), epochNs);
  return { venues, accounts, groups, cursors, sent, faultCounts, lastRowNs: end };
}

function marketOf({ venue, market }: { venue: string; market: string }): string {
  return `${venue}:${market}`;
}

function checkQueue(queue: QueueModel, tapes: readonly Tape[]): void {
  if (!queue.orderByOrder) return;
  const without = tapes.find(({ extraColumns }) => !extraColumns.includes("orderId"));
  if (without === undefined) return;
  throw new ConfigError(
    "queue",
    `${queue.name} needs order-by-order (L3) tapes, and the tape of ${without.instrument.id} ` +
      `(${without.source.format}, digest ${without.digest.slice(0, 12)}) has price levels only: ` +
      "give risk, log, log2, power:N, power2:N or power3:N, for example power3:3",
  );
}

/** The instrument with the fees of the run, or of the account that its orders go to. */
function withFees(
  instrument: Instrument,
  { fees: given, accounts = [] }: Pick<VenueOptions, "fees" | "accounts">,
): Instrument {
  if (given && accounts.some((account) => account.fees)) {
    throw new ConfigError("fees", "are given twice: for all instruments, and by accounts");
  }
  const fees = given ?? feesOfMarket(accounts, instrument);
  if (fees === undefined) return instrument;
  return new Instrument({ ...instrument.spec, makerFee: fees.maker, takerFee: fees.taker });
}

function spanOf(tapes: readonly Tape[]): TapeSpan {
  const startNs = tapes.map(earliestNs).reduce((a, b) => (b < a ? b : a));
  const endNs = tapes.map(lastNs).reduce((a, b) => (b > a ? b : a));
  return { startNs, endNs, lengthNs: Math.max(1, Number(endNs - startNs)) };
}

/** Time of a tape's first event on either clock. */
function earliestNs({ epochNs, index }: Tape): bigint {
  return epochNs + BigInt(Math.min(firstTime(index, ROW_EXCH), firstTime(index, ROW_LOCAL)));
}

/** Time of the last row on either clock, relative to the run's epoch. */
function lastRowNs(tapes: readonly Tape[], runNs: bigint): number {
  return tapes.reduce((latest, { epochNs, index }) => {
    const last = Math.max(lastTime(index, ROW_EXCH), lastTime(index, ROW_LOCAL));
    return Math.max(latest, last + Number(epochNs - runNs));
  }, Number.NEGATIVE_INFINITY);
}
