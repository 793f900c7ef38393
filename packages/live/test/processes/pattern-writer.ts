import { ROW_BUY, ROW_CLEAR, ROW_DEPTH, ROW_SELL } from "@mexoms/core/internal";
import { BookWriter, MonoClock } from "@mexoms/live";
import { TradeRingWriter } from "@mexoms/live/internal";
import { BTC_USDM } from "../btc-usdm.ts";

// Writes a book and trades as fast as it can, in the pattern that reader.c and the tests check:
// level i of the bids of change c has price 1000 + c % 100 - i and size c + i, the asks mirror it;
// trade t has price t % 1000 and size t. Ends after the given number of changes; 0 goes on. With "grows"
// the book shows one level more every 500 changes, up to 64.
const [bookFile, tradeFile, levelsText, changesText, grows] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  "grows" | undefined,
];
const levels = Number(levelsText);
const changes = Number(changesText) || Number.POSITIVE_INFINITY;
const options = { levels, instrument: BTC_USDM, market: 0, epochNs: 0n };
const book = BookWriter.create(bookFile, options);
const trades = TradeRingWriter.create(tradeFile, 4096);
const clock = new MonoClock();
const lots = new Float64Array(1);
process.stdout.write("ready\n");

for (let c = 1; c <= changes; c++) {
  const base = 1000 + (c % 100);
  book.row(ROW_CLEAR, 0, lots, 0);
  const depth = grows ? 64 : levels;
  for (let i = 0; i < depth; i++) {
    lots[0] = c + i;
    book.row(ROW_DEPTH | ROW_BUY, base - i, lots, 0);
    book.row(ROW_DEPTH | ROW_SELL, base + 1 + i, lots, 0);
  }
  book.publish(Float64Array.of(c + 1, c + 2, c));
  const t = c - 1;
  trades.push(0, t, t, t % 1000, t);
  trades.publish();
  if (grows && c % 500 === 0) book.grow(Math.min(64, book.levels + 1));
  if (c % 16 === 0) book.beat(clock.read());
}
book.close();
trades.close();
