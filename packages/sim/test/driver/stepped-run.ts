import { bindParams, Kernel, NEVER, ROW_EXCH, ROW_LOCAL } from "@mexoms/core/internal";
import type { RunOptions } from "@mexoms/sim/engine";
import { TapeCursor } from "@mexoms/sim/engine";
import type { Params } from "@mexoms/core";
import { SimGateway } from "../../engine/driver/sim-gateway.ts";
import { accountsOf } from "../../engine/run/accounts-of.ts";
import { RunDigest } from "../../engine/run/run-digest.ts";
import { VenueFloor } from "../../engine/run/venue-floor.ts";
import { ANSWER, ANSWER_FILLED } from "../../engine/venue/messages.ts";
import { VenueMarket } from "../../engine/venue/venue-market.ts";
import { answerTo } from "./answer-to.ts";

/**
 * What runBacktest must do, in the most naive way: every nanosecond from 0 on, each venue handles
 * what happens then, each feed is applied, each answer is told, and the strategy is woken when
 * anything was due, as long as rows are left; what is under way is then answered. For one tape an instrument and times below a few
 * thousand. Gives one line a fill, and the digest of the outputs.
 */
export function steppedRun(options: RunOptions<Params>): { fills: string[]; digest: string } {
  const { tapes, strategy, seed } = options;
  const instruments = tapes.map((tape) => tape.instrument);
  const epochNs = tapes[0]!.epochNs;
  const venues: VenueMarket[] = [];
  const markets = new VenueFloor({ epochNs, markets: venues, endNs: 0 });
  const { latency } = options;
  const accounts = accountsOf({ configs: [], instruments, latency, seed, epochNs, markets });
  tapes.forEach((tape, market) => {
    venues.push(
      new VenueMarket({
        instrument: tape.instrument,
        market,
        cursor: new TapeCursor([tape], epochNs, ROW_EXCH),
        queue: options.queue,
        exchange: options.exchange,
        rulebook: undefined,
        accounts: accounts.all,
      }),
    );
  });
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
  const feeds = tapes.map((tape) => new TapeCursor([tape], epochNs, ROW_LOCAL));
  const fills: string[] = [];
  const rowsLeft = (): boolean =>
    venues.some((venue) => venue.hasRows) || feeds.some((feed) => feed.hasNext());
  const left = (): boolean =>
    rowsLeft() || venues.some((venue) => venue.nextNs !== NEVER || venue.answers.length > 0);
  kernel.start(0);
  for (let nowNs = 0; left(); nowNs++) {
    for (let again = true; again;) {
      again = false;
      for (const venue of venues) {
        venue.untilNs = nowNs;
        venue.run();
      }
      feeds.forEach((feed, m) => feed.findWake(kernel.markets[m]!.wakeMask));
      const fed = feeds.some((feed) => feed.wakeNs <= nowNs);
      feeds.forEach((feed, m) => {
        feed.untilNs = nowNs;
        do kernel.markets[m]!.applyRows(feed);
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
