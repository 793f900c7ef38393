import { ROW_BUY, ROW_DEPTH, ROW_SELL } from "@mexoms/core/internal";
import { BookWriter, MonoClock } from "@mexoms/live";
import { RowRingWriter } from "@mexoms/live/internal";
import { seededRow } from "./seeded-row.ts";
import { BTC_USDM } from "../btc-usdm.ts";

// Writes seeded rows and their book as fast as it can, in batches of 1 to 7 rows, until killed.
const [bookFile, rowFile] = process.argv.slice(2) as [string, string];
const book = BookWriter.create(bookFile, {
  levels: 16,
  instrument: BTC_USDM,
  market: 0,
  epochNs: 0n,
});
const ring = RowRingWriter.create(rowFile, 1024);
const clock = new MonoClock();
const lots = new Float64Array(1);
const stamp = new Float64Array(3);
const row = { side: 0, ticks: 0, lots: 0 };
process.stdout.write("ready\n");

for (let batch = 1; ; batch++) {
  for (let i = 0; i < (batch % 7) + 1; i++) {
    const position = ring.position;
    seededRow(position, row);
    const event = ROW_DEPTH | (row.side === 0 ? ROW_BUY : ROW_SELL);
    lots[0] = row.lots;
    ring.push(event, position, position + 1, row.ticks, row.lots);
    book.row(event, row.ticks, lots, 0);
  }
  ring.publish();
  stamp[2] = ring.position;
  book.publish(stamp);
  if (batch % 64 === 0) book.beat(clock.read());
}
