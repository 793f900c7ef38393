import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError, DataError } from "@mexoms/core";
import { findInstrument, importRecorder, openTape } from "@mexoms/sim";
import type { ImportOptions } from "@mexoms/sim";
import { futuresDepth, line, quote, snapshot, trade } from "./raw-lines.ts";
import { Scratch, importText, localRows } from "./scratch.ts";

const USDM = "binance:usdm:BTCUSDT";
const good = (id: number): string => trade({ at: id, exch: id - 1, id });
const level = (price: string, qty: string): string =>
  futuresDepth({ at: 2, exch: 1, first: 1, last: 2, bids: [[price, qty]] });

async function importBad(bad: string): Promise<void> {
  const scratch = new Scratch();
  const done = importText(scratch, USDM, [good(1) + bad + good(3)]);
  await expect(done).rejects.toBeInstanceOf(DataError);
  expect(scratch.names, "nothing but the input is left").toEqual(["input-0"]);
  await done;
}

describe("a strict import stops at the first bad line and names file, line and field", () => {
  const cases: [what: string, bad: string, error: RegExp][] = [
    ["an empty line", "\n", /input-0:2: line: is empty/],
    ["a line without a time", `{"stream":"x"}\n`, /input-0:2: local time: .* 13, 16 or 19 digits/],
    ["a line without JSON", "1723161600002000000\n", /local time: is not followed by a space/],
    ["JSON that is cut short", good(2).slice(0, -9) + "\n", /input-0:2: json: is cut short/],
    ["JSON that goes on", good(2).replace("}}\n", "}}}\n"), /json: is followed by something/],
    ["a missing field", good(2).replace(`"q":"0.010",`, ""), /input-0:2: q: is missing/],
    ["a price that is no number", good(2).replace("61800.00", "6x"), /p: expected """, found "x"/],
    [
      "a price off the tick grid",
      level("61800.05", "1"),
      /b: 61800.05 is not a multiple of .* 0.1/,
    ],
    ["a price of zero", level("0.00", "1"), /b: 0.00 is not a price above zero/],
    ["a size off the lot grid", level("61800.0", "0.0015"), /b: 0.0015 is not a multiple .* 0.001/],
    ["a price beyond int32 ticks", level("214748364.8", "1"), /b: 214748364.8 is too large/],
    ["a size beyond 2^53 lots", level("1.0", "9007199254741"), /b: 9007199254741 is too large/],
    ["a negative size", level("1.0", "-1"), /b: .* does not start with a decimal/],
    ["another symbol", good(2).replace("BTCUSDT", "ETHUSDT"), /s: "ETHUSDT" is not the instrument/],
    ["another event", good(2).replace(`"e":"trade"`, `"e":"kline"`), /e: "kline" in a stream of t/],
    ["a local time that goes back", trade({ at: 0, exch: 0, id: 2 }), /local time: goes back by 1/],
    ["a trade id that goes back", trade({ at: 2, exch: 0, id: 1 }), /t: 1 does not follow 1/],
    ["a flag that is neither", good(2).replace("false", "0"), /m: is neither true nor false/],
    ["depth without sides", line(2, `{"stream":"a@depth","data":{"U":1}}`), /bids: are missing/],
    ["depth without pu", level("1.0", "1").replace(/"pu":\d+,/, ""), /input-0:2: pu: is missing/],
  ];
  it.each(cases)("%s", async (_, bad, error) => {
    await expect(importBad(bad)).rejects.toThrow(error);
  });

  it("also in the second of two files", async () => {
    const done = importText(new Scratch(), USDM, [good(1), good(2) + "?\n"]);
    await expect(done).rejects.toThrow(/input-1:2: local time/);
  });
});

describe("an import refuses files that are no recordings", () => {
  const importFile = async (file: string, lenient = false): Promise<unknown> => {
    const out = `${file}.tape`;
    const sources = [{ instrument: findInstrument(USDM), files: [file], out }];
    return importRecorder({ format: "binance-raw", lenient, sources });
  };

  it("missing, empty, a folder, a zip archive", async () => {
    const scratch = new Scratch();
    await expect(importFile(scratch.file("absent"))).rejects.toThrow(/absent: cannot be read/);
    await expect(importFile(scratch.file("empty", ""))).rejects.toThrow(/empty: is empty/);
    await expect(importFile(scratch.folder)).rejects.toThrow(/it is not a file/);
    await expect(importFile(scratch.file("a.zip", "PK\u0003\u0004..."))).rejects.toThrow(
      /zip archive/,
    );
  });

  it("a torn archive, of which lenient keeps what could be read", async () => {
    const scratch = new Scratch();
    const text = Array.from({ length: 5000 }, (_, i) => good(i + 1)).join("");
    const whole = gzipSync(text);
    const torn = scratch.file("torn.gz", whole.subarray(0, whole.length / 2));
    await expect(importFile(torn)).rejects.toThrow(/torn\.gz:\d+: the gzip archive is torn/);
    expect(scratch.names).toEqual(["torn.gz"]);
    await importFile(torn, true);
    const tape = openTape(`${torn}.tape`, { verify: true });
    expect(localRows(tape).length).toBeGreaterThan(100);
    expect(tape.source.notes.join()).toMatch(
      /torn\.gz ends after line \d+: the gzip archive is torn/,
    );
    expect(readFileSync(`${torn}.quarantine.txt`, "utf8")).toMatch(/torn/);
  });

  it("a damaged archive", async () => {
    const scratch = new Scratch();
    const bytes = gzipSync(good(1).repeat(1000));
    bytes[bytes.length - 6] = bytes[bytes.length - 6]! ^ 0xff; // in the checksum at the end
    await expect(importFile(scratch.file("bad.gz", bytes))).rejects.toThrow(/archive is torn/);
  });

  it("without any market data, lenient or not, leaving nothing behind", async () => {
    const scratch = new Scratch();
    const file = scratch.file("other", line(1, `{"result":null}`));
    await expect(importFile(file)).rejects.toThrow(/holds no market data/);
    const rubbish = scratch.file("rubbish", "x\ny\n");
    await expect(importFile(rubbish, true)).rejects.toThrow(/all its 2 lines .* were refused/);
    expect(scratch.names).toEqual(["other", "rubbish"]);
  });

  it("a text without lines", async () => {
    const scratch = new Scratch();
    const file = scratch.file("line", Buffer.alloc(70_000_000, "x"));
    await expect(importFile(file)).rejects.toThrow(/no end of line/);
  });
});

describe("a lenient import", () => {
  it("sets bad lines aside with the reason, counts them, and goes on as if they were absent", async () => {
    const scratch = new Scratch();
    const bad = [
      "rubbish\n",
      level("61800.05", "1"),
      trade({ at: 0, exch: 0, id: 2 }),
      trade({ at: 2, exch: 0, id: 1 }),
    ];
    const text = good(1) + bad.join("") + good(2) + good(3);
    const { report, tape } = await importText(scratch, USDM, [text], { lenient: true });
    const [result] = report.tapes;
    expect(result!.lines).toEqual({ quarantined: 4, trade: 3 });
    expect(result!.quarantined).toBe(4);
    expect(result!.missingTrades).toBe(0);
    const kept = readFileSync(result!.quarantine!, "utf8").trimEnd().split("\n");
    expect(kept.map((entry) => entry.split("\t")[1])).toEqual(bad.map((entry) => entry.trimEnd()));
    expect(kept[1]).toMatch(/input-0:3: b: 61800.05 is not a multiple/);
    const clean = await importText(new Scratch(), USDM, [good(1) + good(2) + good(3)]);
    expect(tape.digest).toBe(clean.tape.digest);
    expect(tape.source.notes).toContain("4 lines were refused and stand in out.quarantine.txt.");
  });

  it("does not take the date of a recording from a first line that is refused", async () => {
    const text = `9999999999000000000 rubbish\n${good(1)}`;
    const { tape } = await importText(new Scratch(), USDM, [text], { lenient: true });
    expect(localRows(tape)).toHaveLength(1);
    const clean = await importText(new Scratch(), USDM, [good(1)]);
    expect(tape.digest).toBe(clean.tape.digest);
  });

  it("meets any damage to a line with a DataError or none, and keeps the lines around it", async () => {
    const lines = [
      good(2),
      level("61800.0", "1.5"),
      quote(2, 1, 1, ["61800.0", "1"], ["61801.0", "2"]),
      snapshot({ at: 2, exch: 1, lastId: 5 }),
      snapshot({ at: 2, lastId: 5 }),
    ];
    const bytes = fc.constantFrom(...'{}[]":, 0159.-eTtfabpqU\\\n\u0000'.split(""));
    const edit = fc.record({
      line: fc.nat({ max: lines.length - 1 }),
      at: fc.nat(),
      length: fc.nat({ max: 4 }),
      insert: fc.string({ unit: bytes, maxLength: 3 }),
      asBook: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(edit, async ({ line: which, at, length, insert, asBook }) => {
        const text = lines[which]!;
        const from = at % text.length;
        const damaged = text.slice(0, from) + insert + text.slice(from + length);
        const scratch = new Scratch();
        const bookTicker = asBook ? "as-book" : "ignore";
        const whole = good(1) + damaged + (damaged.endsWith("\n") ? "" : "\n") + good(3);
        const options = { lenient: true, bookTicker } as const;
        const { report } = await importText(scratch, USDM, [whole], options);
        const counted = Object.values(report.tapes[0]!.lines).reduce((sum, n) => sum + n, 0);
        expect(counted).toBe(whole.split("\n").length - 1);
        scratch.remove();
      }),
      { numRuns: 300 * Number(process.env["MEXOMS_SOAK"] ?? "1") },
    );
  });

  it("leaves no quarantine file when no line was refused, not even an older one", async () => {
    const scratch = new Scratch();
    scratch.file("out.quarantine.txt", "of an import before");
    const { report } = await importText(scratch, USDM, [good(1)], { lenient: true });
    expect(report.tapes[0]!.quarantine).toBeUndefined();
    expect(scratch.names).toEqual(["input-0", "out.tape"]);
  });
});

describe("sizes that are not whole lots", () => {
  it("are rounded to the nearest lot and counted, half a lot up", async () => {
    const lines = [level("1.0", "2.0019"), level("2.0", "0.0005"), level("3.0", "0.0004")];
    for (const [i, want] of ["buy 1.0 2.002", "buy 2.0 0.001", "buy 3.0 0.000"].entries()) {
      const { tape, report } = await importText(new Scratch(), USDM, [lines[i]!], {
        offLotSizes: "round",
      });
      expect(localRows(tape)[0]).toContain(`depth ${want} `);
      expect(report.tapes[0]!.rounded).toBe(1);
      const note = "1 sizes were not multiples of the lot size 0.001: rounded to it.";
      expect(tape.source.notes).toContain(note);
    }
  });
});

describe("import options", () => {
  const attempt = async (options: Partial<ImportOptions>): Promise<unknown> =>
    importText(new Scratch(), USDM, [good(1)], options);

  it("name the setting that is wrong", async () => {
    const publicFiles = { format: "binance-public" } as const;
    await expect(attempt(publicFiles)).rejects.toThrow(/feedLatencyNs: is required: .* 5ms/);
    await expect(attempt({ ...publicFiles, feedLatencyNs: -1 })).rejects.toThrow(ConfigError);
    await expect(attempt({ feedLatencyNs: 5 })).rejects.toThrow(/feedLatencyNs: binance-raw files/);
    await expect(attempt({ format: "tardis", bookTicker: "ignore" })).rejects.toThrow(/bookTicker/);
    const scratch = new Scratch();
    const file = scratch.file("in", good(1));
    const same = [{ instrument: findInstrument(USDM), files: [file], out: file }];
    const over = importRecorder({ format: "binance-raw", lenient: false, sources: same });
    await expect(over).rejects.toThrow(/out: .* is also one of the files to read/);
    const none = importRecorder({ format: "tardis", lenient: false, sources: [] });
    await expect(none).rejects.toThrow(/sources: are empty/);
  });
});

describe("several instruments of one recorder", () => {
  it("get one clock shift, the least that lets no row arrive before it happened", async () => {
    const scratch = new Scratch();
    const spot = scratch.file("spot", trade({ at: 10, exch: 15, id: 1 }));
    const usdm = scratch.file("usdm", trade({ at: 10, exch: 30, id: 1 }));
    const report = await importRecorder({
      format: "binance-raw",
      lenient: false,
      sources: [
        { instrument: findInstrument("binance:spot:BTCUSDT"), files: [spot], out: `${spot}.tape` },
        { instrument: findInstrument(USDM), files: [usdm], out: `${usdm}.tape` },
      ],
    });
    expect(report.clockShiftNs).toBe(20_000_000);
    const rows = [spot, usdm].map(
      (file) => localRows(openTape(`${file}.tape`, { verify: true }))[0],
    );
    expect(rows[0]).toMatch(/\+15$/);
    expect(rows[1]).toMatch(/\+0$/);
  });

  it("appear all together or not at all", async () => {
    const scratch = new Scratch();
    const first = scratch.file("first", good(1));
    const second = scratch.file("second", "rubbish\n");
    const instrument = findInstrument(USDM);
    const sources = [first, second].map((file) => ({
      instrument,
      files: [file],
      out: `${file}.tape`,
    }));
    const done = importRecorder({ format: "binance-raw", lenient: false, sources });
    await expect(done).rejects.toThrow(/second:1/);
    expect(scratch.names).toEqual(["first", "second"]);
  });

  it("leave no folder behind that a failed import made, and every folder that was there", async () => {
    const scratch = new Scratch();
    const bad = scratch.file("bad", "rubbish\n");
    const instrument = findInstrument(USDM);
    mkdirSync(scratch.file("mine"));
    for (const folder of ["new/deep", "mine/deep"]) {
      const out = scratch.file(path.join(folder, "btc.tape"));
      const sources = [{ instrument, files: [bad], out }];
      const done = importRecorder({ format: "binance-raw", lenient: false, sources });
      await expect(done).rejects.toThrow(/bad:1/);
    }
    expect(scratch.names).toEqual(["bad", "mine"]);
    expect(readdirSync(scratch.file("mine"))).toEqual([]);
    const here = path.relative(process.cwd(), scratch.file("r"));
    const sources = [{ instrument, files: [bad], out: path.join(here, "btc.tape") }];
    const done = importRecorder({ format: "binance-raw", lenient: false, sources });
    await expect(done).rejects.toThrow(/bad:1/);
    expect(scratch.names).toEqual(["bad", "mine"]);
  });
});
