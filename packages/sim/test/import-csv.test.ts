import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ImportOptions, Tape, TapeFromRowsOptions } from "@mexoms/sim";
import { ROW_LOCAL } from "@mexoms/core/internal";
import { exportCsv, findInstrument, importRecorder, tapeFromRows } from "@mexoms/sim";
import { allRows, RowColumns } from "@mexoms/sim/engine";
import { T0_MS, futuresDepth, snapshot, trade } from "./raw-lines.ts";
import { Scratch, importText, localRows } from "./scratch.ts";
import type { Imported } from "./scratch.ts";

const USDM = "binance:usdm:BTCUSDT";
const SPOT = "binance:spot:BTCUSDT";
const at = (ms: number): string => `@${T0_MS + ms}`;
const us = (ms: number): string => `${T0_MS + ms}000`;
const lines = (...all: string[]): string => all.map((line) => `${line}\n`).join("");

async function importFiles(
  id: string,
  texts: readonly string[],
  options: Partial<ImportOptions>,
): Promise<Imported> {
  return importText(new Scratch(), id, texts, options);
}

/** A tape's rows as they were received, to build the tape again from them. */
function receivedRows(tape: Tape): TapeFromRowsOptions {
  const { event, exchNs, localNs, priceTicks, qtyLots } = allRows(tape);
  const columns = new RowColumns();
  for (let i = 0; i < event.length; i++) {
    if (!(event[i]! & ROW_LOCAL)) continue;
    columns.push(event[i]!, exchNs[i]!, localNs[i]!, priceTicks[i]!, qtyLots[i]!);
  }
  const { instrument, epochNs, source } = tape;
  return { instrument, epochNs, source, rows: columns.rows() };
}

describe("tardis CSV", () => {
  const tardis = async (...texts: string[]): Promise<Imported> =>
    importFiles(USDM, texts, { format: "tardis" });
  const head = (exch: number, local: number): string =>
    `binance-futures,BTCUSDT,${us(exch)},${us(local)}`;
  const BOOK = "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount";
  const TRADES = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount";
  const QUOTES =
    "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount";

  it("of incremental books: a snapshot throws the book away, changes before any are not used", async () => {
    const { tape, report } = await tardis(
      lines(
        BOOK,
        `${head(0, 1)},false,bid,61000.0,1`,
        `${head(1, 2)},true,bid,61800.0,1.5`,
        `${head(1, 2)},true,ask,61800.1,2`,
        `${head(2, 3)},false,ask,61800.1,0`,
        `${head(3, 4)},true,ask,61800.2,1`,
      ),
    );
    expect(localRows(tape)).toEqual([
      `clear - 0.0 0.000 ${at(1)} +1`,
      `snapshot buy 61800.0 1.500 ${at(1)} +1`,
      `snapshot sell 61800.1 2.000 ${at(1)} +1`,
      `depth sell 61800.1 0.000 ${at(2)} +1`,
      `clear - 0.0 0.000 ${at(3)} +1`,
      `snapshot sell 61800.2 1.000 ${at(3)} +1`,
    ]);
    const { lines: counted } = report.tapes[0]!;
    expect(counted).toEqual({
      header: 1,
      depth: 1,
      snapshot: 3,
      "depth before the first snapshot": 1,
    });
  });

  it("of several kinds is merged by local time, trades before the book on equal times", async () => {
    const book = lines(BOOK, `${head(1, 2)},true,bid,61800,1`, `${head(2, 5)},false,bid,61800,2`);
    const trades = lines(
      TRADES,
      `${head(0, 1)},a,buy,61800.1,0.001`,
      `${head(3, 5)},b,sell,61800.0,0.002`,
      `${head(4, 6)},c,unknown,61800.0,0.003`,
    );
    for (const texts of [
      [book, trades],
      [trades, book],
    ]) {
      const { tape } = await tardis(...texts);
      expect(localRows(tape)).toEqual([
        `trade buy 61800.1 0.001 ${at(0)} +1`,
        `clear - 0.0 0.000 ${at(1)} +1`,
        `snapshot buy 61800.0 1.000 ${at(1)} +1`,
        `trade sell 61800.0 0.002 ${at(3)} +2`,
        `depth buy 61800.0 2.000 ${at(2)} +3`,
        `trade - 61800.0 0.003 ${at(4)} +2`,
      ]);
    }
  });

  it("of quotes becomes changes of the best levels, across files", async () => {
    const { tape } = await tardis(
      lines(QUOTES, `${head(0, 1)},2,61800.1,61800.0,1`, `${head(1, 2)},2,61800.1,61799.9,3`),
      lines(QUOTES, `${head(2, 3)},,,61799.9,3`),
    );
    expect(localRows(tape)).toEqual([
      `depth buy 61800.0 1.000 ${at(0)} +1`,
      `depth sell 61800.1 2.000 ${at(0)} +1`,
      `depth buy 61799.9 3.000 ${at(1)} +1`,
      `depth buy 61800.0 0.000 ${at(1)} +1`,
      `depth sell 61800.1 0.000 ${at(2)} +1`,
    ]);
  });

  it("of book_snapshot_5 and _25 becomes the levels that changed", async () => {
    for (const levels of [5, 25]) {
      const names = Array.from(
        { length: levels },
        (_, i) => `asks[${i}].price,asks[${i}].amount,bids[${i}].price,bids[${i}].amount`,
      );
      const row = (bidQty: string): string =>
        Array.from({ length: levels }, (_, i) =>
          i < 2 ? `${61_801 + i},1,${61_800 - i},${bidQty}` : ",,,",
        ).join(",");
      const { tape } = await tardis(
        lines(
          `exchange,symbol,timestamp,local_timestamp,${names.join(",")}`,
          `${head(0, 1)},${row("1")}`,
          `${head(1, 2)},${row("2")}`,
        ),
      );
      expect(localRows(tape)).toEqual([
        `depth buy 61800.0 1.000 ${at(0)} +1`,
        `depth buy 61799.0 1.000 ${at(0)} +1`,
        `depth sell 61801.0 1.000 ${at(0)} +1`,
        `depth sell 61802.0 1.000 ${at(0)} +1`,
        `depth buy 61800.0 2.000 ${at(1)} +1`,
        `depth buy 61799.0 2.000 ${at(1)} +1`,
      ]);
    }
  });

  it("is refused with file, line and field when it is not valid", async () => {
    const book = (row: string): Promise<Imported> => tardis(lines(BOOK, row));
    const good = `${head(1, 2)},true,bid,61800,1`;
    await expect(tardis("a,b\n1,2\n")).rejects.toThrow(/input-0:1: header: is none of increm/);
    await expect(book(`${good},9`)).rejects.toThrow(/input-0:2: line: has 9 fields/);
    await expect(book(good.replace("BTCUSDT", "X"))).rejects.toThrow(/symbol: "X" is not/);
    await expect(book(good.replace("true", "1"))).rejects.toThrow(/is_snapshot: "1" is neither/);
    await expect(book(good.replace("bid", "buy"))).rejects.toThrow(/side: "buy" is not bid or/);
    await expect(book(good.replace("61800", "61800.05"))).rejects.toThrow(/price: 61800.05 is not/);
    await expect(book(good.replace("61800", "6e4"))).rejects.toThrow(/price: is followed by "e4"/);
    await expect(book(`${good}.0005`)).rejects.toThrow(/amount: 1.0005 is not a multiple/);
    const back = lines(BOOK, good, `${head(1, 1)},true,bid,61800,1`);
    await expect(tardis(back)).rejects.toThrow(/input-0:3: local_timestamp: goes back by 1000000/);
    const both = tardis(lines(BOOK, good), lines(QUOTES, `${head(0, 1)},2,61800.1,61800.0,1`));
    await expect(both).rejects.toThrow(/input-1:1: header: is of quotes, but the book is already/);
    await expect(tardis(`${BOOK}\n`)).rejects.toThrow(/holds no market data/);
  });
});

describe("binance-public CSV", () => {
  const options = { format: "binance-public", feedLatencyNs: 5_000_000 } as const;
  const time = T0_MS;

  it("of aggTrades, futures with a header and spot without, in ms and us", async () => {
    const futures = lines(
      "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker",
      `7,61800.1,0.002,1,3,${time},true`,
      `8,61800.2,0.001,4,4,${time + 1},false`,
    );
    const rows = [`trade sell 61800.1 0.002 ${at(0)} +5`, `trade buy 61800.2 0.001 ${at(1)} +5`];
    expect(localRows((await importFiles(USDM, [futures], options)).tape)).toEqual(rows);
    const spot = lines(`7,61800.10000000,0.00200000,1,3,${time}123,True,True`);
    const { tape } = await importFiles(SPOT, [spot], options);
    expect(localRows(tape)).toEqual([`trade sell 61800.10 0.00200 ${at(0)} +5`]);
    expect(allRows(tape).exchNs[0]! % 1e6).toBe(123_000);
  });

  it("of trades, futures and spot", async () => {
    const futures = lines(
      "id,price,qty,quote_qty,time,is_buyer_maker",
      `1,61800.1,0.002,123.6,${time},false`,
      `4,61800.1,0.002,123.6,${time},false`,
    );
    const { tape, report } = await importFiles(USDM, [futures], options);
    expect(localRows(tape)[0]).toBe(`trade buy 61800.1 0.002 ${at(0)} +5`);
    expect(report.tapes[0]!.missingTrades).toBe(2);
    expect(report.tapes[0]!.lines).toEqual({ header: 1, trades: 2 });
    expect(tape.source.notes[0]).toMatch(/local time is exchange time \+ 5000000 ns/);
    const spot = lines(`1,61800.10000000,0.00200000,123.6,${time},True,True`);
    const spotRows = localRows((await importFiles(SPOT, [spot], options)).tape);
    expect(spotRows).toEqual([`trade sell 61800.10 0.00200 ${at(0)} +5`]);
  });

  it("of bookTicker, merged with trades", async () => {
    const quotes = lines(
      "update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time",
      `10,61800.0,1.000,61800.1,2.000,${time},${time + 1}`,
      `12,61800.0,1.000,61800.2,2.000,${time + 2},${time + 2}`,
    );
    const trades = lines(`1,61800.1,0.002,123.6,${time + 2},false`);
    const { tape } = await importFiles(USDM, [quotes, trades], options);
    expect(localRows(tape)).toEqual([
      `depth buy 61800.0 1.000 ${at(0)} +5`,
      `depth sell 61800.1 2.000 ${at(0)} +5`,
      `trade buy 61800.1 0.002 ${at(2)} +5`,
      `depth sell 61800.2 2.000 ${at(2)} +5`,
      `depth sell 61800.1 0.000 ${at(2)} +5`,
    ]);
  });

  it("is refused when it is not valid", async () => {
    const row = (id: number, ms: number): string => `${id},61800.1,0.002,123.6,${time + ms},false`;
    const bad = (...all: string[]): Promise<Imported> =>
      importFiles(USDM, [lines(...all)], options);
    await expect(bad(row(1, 0), row(1, 1))).rejects.toThrow(/input-0:2: id: 1 does not follow 1/);
    await expect(bad(row(1, 5), row(2, 4))).rejects.toThrow(
      /input-0:2: time: goes back by 1000000/,
    );
    await expect(bad("1,2,3")).rejects.toThrow(/input-0:1: line: is of none of aggTrades/);
    await expect(bad(row(1, 0), "2,61800.1")).rejects.toThrow(/input-0:2: line: has 2 fields/);
    const twice = [lines(row(1, 0)), lines(`1,61800.1,0.002,1,1,${time},true`)];
    await expect(importFiles(USDM, twice, options)).rejects.toThrow(/are the same trades twice/);
  });
});

describe("mexoms-csv", () => {
  const HEADER = "exch_ns,local_ns,kind,side,price,qty";
  const load = async (...rows: string[]): Promise<Imported> =>
    importFiles(USDM, [lines(HEADER, ...rows)], { format: "mexoms-csv" });

  it("holds each kind of row", async () => {
    const { tape } = await load(
      "1000000,2000000,clear,,,",
      "1000000,2000000,clear,sell,61800.5,",
      "1000000,2000000,snapshot,sell,61800.5,1.5",
      "2000000,3000000,depth,buy,61800,0",
      "3000000,3000000,trade,,61800.1,0.001",
      "3000000,4000000,gap,,,",
    );
    expect(localRows(tape)).toEqual([
      "clear - 0.0 0.000 @1 +1",
      "clear sell 61800.5 0.000 @1 +1",
      "snapshot sell 61800.5 1.500 @1 +1",
      "depth buy 61800.0 0.000 @2 +1",
      "trade - 61800.1 0.001 @3 +0",
      "gap - 0.0 0.000 @3 +1",
    ]);
  });

  it("is refused when it is not valid", async () => {
    const bad = "mexoms-csv";
    const noHeader = importFiles(USDM, ["1,2,depth,buy,1,1\n"], { format: bad });
    await expect(noHeader).rejects.toThrow(/input-0:1: header: .* is not exch_ns,local_ns/);
    await expect(load("1,2,depth,buy,1")).rejects.toThrow(/input-0:2: line: has 5 fields, not 6/);
    await expect(load("x,2,depth,buy,1,1")).rejects.toThrow(/exch_ns: "x/);
    await expect(load("1,2,deep,buy,1,1")).rejects.toThrow(/kind: "deep" is not depth, trade/);
    await expect(load("1,2,depth,,1,1")).rejects.toThrow(/side: is missing/);
    await expect(load("1,2,depth,long,1,1")).rejects.toThrow(/side: "long" is not buy, sell/);
    await expect(load("1,2,depth,buy,,1")).rejects.toThrow(/price: is missing/);
    await expect(load("1,2,trade,buy,1,")).rejects.toThrow(/qty: is missing/);
    await expect(load("1,2,gap,buy,,")).rejects.toThrow(/side: must be empty for a gap/);
    await expect(load("1,2,gap,,,1")).rejects.toThrow(/qty: must be empty/);
    await expect(load("1,2,clear,,5,")).rejects.toThrow(/price: must be empty without a side/);
    await expect(load("1,2,clear,buy,,")).rejects.toThrow(/price: is missing/);
    await expect(load("1,2,trade,,1,1", "1,1,trade,,1,1")).rejects.toThrow(
      /input-0:3: local_ns: goes/,
    );
  });

  it("round trips whatever raw lines gave, gaps and disorder included", async () => {
    const line = fc.record({
      kind: fc.constantFrom("depth", "trade", "snapshot"),
      stepMs: fc.nat({ max: 20 }),
      lagMs: fc.integer({ min: -30, max: 30 }),
      skip: fc.nat({ max: 3 }),
      ticks: fc.integer({ min: 1, max: 1_000_000 }),
      lots: fc.nat({ max: 1_000_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 30 }), async (all) => {
        let id = 0;
        let local = 0;
        const text = all.map(({ kind, stepMs, lagMs, skip, ticks, lots }) => {
          local += stepMs;
          const previous = id + (skip === 3 ? 1 : 0);
          id = previous + 1;
          const exch = local - lagMs;
          const price = (ticks / 10).toFixed(1);
          const qty = (lots / 1000).toFixed(3);
          if (kind === "trade") return trade({ at: local, exch, id, price, qty });
          const bids = [[price, qty]] as const;
          if (kind === "snapshot")
            return snapshot({ at: local, exch, lastId: id, bids, asks: bids });
          return futuresDepth({ at: local, exch, first: id, last: id, previous, bids });
        });
        const scratch = new Scratch();
        const { tape } = await importText(scratch, USDM, [text.join("")]);
        const csv = scratch.file("x.csv");
        exportCsv(tape, csv);
        const out = scratch.file("y.tape");
        const instrument = findInstrument(USDM);
        const again = await importRecorder({
          format: "mexoms-csv",
          lenient: false,
          sources: [{ instrument, files: [csv], out }],
        });
        expect(again.tapes[0]!.digest).toBe(tape.digest);
        expect(tapeFromRows(receivedRows(tape)).digest).toBe(tape.digest);
        scratch.remove();
      }),
      { numRuns: 100 },
    );
  });
});
