import path from "node:path";
import { existsSync, rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ROW_CLEAR, ROW_GAP, ROW_KIND_MASK, ROW_LOCAL } from "@mexoms/core/internal";
import {
  allRows,
  exportCsv,
  findInstrument,
  importRecorder,
  openTape,
  type Tape,
} from "@mexoms/sim";
import type { Bus } from "@mexoms/live";
import { TapeFiles, TapePlayer } from "@mexoms/live/internal";
import { tempFolder } from "../bus/temp-folder.ts";
import { until } from "../bus/until.ts";
import {
  bookAfter,
  finished,
  recordToFiles,
  recordToStream,
  recorderOf,
  sampleTape,
  streamSink,
  streamsAtHand,
  tapesOf,
} from "./recordings.ts";

const SAMPLES = ["swap-BTCUSDT", "spot-BTCUSDT", "inverse-BTCUSD", "l3-BTCUSDT"];
const RECORDINGS = path.resolve(
  process.env["MEXOMS_RECORDINGS"] ??
    path.join(import.meta.dirname, "../../../../../../shared/recordings"),
);
const DAY = path.join(RECORDINGS, "binance-2024-08-08/usdm/btcusdt_20240808.gz");

/** The rows of our sequence, as text, one a row. */
function received(tape: Tape): string[] {
  const { event, exchNs, localNs, priceTicks, qtyLots } = allRows(tape);
  return Array.from(event, (flags, i) => [flags, i] as const)
    .filter(([flags]) => (flags & ROW_LOCAL) !== 0)
    .map(([flags, i]) => {
      const [exch, local] = [exchNs[i]!, localNs[i]!].map((ns) => tape.epochNs + BigInt(ns));
      return `${flags & 0x3f} ${exch} ${local} ${priceTicks[i]} ${qtyLots[i]}`;
    });
}

async function throughCsv(tape: Tape): Promise<Tape> {
  const folder = tempFolder();
  const [csv, out] = [path.join(folder, "rows.csv"), path.join(folder, "csv.tape")];
  exportCsv(tape, csv);
  await importRecorder({
    format: "mexoms-csv",
    lenient: false,
    sources: [{ instrument: tape.instrument, files: [csv], out }],
  });
  return openTape(out, { verify: true });
}

async function sameEveryWay(tape: Tape): Promise<void> {
  const [file, ...more] = await recordToFiles([tape]);
  expect(more).toEqual([]);
  expect(openTape(file!, { verify: true }).digest).toBe(tape.digest);
  expect((await throughCsv(tape)).digest).toBe(tape.digest);
  const bus = await streamsAtHand();
  await recordToStream(bus, [tape]);
  const back = await tapesOf(bus);
  expect(back.tapes.map(({ digest }) => digest)).toEqual([tape.digest]);
  expect(back.gaps).toEqual([]);
  expect(back.notes).toEqual([]);
}

/** Asks for 30 seconds of a recording. */
async function checkSpan(bus: Bus, tape: Tape): Promise<void> {
  const [sinceNs, untilNs] = [tape.epochNs + 60_000_000_000n, tape.epochNs + 90_000_000_000n];
  const within = received(tape).filter((row) => {
    const local = BigInt(row.split(" ")[2]!);
    return local >= sinceNs && local < untilNs;
  });
  const { tapes, gaps } = await tapesOf(bus, { sinceNs, untilNs });
  expect(tapes).toHaveLength(1);
  expect(gaps).toEqual([]);
  const rows = received(tapes[0]!);
  const book = rows.slice(0, rows.length - within.length);
  expect(rows.slice(book.length)).toEqual(within);
  expect(book.length).toBeGreaterThan(20);
  expect(bookAfter(tapes[0]!)).toBe(bookAfter(tape, 90e9));
}

describe("a recording", () => {
  it.each(SAMPLES)("of %s is the same tape by stream, by tape file and by CSV", async (name) => {
    await sameEveryWay(sampleTape(name));
  });

  it.runIf(existsSync(DAY))("of a real day, rows out of order and all, too", async () => {
    const out = path.join(tempFolder(), "day.tape");
    const instrument = findInstrument("binance:usdm:BTCUSDT");
    const sources = [{ instrument, files: [DAY], out }];
    await importRecorder({ format: "binance-raw", lenient: true, sources });
    const tape = openTape(out, { verify: false });
    expect(tape.rowCount).toBeGreaterThan(received(tape).length); // some stand twice
    await sameEveryWay(tape);
  });

  it("of a real day is checked only where there is one", () => {
    if (!existsSync(DAY)) console.log(`not run: no ${DAY}; set MEXOMS_RECORDINGS`);
  });

  it("of several instruments comes back as a tape each, or one that is asked for", async () => {
    const tapes = ["swap-BTCUSDT", "spot-BTCUSDT"].map(sampleTape);
    const bus = await streamsAtHand();
    await recordToStream(bus, tapes);
    const byId = (one: readonly Tape[]): Record<string, string> =>
      Object.fromEntries(one.map(({ instrument, digest }) => [instrument.id, digest]));
    expect(byId((await tapesOf(bus)).tapes)).toEqual(byId(tapes));
    const { id } = tapes[1]!.instrument;
    expect(byId((await tapesOf(bus, { instruments: [id] })).tapes)).toEqual(byId([tapes[1]!]));
  });

  it("that is made twice counts once, whatever its batches were", async () => {
    const tape = sampleTape("swap-BTCUSDT");
    const bus = await streamsAtHand();
    await recordToStream(bus, [tape], { batchRows: 1000 });
    await recordToStream(bus, [tape], { batchRows: 777 });
    const { tapes, notes } = await tapesOf(bus);
    expect(tapes.map(({ digest }) => digest)).toEqual([tape.digest]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/messages stood twice; each row counts once/);
  });

  it("gives the rows of a span of time, behind the book that it begins with", async () => {
    const tape = sampleTape("spot-BTCUSDT");
    const bus = await streamsAtHand();
    await recordToStream(bus, [tape]);
    await checkSpan(bus, tape);
  });

  it("of which the stream has only the later part begins with a sound book", async () => {
    const tape = sampleTape("spot-BTCUSDT");
    const bus = await streamsAtHand();
    // A message has 100 rows, and each is followed by the book.
    await recordToStream(bus, [tape], { batchRows: 100, bookNs: 0 });
    const purge = new TextEncoder().encode(JSON.stringify({ seq: 51 }));
    await bus.request("$JS.API.STREAM.PURGE.MD", purge, { timeoutMs: 10_000 });
    await checkSpan(bus, tape);
    const { tapes, notes, gaps } = await tapesOf(bus);
    expect(gaps).toEqual([]);
    expect(allRows(tapes[0]!).event[0]! & ROW_KIND_MASK).toBe(ROW_CLEAR);
    expect(bookAfter(tapes[0]!)).toBe(bookAfter(tape));
    expect(notes).toEqual([
      expect.stringMatching(/begins with row \d+: the ones before are not in/),
    ]);
  });

  it("without the book before a span begins with a gap: no part is taken for the whole", async () => {
    const tape = sampleTape("l3-BTCUSDT");
    const bus = await streamsAtHand();
    await recordToStream(bus, [tape]);
    const { tapes } = await tapesOf(bus, { sinceNs: tape.epochNs + 60_000_000_000n });
    expect(allRows(tapes[0]!).event[0]! & ROW_KIND_MASK).toBe(ROW_GAP);
  });

  it("says what was not found, and where", async () => {
    const bus = await streamsAtHand();
    await expect(tapesOf(bus)).rejects.toThrow("stream MD: has no market data; 0 messages");
    await expect(tapesOf(bus, { stream: "NONE" })).rejects.toThrow(
      'stream: there is no "NONE": there are ',
    );
  });
});

describe("tape files", () => {
  it("of a rotation by rows hold each row once, in order", async () => {
    const tape = sampleTape("swap-BTCUSDT");
    const files = await recordToFiles([tape], { rows: 10_000 });
    expect(files).toHaveLength(5);
    const parts = files.map((file) => openTape(file, { verify: true }));
    expect(parts.flatMap(received)).toEqual(received(tape));
  });

  it("of a rotation by time begin at its multiples", async () => {
    const tape = sampleTape("swap-BTCUSDT");
    const files = await recordToFiles([tape], { everyNs: 120e9 });
    expect(files.map((file) => /\d{8}T\d{6}/.exec(file)?.[0])).toEqual([
      "20240101T000000",
      "20240101T000200",
      "20240101T000400",
      "20240101T000600",
    ]);
    const parts = files.map((file) => openTape(file, { verify: true }));
    expect(parts.flatMap(received)).toEqual(received(tape));
  });

  it("end when their folder fails, and the stream goes on", async () => {
    const tape = sampleTape("swap-BTCUSDT");
    const bus = await streamsAtHand();
    const folder = path.join(tempFolder(), "tapes");
    const said: string[] = [];
    const say = (line: string): void => void said.push(line);
    const files = new TapeFiles({ folder, rotation: { rows: 10_000 }, say });
    const player = new TapePlayer({ tapes: [tape], pace: "max" });
    const recorder = recorderOf(player, [files, streamSink({ bus })], { batchRows: 100 });
    await until("the first file", () => {
      recorder.doWork(0);
      return files.written.length > 0;
    });
    rmSync(folder, { recursive: true });
    await finished(recorder);
    expect(files.failure).toMatch(/no such|not exist|absent|ENOENT/i);
    expect(said).toEqual([`tape files in ${folder} end here: ${files.failure}`]);
    const { tapes } = await tapesOf(bus);
    expect(tapes.map(({ digest }) => digest)).toEqual([tape.digest]);
  });
});
