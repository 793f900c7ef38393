import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DataError } from "@mexoms/core";
import { JournalReader, JournalWriter, MARK } from "@mexoms/live";
import { checkJournal, type DescribedRecord, RecordDescriber } from "@mexoms/live/internal";
import { expect, it } from "vitest";
import { SessionRecords } from "./session-records.ts";
import { tempFolder } from "./temp-folder.ts";

const EPOCH_NS = 1_723_000_000_000_000_000n;

function written(write: (records: SessionRecords, writer: JournalWriter) => void): string {
  const dir = tempFolder();
  const options = { dir, epochNs: EPOCH_NS, segmentBytes: 65_536, sync: "none" };
  const { writer } = JournalWriter.open(options);
  write(new SessionRecords(writer), writer);
  writer.close();
  return dir;
}

function described(dir: string): DescribedRecord[] {
  const reader = JournalReader.open(dir);
  const describer = new RecordDescriber(reader.epochNs);
  const found: DescribedRecord[] = [];
  while (reader.next()) found.push(describer.describe(reader));
  reader.close();
  return found;
}

it("describes each kind of record in a line, with prices as decimals", () => {
  const dir = written((records, writer) => {
    records.start();
    records.rows(3);
    records.submit(7);
    records.accepted(7);
    records.filled(7, 55, 40, 60);
    records.canceled(7);
    records.rejected(8, "the gateway takes no more\u001b[2J");
    records.command({ what: "suspend", market: 0, why: "asking" });
    records.explain("quote", "two\nlines");
    records.snapshot();
    writer.begin(77, 5, 24);
    writer.commit();
    writer.text(MARK.recovery, 6, '{"why":"killed"}');
  });
  const lines = described(dir).map(({ kind, text }) => `${kind}: ${text}`);
  expect(lines).toEqual([
    "start: market-maker on binance:usdm:BTCUSDT, afresh",
    "rows: binance:usdm:BTCUSDT 4 rows: 3 depth, 1 trade; 0.002 traded; 1.000 ms after the venue",
    "request: submit order 7 buy 0.1 at 60000.1 limit post-only binance:usdm:BTCUSDT",
    "event: accepted order 7 at 60000.1 leaves 0.1 binance:usdm:BTCUSDT",
    "event: filled order 7 0.04 at 60000.1 leaves 0.06 maker trade 55 why queue-reached binance:usdm:BTCUSDT",
    "event: canceled order 7 binance:usdm:BTCUSDT",
    "event: rejected order 8 text the gateway takes no more [2J binance:usdm:BTCUSDT",
    'command: {"what":"suspend","market":0,"why":"asking"}',
    "explain: quote: two lines",
    "snapshot: state of the kernel, 0 orders",
    "kind 77: 24 bytes",
    'recovery: {"why":"killed"}',
  ]);
  const [, , request] = described(dir);
  expect(request).toMatchObject({ sequence: 3, time: "2024-08-07T03:06:40.003000000Z" });
  expect(request!.detail).toEqual({
    request: "submit",
    instrument: "binance:usdm:BTCUSDT",
    order: 7,
    side: "buy",
    qty: "0.1",
    price: "60000.1",
    type: "limit",
    timeInForce: "post-only",
  });
});

it("shows bare ticks where the session's start is gone", () => {
  const dir = written((records) => records.submit(7));
  expect(described(dir)[0]!.text).toBe(
    "submit order 7 buy 100 lots at 600001 ticks market 0 limit post-only",
  );
});

it("checks all records, counts them, and tells of a tail that is not whole", () => {
  const dir = written((records) => {
    records.start();
    for (let i = 0; i < 500; i++) records.rows(10);
    records.start();
  });
  const check = checkJournal(dir);
  expect(check).toMatchObject({ first: 1, last: 502, sessions: 2, backwards: 0, tail: undefined });
  expect(check.segments).toBeGreaterThan(1);
  expect([...check.kinds]).toEqual([
    ["start", 2],
    ["rows", 500],
  ]);
  const names = readdirSync(dir).filter((name) => name.endsWith(".journal"));
  const last = path.join(dir, names.at(-1)!);
  const bytes = readFileSync(last);
  bytes.writeInt32LE(9, bytes.findLastIndex((byte) => byte !== 0) + 9 - 8);
  writeFileSync(last, bytes);
  expect(checkJournal(dir).tail).toMatchObject({ file: last });
  const first = path.join(dir, names[0]!);
  const damaged = readFileSync(first);
  damaged[3000]! ^= 4;
  writeFileSync(first, damaged);
  expect(() => checkJournal(dir)).toThrow(DataError);
  appendFileSync(path.join(dir, "notes.txt"), "no segment");
  expect(() => checkJournal(dir)).toThrow(`${first}: record`);
});
