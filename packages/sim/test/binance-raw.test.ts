import { describe, expect, it } from "vitest";
import type { ImportOptions } from "@mexoms/sim";
import { T0_MS, futuresDepth, line, quote, snapshot, spotDepth, trade } from "./raw-lines.ts";
import { Scratch, importText, localRows } from "./scratch.ts";
import type { Imported } from "./scratch.ts";

const at = (ms: number): string => `@${T0_MS + ms}`;
const USDM = "binance:usdm:BTCUSDT";
const SPOT = "binance:spot:BTCUSDT";

async function importLines(
  id: string,
  lines: readonly string[],
  options?: Partial<ImportOptions>,
): Promise<Imported> {
  return importText(new Scratch(), id, [lines.join("")], options);
}

async function rowsOf(id: string, lines: readonly string[]): Promise<string[]> {
  return localRows((await importLines(id, lines)).tape);
}

describe("raw futures lines", () => {
  it("become depth rows, bids before asks, at the time T, as they stand in the message", async () => {
    const bids = [
      ["61799.90", "1.5"],
      ["61700.00", "0.000"],
    ] as const;
    const asks = [["61800", "2.001"]] as const;
    const change = futuresDepth({ at: 5, exch: 3, first: 1, last: 2, bids, asks });
    expect(await rowsOf(USDM, [change])).toEqual([
      `depth buy 61799.9 1.500 ${at(3)} +2`,
      `depth buy 61700.0 0.000 ${at(3)} +2`,
      `depth sell 61800.0 2.001 ${at(3)} +2`,
    ]);
  });

  it("take the aggressor from m, and leave out trades that did not happen on the market", async () => {
    const { tape, report } = await importLines(USDM, [
      trade({ at: 1, exch: 0, id: 7, buyerIsMaker: true, type: "MARKET" }),
      trade({ at: 2, exch: 1, id: 8, price: "0", qty: "0", type: "NA" }),
      trade({ at: 3, exch: 2, id: 9, type: "INSURANCE_FUND" }),
      trade({ at: 4, exch: 3, id: 10 }),
    ]);
    expect(localRows(tape)).toEqual([
      `trade sell 61800.0 0.010 ${at(0)} +1`,
      `trade buy 61800.0 0.010 ${at(3)} +1`,
    ]);
    expect(report.tapes[0]!.lines).toEqual({ trade: 2, "trade not on the market": 2 });
    expect(report.tapes[0]!.missingTrades).toBe(0);
  });

  it("turn a snapshot into clear and levels for each side, at its own T", async () => {
    expect(await rowsOf(USDM, [snapshot({ at: 9, exch: 4, lastId: 5 })])).toEqual([
      `clear buy 61799.0 0.000 ${at(4)} +5`,
      `snapshot buy 61799.9 1.000 ${at(4)} +5`,
      `snapshot buy 61799.0 2.000 ${at(4)} +5`,
      `clear sell 61800.1 0.000 ${at(4)} +5`,
      `snapshot sell 61800.1 3.000 ${at(4)} +5`,
    ]);
  });

  it("are read with spaces after colons and commas, other field orders and unknown fields", async () => {
    const json =
      `{"stream": "btcusdt@trade", "data": {"e": "trade", "m": true, "ps": "X", "z": {"q": [1, "}"]}, ` +
      `"q": "0.002", "p": "61800.1", "t": 3, "T": ${T0_MS}, "s": "BTCUSDT"}}`;
    expect(await rowsOf(USDM, [line(1, json)])).toEqual([`trade sell 61800.1 0.002 ${at(0)} +1`]);
    const spaced =
      `{"lastUpdateId": 3, "T": ${T0_MS}, "bids": [ ["61799.90", "1.000"] , ["61799.80", "2.000"]], ` +
      `"asks": []}`;
    expect(await rowsOf(USDM, [line(1, spaced)])).toHaveLength(3);
  });

  it("may end in carriage returns and lack the last line end", async () => {
    const text = trade({ at: 1, exch: 0, id: 1 }) + trade({ at: 2, exch: 1, id: 2 });
    const windows = text.replaceAll("\n", "\r\n").trimEnd();
    const { tape } = await importText(new Scratch(), USDM, [windows]);
    expect(localRows(tape)).toHaveLength(2);
  });

  it("may be stamped in microseconds", async () => {
    const text = trade({ at: 1, exch: 0, id: 1 }).replace("000000 ", "000 ");
    expect(await rowsOf(USDM, [text])).toEqual([`trade buy 61800.0 0.010 ${at(0)} +1`]);
  });

  it("of other streams are counted as other, and partial depth is not taken for changes", async () => {
    const lines = [
      line(1, `{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade"}}`),
      line(2, `{"stream":"btcusdt@depth20@100ms","data":{"e":"depthUpdate","b":[],"a":[]}}`),
      line(3, `{"result":null,"id":1}`),
      trade({ at: 4, exch: 0, id: 1 }),
    ];
    const { tape, report } = await importLines(USDM, lines);
    expect(report.tapes[0]!.lines).toEqual({ other: 3, trade: 1 });
    expect(localRows(tape)).toHaveLength(1);
  });
});

describe("raw COIN-M lines", () => {
  it("are futures lines whose sizes are contracts", async () => {
    const data =
      `{"e":"depthUpdate","E":${T0_MS},"T":${T0_MS},"s":"BTCUSD_PERP","ps":"BTCUSD","U":1,"u":2,` +
      `"pu":0,"b":[["61800.1","1234"]],"a":[]}`;
    const change = line(1, `{"stream":"btcusd_perp@depth@0ms","data":${data}}`);
    const rows = await rowsOf("binance:cm:BTCUSD_PERP", [change]);
    expect(rows).toEqual([`depth buy 61800.1 1234 ${at(0)} +1`]);
  });
});

describe("raw spot lines", () => {
  it("take the depth's time from E and the trade's from T", async () => {
    const bids = [["61799.90", "1.000000"]] as const;
    const rows = await rowsOf(SPOT, [
      spotDepth({ at: 5, exch: 3, first: 1, last: 2, bids }),
      trade({ at: 6, exch: 4, id: 1, qty: "0.00001000" }),
    ]);
    expect(rows).toEqual([
      `depth buy 61799.90 1.00000 ${at(3)} +2`,
      `trade buy 61800.00 0.00001 ${at(4)} +2`,
    ]);
  });

  it("give a snapshot without a time that of the message before it", async () => {
    const bids = [["61799.90", "1.000000"]] as const;
    const rows = await rowsOf(SPOT, [
      spotDepth({ at: 5, exch: 3, first: 1, last: 2, bids }),
      snapshot({ at: 8, lastId: 2 }),
    ]);
    expect(rows[1]).toBe(`clear buy 61799.00 0.00000 ${at(3)} +5`);
  });

  it("give a first snapshot without a time the latency of the first message after it", async () => {
    const { tape, report } = await importLines(SPOT, [
      snapshot({ at: 8, lastId: 2 }),
      line(9, `{"stream":"btcusdt@bookTicker","data":{"u":3,"s":"BTCUSDT"}}`),
      trade({ at: 10, exch: 6, id: 1 }),
    ]);
    expect(localRows(tape)[0]).toBe(`clear buy 61799.00 0.00000 ${at(4)} +4`);
    expect(localRows(tape)).toHaveLength(6);
    expect(report.tapes[0]!.notes[0]).toMatch(
      /input-0:1 has no time: it was given the latency of the first/,
    );
  });

  it("cannot place a snapshot when nothing has a time", async () => {
    const only = importLines(SPOT, [snapshot({ at: 8, lastId: 2 })]);
    await expect(only).rejects.toThrow(/snapshot: has no exchange time/);
  });
});

describe("best quotes as the book", () => {
  it("set the new best before the old one goes, and nothing when nothing changed", async () => {
    const lines = [
      quote(1, 0, 1, ["61799.90", "1.000"], ["61800.10", "2.000"]),
      quote(2, 1, 2, ["61799.90", "1.000"], ["61800.20", "3.000"]),
      quote(3, 2, 3, ["61799.90", "1.000"], ["61800.20", "3.000"]),
      futuresDepth({ at: 4, exch: 3, first: 1, last: 2, bids: [["61000.00", "9"]] }),
    ];
    const { tape, report } = await importLines(USDM, lines, { bookTicker: "as-book" });
    expect(localRows(tape)).toEqual([
      `depth buy 61799.9 1.000 ${at(0)} +1`,
      `depth sell 61800.1 2.000 ${at(0)} +1`,
      `depth sell 61800.2 3.000 ${at(1)} +1`,
      `depth sell 61800.1 0.000 ${at(1)} +1`,
    ]);
    expect(report.tapes[0]!.lines).toEqual({ bookTicker: 3, depth: 1 });
    expect(tape.source.notes.join()).toMatch(/made of best quotes alone/);
  });
});

describe("depth sequences", () => {
  const change = (ms: number, first: number, last: number, previous: number): string =>
    futuresDepth({ at: ms, exch: ms - 1, first, last, previous, bids: [["61000.00", "1"]] });

  it("of futures may leave ids out as long as pu is the last u", async () => {
    const { report } = await importLines(USDM, [
      change(1, 10, 12, 8),
      change(2, 20, 25, 12),
      change(3, 26, 26, 25),
    ]);
    expect(report.tapes[0]!.gaps).toEqual([]);
  });

  it("with a hole put a gap row in front of the message, and name its line", async () => {
    const { report, tape } = await importLines(USDM, [change(1, 10, 12, 8), change(2, 20, 25, 19)]);
    expect(localRows(tape)).toEqual([
      `depth buy 61000.0 1.000 ${at(0)} +1`,
      `gap - 0.0 0.000 ${at(1)} +1`,
      `depth buy 61000.0 1.000 ${at(1)} +1`,
    ]);
    const what = "it follows on update 19, but the last one received is 12";
    expect(report.tapes[0]!.gaps).toEqual([{ file: "input-0", line: 2, what }]);
    expect(tape.source.notes).toContain(`Gap at input-0:2: ${what}.`);
  });

  it("of spot must have U follow on u", async () => {
    const spot = (ms: number, first: number, last: number): string =>
      spotDepth({ at: ms, exch: ms - 1, first, last, bids: [["61000.00", "1"]] });
    const whole = await importLines(SPOT, [spot(1, 1, 2), spot(2, 3, 9), spot(3, 10, 10)]);
    expect(whole.report.tapes[0]!.gaps).toHaveLength(0);
    const holed = await importLines(SPOT, [spot(1, 1, 2), spot(2, 4, 9), spot(3, 10, 10)]);
    expect(holed.report.tapes[0]!.gaps.map((gap) => gap.line)).toEqual([2]);
  });

  it("are whole again after a hole that a snapshot covers", async () => {
    const { report } = await importLines(USDM, [
      change(1, 10, 12, 8),
      snapshot({ at: 2, exch: 1, lastId: 30 }),
      change(3, 20, 25, 19), // older than the snapshot: it is in there
      change(4, 26, 33, 25),
      change(5, 34, 35, 33),
    ]);
    expect(report.tapes[0]!.gaps).toEqual([]);
  });

  it("have a gap when the snapshot does not reach the first change after it", async () => {
    const { report } = await importLines(USDM, [
      snapshot({ at: 2, exch: 1, lastId: 30 }),
      change(3, 40, 45, 39),
    ]);
    expect(report.tapes[0]!.gaps).toHaveLength(1);
    const spot = await importLines(SPOT, [
      trade({ at: 1, exch: 0, id: 1 }),
      snapshot({ at: 2, lastId: 30 }),
      spotDepth({ at: 3, exch: 2, first: 32, last: 33 }),
    ]);
    expect(spot.report.tapes[0]!.gaps).toHaveLength(1);
  });

  it("have no gap when the change reaches over the snapshot's id", async () => {
    for (const previous of [29, 30]) {
      const lines = [
        snapshot({ at: 2, exch: 1, lastId: 30 }),
        change(3, previous + 1, 35, previous),
        change(4, 36, 40, 35),
      ];
      const { report } = await importLines(USDM, lines);
      expect(report.tapes[0]!.gaps).toEqual([]);
    }
  });

  it("refuse a change that is out of order or stands twice", async () => {
    const twice = importLines(USDM, [change(1, 10, 12, 8), change(2, 10, 12, 8)]);
    await expect(twice).rejects.toThrow(/input-0:2: u: 12 does not follow 12/);
    const swapped = importLines(USDM, [change(1, 1, 2, 0), change(2, 5, 6, 4), change(3, 3, 4, 2)]);
    await expect(swapped).rejects.toThrow(/input-0:3: u: 4 does not follow 6/);
  });

  it("go on from one file of an instrument to the next", async () => {
    const texts = [change(1, 10, 12, 8), change(2, 20, 25, 13)];
    const { report } = await importText(new Scratch(), USDM, texts);
    expect(report.tapes[0]!.gaps.map((gap) => [gap.file, gap.line])).toEqual([["input-1", 1]]);
  });
});

describe("trade ids", () => {
  it("that are missing are counted", async () => {
    const ids = [5, 6, 9, 10];
    const lines = ids.map((id, i) => trade({ at: i + 1, exch: i, id }));
    const { report, tape } = await importLines(USDM, lines);
    expect(report.tapes[0]!.missingTrades).toBe(2);
    expect(tape.source.notes).toContain("2 trades are missing, by their ids.");
  });

  it("that stand twice are refused", async () => {
    const lines = [trade({ at: 1, exch: 0, id: 5 }), trade({ at: 2, exch: 1, id: 5 })];
    await expect(importLines(USDM, lines)).rejects.toThrow(/input-0:2: t: 5 does not follow 5/);
  });
});
