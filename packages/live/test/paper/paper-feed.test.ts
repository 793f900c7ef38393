import { describe, expect, it, onTestFinished } from "vitest";
import {
  Book,
  BUY,
  type MarketRows,
  ROW_KIND_MASK,
  ROW_LOCAL,
  ROW_TRADE,
  SELL,
} from "@mexoms/core/internal";
import { allRows, loadTape, openTape } from "@mexoms/sim";
import { MonoClock } from "../../src/clock/mono-clock.ts";
import { BOOK_VALID } from "../../src/memory/book-layout.ts";
import { BookReader } from "../../src/memory/book-reader.ts";
import type { SlotSink } from "../../src/memory/slot-ring.ts";
import { TradeRingReader } from "../../src/memory/trade-ring.ts";
import { SPOT, SWAP } from "../session-folder.ts";
import { PaperWorld, SeenBook } from "./paper-world.ts";

const STEP_NS = 50e6;
const END_NS = 10e9;

describe("market data of a paper session", () => {
  for (const [market, file] of [SWAP, SPOT].entries()) {
    it(`comes when it was received, row by row, into rings and books: market ${market}`, async () => {
      const world = await PaperWorld.open({ tapes: [SWAP, SPOT] });
      const { control } = world;
      const seen = new SeenBook(control, market);
      const trades = new TradeRingReader(control.marketFile(market, "trades"), { last: 0 });
      const clock = new MonoClock();
      const options = { levels: 5, staleNs: 60e9, clock };
      const shown = new BookReader(control.marketFile(market, "book"), options);
      onTestFinished(() => {
        shown.close();
        trades.close();
      });
      const told = new Received(file, control.epochNs);
      let seenTrades = 0;
      const count: SlotSink = {
        slots: (_doubles, _words, _index, slots) => {
          seenTrades += slots;
        },
      };
      while (world.nowNs < END_NS) {
        world.work(STEP_NS);
        told.goOn(world.nowNs);
        while (seen.poll() > 0);
        while (trades.poll(count, 10_000) > 0);
        expect([seen.rows, seenTrades]).toEqual([told.rows, told.trades]);
      }
      expect(told.rows).toBeGreaterThan(100);
      world.session.beat(clock.read());
      expect(shown.read()).toBe(BOOK_VALID);
      expect([shown.bidCount, shown.askCount]).toEqual([5, 5]);
      const { book } = told;
      expect([shown.bidTicks[0], shown.askTicks[0]]).toEqual([
        book.bestTicks(BUY),
        book.bestTicks(SELL),
      ]);
      expect(shown.bidLots[0]).toBe(book.lotsAt(BUY, book.bestTicks(BUY)));
      expect(seen.book.bestTicks(BUY)).toBe(book.bestTicks(BUY));
    });
  }

  it("is over after the last row, and only then", async () => {
    const world = await PaperWorld.open();
    const { startNs, lengthNs } = spanOf(SWAP);
    expect(world.control.epochNs).toBe(startNs);
    world.work(lengthNs - 1);
    while (world.work() > 0);
    expect(world.session.feed.isOver).toBe(false);
    expect(world.session.venue.isOver).toBe(false);
    world.work(2e9);
    while (world.work() > 0);
    expect(world.session.feed.isOver).toBe(true);
    expect(world.session.venue.isOver).toBe(true);
  });
});

/** What a tape says was received by a time. */
class Received {
  readonly book = new Book();
  rows = 0;
  trades = 0;
  readonly #rows: MarketRows;
  readonly #offsetNs: number;
  #at = 0;

  constructor(file: string, epochNs: bigint) {
    const tape = openTape(file, { verify: false });
    this.#rows = allRows(loadTape(tape));
    this.#offsetNs = Number(tape.epochNs - epochNs);
  }

  goOn(nowNs: number): void {
    const { event, localNs, priceTicks, qtyLots } = this.#rows;
    for (; this.#at < event.length; this.#at++) {
      const at = this.#at;
      if (localNs[at]! + this.#offsetNs > nowNs) return;
      if ((event[at]! & ROW_LOCAL) === 0) continue;
      this.rows += 1;
      if ((event[at]! & ROW_KIND_MASK) === ROW_TRADE) this.trades += 1;
      else this.book.apply(event[at]!, priceTicks[at]!, qtyLots[at]!);
    }
  }
}

function spanOf(file: string): { startNs: bigint; lengthNs: number } {
  const { epochNs, index } = openTape(file, { verify: false });
  const first = Math.min(...index.firstExchNs, ...index.firstLocalNs);
  const last = Math.max(...index.lastLocalNs);
  return { startNs: epochNs + BigInt(first), lengthNs: last - first };
}
