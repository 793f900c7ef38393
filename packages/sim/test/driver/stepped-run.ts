import {
  bindParams,
  Book,
  Kernel,
  MarketSet,
  ROW_EXCH,
  ROW_LOCAL,
  rowWakes,
} from "@mexoms/core/internal";
import type { RunOptions, Tape } from "@mexoms/sim/engine";
import { allRows, TapeCursor } from "@mexoms/sim/engine";
import type { Params } from "@mexoms/core";
import { SimGateway } from "../../engine/driver/sim-gateway.ts";
import { accountsOf } from "../../engine/run/accounts-of.ts";
import { RunDigest } from "../../engine/run/run-digest.ts";
import { VenueFloor } from "../../engine/run/venue-floor.ts";
import { lastTime } from "../../engine/tape/sequence-ends.ts";
import { ANSWER, ANSWER_FILLED } from "../../engine/venue/messages.ts";
import { VenueMarket } from "../../engine/venue/venue-market.ts";
import { answerTo } from "./answer-to.ts";

/**
 * What runBacktest must do, in the most naive way: every nanosecond from 0 on, each venue handles
 * what happens then, each feed is applied, each answer is told, and the strategy is woken when
 * anything was due, as long as rows are left; what is under way is then answered. For tapes that
 * start at one epoch, in order of time, and times below a few thousand. Gives one line a fill, and
 * the digest of the outputs.
 */
export function steppedRun(options: RunOptions<Params>): { fills: string[]; digest: string } {
  const { strategy, seed, latency } = options;
  const instruments = [...new Set(options.tapes.map((tape) => tape.instrument))];
  const tapesOf = instruments.map((instrument) =>
    options.tapes.filter((tape) => tape.instrument === instrument),
  );
  const { epochNs } = options.tapes[0]!;
  const venues: VenueMarket[] = [];
  const sent = new MarketSet(instruments.length);
  const markets = new VenueFloor({ epochNs, markets: venues, endNs: 0, sent });
  const accounts = accountsOf({ configs: [], instruments, latency, seed, epochNs, markets });
  tapesOf.forEach((tapes, market) => {
    venues.push(
      new VenueMarket({
        instrument: instruments[market]!,
        market,
        book: new Book(),
        cursor: new TapeCursor(tapes, epochNs, ROW_EXCH),
        queue: options.queue,
        exchange: options.exchange,
        rulebook: undefined,
        keepsOrders: true,
        accounts: accounts.all,
      }),
    );
  });
  const endNs = Math.max(
    ...options.tapes.map(
      (tape) => lastTime(tape.index, ROW_LOCAL) + Number(tape.epochNs - epochNs),
    ),
  );
  for (const venue of venues) venue.closeAt(endNs);
  const observer = new RunDigest();
  const kernel = new Kernel({
    instruments,
    strategy,
    params: bindParams({ params: strategy.params, given: {}, instruments }).values,
    seed,
    epochNs,
    gateway: new SimGateway({
      routes: venues.map((market, i) => ({ market, accountIndex: accounts.defaults[i]! })),
      accounts: accounts.all,
      names: [],
    }),
    observer,
    bookIncludesOwn: false,
  });
  const feeds = tapesOf.map((tapes) => new TapeCursor(tapes, epochNs, ROW_LOCAL));
  const received = tapesOf.map(receivedRows);
  const fills: string[] = [];
  const rowsLeft = (): boolean =>
    venues.some((venue) => venue.hasRows) || feeds.some((feed) => feed.hasNext());
  const left = (): boolean =>
    rowsLeft() || venues.some((venue) => venue.requests.length > 0 || venue.answers.length > 0);
  kernel.start(0);
  for (let nowNs = 0; left(); nowNs++) {
    for (let again = true; again;) {
      again = false;
      for (const venue of venues) {
        venue.untilNs = nowNs;
        venue.run();
      }
      let fed = false;
      feeds.forEach((feed, m) => {
        const rows = received[m]!;
        const market = kernel.markets[m]!;
        while (rows.length > 0 && rows[0]!.atNs <= nowNs) {
          if (rowWakes(rows.shift()!.event, market.wakeMask)) fed = true;
        }
        feed.untilNs = nowNs;
        do market.applyRows(feed);
        while (feed.atEnd && feed.nextBlock());
      });
      kernel.advance(nowNs);
      venues.forEach(({ answers }, m) => {
        for (; answers.headNs <= nowNs; answers.shift()) {
          if (answers.field(ANSWER.kind) === ANSWER_FILLED) {
            fills.push(
              `${m}: ${answers.field(ANSWER.orderId)} ${answers.field(ANSWER.qtyLots)}@` +
                `${answers.field(ANSWER.priceTicks)} ${answers.field(ANSWER.exchNs)}>${nowNs}`,
            );
          }
          answerTo(kernel, answers);
        }
      });
      if (!rowsLeft()) break;
      if (kernel.timers.nextNs <= nowNs || fed || kernel.hasNews) {
        kernel.wake(nowNs);
        again = true;
      }
    }
  }
  kernel.stop();
  for (const market of kernel.markets) observer.book(market.book);
  return { fills, digest: observer.finish() };
}

/** Event and local time of each row that an instrument's tapes bring to us. */
function receivedRows(tapes: readonly Tape[]): { event: number; atNs: number }[] {
  return tapes.flatMap((tape) => {
    const { event, localNs } = allRows(tape);
    return [...event]
      .map((each, i) => ({ event: each, atNs: localNs[i]! }))
      .filter((row) => (row.event & ROW_LOCAL) !== 0);
  });
}
