import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError } from "@mexoms/core";
import { ROW_BUY, ROW_DEPTH, ROW_GAP, ROW_SELL, ROW_TRADE } from "@mexoms/core/internal";
import { allRows, RowColumns, TAPE_COLUMNS, tapeFromRows } from "@mexoms/sim/engine";
import { exportCsv, findInstrument, importRecorder, openTape, writeTape } from "@mexoms/sim";
import type { Tape } from "@mexoms/sim";
import { Scratch } from "./scratch.ts";

const BTC = findInstrument("binance:usdm:BTCUSDT");
const EPOCH = 1_723_161_600_000_000_000n; // 2024-08-09T00:00:00Z
const SOURCE = { format: "test", files: ["a"], clockShiftNs: 0, lines: { depth: 3 }, notes: [] };
const CHECKSUM_AT = 96;

function smallTape(): Tape {
  const columns = new RowColumns();
  columns.push(ROW_DEPTH | ROW_BUY, 10, 30, 617_999, 5);
  columns.push(ROW_DEPTH | ROW_SELL, 9, 40, 618_000, 7);
  columns.push(ROW_TRADE | ROW_SELL, 11, 41, 617_999, 2);
  return tapeFromRows({ instrument: BTC, epochNs: EPOCH, rows: columns.rows(), source: SOURCE });
}

const rowArbitrary = fc.record({
  event: fc.constantFrom(
    ROW_DEPTH | ROW_BUY,
    ROW_DEPTH | ROW_SELL,
    ROW_TRADE | ROW_SELL,
    ROW_TRADE,
    ROW_GAP,
  ),
  stepNs: fc.nat({ max: 2_000_000_000 }),
  latencyNs: fc.nat({ max: 3_000_000_000 }),
  priceTicks: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  qtyLots: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
});

const tapeArbitrary = fc
  .record({
    startNs: fc.bigInt({ min: 0n, max: 4_000_000_000_000_000_000n }),
    rows: fc.array(rowArbitrary, { minLength: 1, maxLength: 40 }),
  })
  .map(({ startNs, rows }) => {
    const columns = new RowColumns();
    let localNs = 10_000_000_000;
    for (const row of rows) {
      localNs += row.stepNs;
      const gap = row.event === ROW_GAP;
      columns.push(
        row.event,
        localNs - row.latencyNs,
        localNs,
        gap ? 0 : row.priceTicks,
        gap ? 0 : row.qtyLots,
      );
    }
    const options = { instrument: BTC, epochNs: startNs, rows: columns.rows(), source: SOURCE };
    return tapeFromRows(options);
  });

function sameTape(a: Tape, b: Tape): void {
  expect(b.digest).toBe(a.digest);
  expect(b.epochNs).toBe(a.epochNs);
  expect(b.instrument.spec).toEqual(a.instrument.spec);
  const [rows, others] = [allRows(a), allRows(b)];
  for (const column of TAPE_COLUMNS) expect([...others[column]]).toEqual([...rows[column]]);
}

describe("tape files", () => {
  it("give back the rows, the instrument, the provenance and the digest that were written", () => {
    const scratch = new Scratch();
    const tape = smallTape();
    const file = scratch.file("a.tape");
    writeTape(file, tape);
    const opened = openTape(file, { verify: true });
    sameTape(tape, opened);
    expect(opened.source).toEqual(SOURCE);
    expect(scratch.names).toEqual(["a.tape"]);
  });

  it("give back any tape, and export and import keep its digest", async () => {
    const scratch = new Scratch();
    await fc.assert(
      fc.asyncProperty(tapeArbitrary, fc.boolean(), async (tape, compress) => {
        const file = scratch.file("p.tape");
        writeTape(file, tape);
        sameTape(tape, openTape(file, { verify: true }));
        const csv = scratch.file(compress ? "p.csv.gz" : "p.csv");
        exportCsv(tape, csv);
        const sources = [{ instrument: BTC, files: [csv], out: scratch.file("q.tape") }];
        await importRecorder({ format: "mexoms-csv", lenient: false, sources });
        sameTape(tape, openTape(scratch.file("q.tape"), { verify: true }));
      }),
      { numRuns: 25 * Number(process.env["MEXOMS_SOAK"] ?? "1") },
    );
  });

  it("carry columns that are views of one buffer, aligned to 64 bytes", () => {
    const scratch = new Scratch();
    const file = scratch.file("a.tape");
    writeTape(file, smallTape());
    const reader = openTape(file, { verify: false }).open();
    const rows = reader.rows(0);
    for (const column of TAPE_COLUMNS) {
      expect(rows[column].byteOffset % 64).toBe(0);
      expect(rows[column].buffer).toBe(rows.event.buffer);
    }
    reader.close();
  });

  it("are refused with the reason when they are not whole and sound", () => {
    const scratch = new Scratch();
    const file = scratch.file("a.tape");
    writeTape(file, smallTape());
    const good = readFileSync(file);
    const damaged = (change: (bytes: Buffer) => Uint8Array): (() => void) => {
      return () => {
        writeFileSync(file, change(Buffer.from(good)));
        openTape(file, { verify: true });
      };
    };
    const at = (offset: number, value: number) => (bytes: Buffer) => {
      bytes[offset] = value;
      return bytes;
    };
    expect(damaged((bytes) => bytes.subarray(0, 0))).toThrow(/magic: the file is empty/);
    expect(damaged(at(0, 65))).toThrow(/magic: not a tape file/);
    expect(damaged(at(8, 1))).toThrow(/version 1, this program reads version 2: import it again/);
    expect(damaged((bytes) => bytes.subarray(0, 50))).toThrow(/header: cut short after 50 bytes/);
    expect(damaged((bytes) => bytes.subarray(0, 400))).toThrow(/cut short: 400 bytes/);
    expect(damaged(at(CHECKSUM_AT, good[CHECKSUM_AT]! ^ 1))).toThrow(/header: its checksum/);
    expect(damaged(at(32, good[32]! ^ 1))).toThrow(/header: its checksum/);
    expect(damaged(at(good.length - 1, 0))).toThrow(/header: its checksum/);
    expect(damaged((bytes) => bytes.subarray(0, -1))).toThrow(/cut short/);
    expect(damaged((bytes) => Buffer.concat([bytes, bytes]))).toThrow(/foreign bytes/);
    expect(damaged(at(128, good[128]! ^ 1))).toThrow(/block 1 of 1: its checksum/);
    expect(() => openTape(scratch.file("absent.tape"), { verify: false })).toThrow(DataError);
  });

  it("are found damaged in any byte that counts when they are verified", () => {
    const scratch = new Scratch();
    const file = scratch.file("a.tape");
    writeTape(file, smallTape());
    const good = readFileSync(file);
    const rowsEnd = 128 + 4 * 64 + 3; // three rows: five columns, each at a multiple of 64
    const indexAt = Number(good.readBigUInt64LE(64));
    for (const offset of Array(good.length).keys()) {
      if (offset >= rowsEnd && offset < indexAt) continue; // zeros between block and index
      const bad = Buffer.from(good);
      bad[offset] = bad[offset]! ^ 0x10;
      writeFileSync(file, bad);
      expect(() => openTape(file, { verify: true }), `byte ${offset}`).toThrow(DataError);
    }
  });
});

describe("the digest of a tape", () => {
  it("is the same from the engine's own SHA-256 and from node:crypto", () => {
    const { digest, epochNs } = smallTape();
    const columns = new RowColumns();
    columns.push(ROW_DEPTH | ROW_BUY, 10, 30, 617_999, 5);
    columns.push(ROW_DEPTH | ROW_SELL, 9, 40, 618_000, 7);
    columns.push(ROW_TRADE | ROW_SELL, 11, 41, 617_999, 2);
    const rows = columns.rows();
    const newHash = () => createHash("sha256");
    const other = tapeFromRows({ instrument: BTC, epochNs, rows, source: SOURCE, newHash });
    expect(other.digest).toBe(digest);
  });

  it("does not depend on provenance, but on instrument, time, and every row", () => {
    const base = smallTape();
    const again = (change: {
      source?: Tape["source"];
      instrument?: Tape["instrument"];
      epochNs?: bigint;
      qtyLots?: number;
    }): string => {
      const columns = new RowColumns();
      columns.push(ROW_DEPTH | ROW_BUY, 10, 30, 617_999, change.qtyLots ?? 5);
      columns.push(ROW_DEPTH | ROW_SELL, 9, 40, 618_000, 7);
      columns.push(ROW_TRADE | ROW_SELL, 11, 41, 617_999, 2);
      const { instrument = BTC, epochNs = EPOCH, source = SOURCE } = change;
      return tapeFromRows({ instrument, epochNs, rows: columns.rows(), source }).digest;
    };
    expect(again({})).toBe(base.digest);
    expect(again({ source: { ...SOURCE, files: ["b"], clockShiftNs: 7 } })).toBe(base.digest);
    expect(again({ epochNs: EPOCH + 1n })).not.toBe(base.digest);
    expect(again({ qtyLots: 6 })).not.toBe(base.digest);
    expect(again({ instrument: findInstrument("binance:usdm:ETHUSDT") })).not.toBe(base.digest);
  });

  it("does not depend on the epoch that the rows were given with", () => {
    const columns = new RowColumns();
    columns.push(ROW_DEPTH | ROW_BUY, -5_000, -1_000, 617_999, 5);
    const options = { instrument: BTC, source: SOURCE };
    const a = tapeFromRows({ ...options, epochNs: EPOCH + 5_000n, rows: columns.rows() });
    const moved = new RowColumns();
    moved.push(ROW_DEPTH | ROW_BUY, 0, 4_000, 617_999, 5);
    const b = tapeFromRows({ ...options, epochNs: EPOCH, rows: moved.rows() });
    expect(b.digest).toBe(a.digest);
    expect(b.epochNs).toBe(EPOCH);
  });
});

describe("tapeFromRows", () => {
  const build = (...row: [number, number, number, number, number]): (() => Tape) => {
    const columns = new RowColumns();
    columns.push(ROW_TRADE, 0, 10, 1, 1);
    columns.push(...row);
    const rows = columns.rows();
    return () => tapeFromRows({ instrument: BTC, epochNs: EPOCH, rows, source: SOURCE });
  };

  it("refuses rows that cannot stand on a tape, naming row and field", () => {
    expect(build(ROW_TRADE, 20, 15, 1, 1)).toThrow(/rows:2: localNs: received before it happened/);
    expect(build(ROW_TRADE, 5, 9, 1, 1)).toThrow(/rows:2: localNs: goes back/);
    expect(build(ROW_TRADE, 0.5, 15, 1, 1)).toThrow(/exchNs: 0.5 is not a whole number/);
    expect(build(ROW_DEPTH, 5, 15, 1, 1)).toThrow(/event: needs a side/);
    expect(build(ROW_DEPTH | ROW_BUY, 5, 15, 0, 1)).toThrow(/priceTicks: 0 is not a price/);
    expect(build(ROW_DEPTH | ROW_BUY, 5, 15, 1, 0.5)).toThrow(/qtyLots: 0.5 is not a count/);
    expect(build(9, 5, 15, 1, 1)).toThrow(/no row has kind 9/);
    expect(build(ROW_GAP, 5, 15, 1, 0)).toThrow(/a gap has no side, price or quantity/);
    const none = { instrument: BTC, epochNs: EPOCH, rows: new RowColumns().rows(), source: SOURCE };
    expect(() => tapeFromRows(none)).toThrow(/at least one row/);
  });
});
