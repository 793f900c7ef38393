import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROW_EXCH, ROW_LOCAL } from "@mexoms/core/internal";
import {
  exportCsv,
  findInstrument,
  formatInspection,
  importRecorder,
  inspectTape,
  openTape,
} from "@mexoms/sim";
import type { ImportReport, Tape } from "@mexoms/sim";
import { sideDigest } from "../oracle/row-digest.ts";
import { RECORDINGS_ABSENT, recording } from "./recordings.ts";
import { Scratch } from "./scratch.ts";

interface Expected {
  readonly id: string;
  readonly files: readonly string[];
  readonly lines: Readonly<Record<string, number>>;
  /** Rows before they are split by side. */
  readonly events: number;
}

// One entry a recorder: its instruments have one clock.
const RECORDERS: readonly (readonly Expected[])[] = [
  [
    {
      id: "binance:usdm:BTCUSDT",
      files: ["binance-2024-08-08/usdm/btcusdt_20240808.gz"],
      lines: { depth: 6551, bookTicker: 66_089, trade: 21_313, snapshot: 1 },
      events: 466_836,
    },
    {
      id: "binance:usdm:ETHUSDT",
      files: ["binance-2024-08-08/usdm/ethusdt_20240808.gz"],
      lines: { depth: 6586, bookTicker: 53_992, trade: 14_076, snapshot: 1 },
      events: 444_740,
    },
    {
      id: "binance:spot:BTCUSDT",
      files: ["binance-2024-08-08/spot/btcusdt_20240808.gz"],
      lines: { depth: 3451, bookTicker: 28_040, trade: 9757, snapshot: 1 },
      events: 135_849,
    },
    {
      id: "binance:spot:ETHUSDT",
      files: ["binance-2024-08-08/spot/ethusdt_20240808.gz"],
      lines: { depth: 3434, bookTicker: 24_077, trade: 6106, snapshot: 1 },
      events: 114_922,
    },
  ],
  [
    {
      id: "binance:usdm:BTCUSDT",
      files: [18, 19].map((day) => `binance-2024-07-18/usdm/btcusdt_202407${day}.gz`),
      lines: { depth: 9022, bookTicker: 52_260, trade: 10_701, snapshot: 1 },
      events: 402_859 + 10_701 + 2,
    },
    {
      id: "binance:usdm:ETHUSDT",
      files: [18, 19].map((day) => `binance-2024-07-18/usdm/ethusdt_202407${day}.gz`),
      lines: { depth: 8929, bookTicker: 47_328, trade: 13_655, snapshot: 1 },
      events: 357_138 + 13_655 + 2,
    },
  ],
  [
    {
      id: "binance:spot:NEXOUSDT",
      files: [23, 24].map((day) => `binance-nexo-34h/spot/nexousdt_202407${day}.gz`),
      lines: { depth: 68_182, bookTicker: 33_437, trade: 12_458, snapshot: 1 },
      events: 149_898,
    },
  ],
];

async function importAll(
  scratch: Scratch,
  entries: readonly Pick<Expected, "id" | "files">[],
): Promise<{ report: ImportReport; tapes: Tape[] }> {
  const sources = entries.map(({ id, files }) => ({
    instrument: findInstrument(id),
    files: files.map(recording),
    out: scratch.file(`${id.replaceAll(":", "-")}.tape`),
  }));
  const report = await importRecorder({ format: "binance-raw", lenient: false, sources });
  return { report, tapes: sources.map(({ out }) => openTape(out, { verify: true })) };
}

const BTC = RECORDERS[0]![0]!;

describe.runIf(!RECORDINGS_ABSENT)("real recordings", () => {
  it("give row for row what the reference gives, on both sides", async () => {
    const { report, tapes } = await importAll(new Scratch(), [BTC]);
    const tape = tapes[0]!;
    expect(report.clockShiftNs).toBe(1_272_156_851);
    expect(tape.rowCount).toBe(491_973);
    expect(sideDigest(tape, ROW_EXCH)).toBe(
      "72d7d43a4a4dd78ee702339d74e425bef221936941a4a529d5bbc1bd7fa79188",
    );
    expect(sideDigest(tape, ROW_LOCAL)).toBe(
      "b6d235c048c636a863917cbc52782df9ea4a05ea4587bf0f914a2dc62d70cce8",
    );
  });

  it.each(RECORDERS.map((entries) => [path.dirname(entries[0]!.files[0]!), entries] as const))(
    "of %s import strictly, with no gap, no missing trade and every line counted",
    async (_, entries) => {
      const { report, tapes } = await importAll(new Scratch(), entries);
      for (const [i, expected] of entries.entries()) {
        const result = report.tapes[i]!;
        expect(result.lines).toEqual(expected.lines);
        expect(result.events).toBe(expected.events);
        expect(result.gaps).toEqual([]);
        expect(result.missingTrades).toBe(0);
        expect(result.quarantined).toBe(0);
        const inspection = inspectTape(tapes[i]!);
        expect(inspection.events).toBe(expected.events);
        expect(inspection.exchRows).toBe(expected.events);
        expect(inspection.kinds.trade).toBe(expected.lines["trade"]);
        expect(inspection.snapshotsNs).toHaveLength(1);
        expect(inspection.latencyNs.p0).toBeGreaterThanOrEqual(0);
      }
    },
  );

  it("inspect as they are known to be", async () => {
    const { tapes } = await importAll(new Scratch(), [BTC]);
    const inspection = inspectTape(tapes[0]!);
    expect(inspection.source.clockShiftNs / 1e9).toBeCloseTo(1.272, 3);
    expect(inspection.spanNs / 1e9).toBeCloseTo(344.8, 1);
    expect(inspection.latencyNs.p50 / 1e6).toBeCloseTo(4.1, 1);
    expect(inspection.latencyNs.p99 / 1e6).toBeCloseTo(65.6, 1);
    const text = formatInspection(inspection);
    expect(text).toContain("events      466,836 (depth 443,521, trade 21,313, clear 2");
    expect(text).toContain("lines       bookTicker 66,089, depth 6,551, snapshot 1, trade 21,313");
    expect(text).toContain("clock shift 1.272 s");
  });

  it("keep their digest when they are exported and imported again", async () => {
    const scratch = new Scratch();
    const { tapes } = await importAll(scratch, [BTC]);
    const csv = scratch.file("btc.csv.gz");
    exportCsv(tapes[0]!, csv);
    const { instrument, digest } = tapes[0]!;
    const sources = [{ instrument, files: [csv], out: scratch.file("again.tape") }];
    const report = await importRecorder({ format: "mexoms-csv", lenient: false, sources });
    expect(report.tapes[0]!.digest).toBe(digest);
    expect(report.clockShiftNs).toBe(0);
  });
});

if (RECORDINGS_ABSENT) {
  it("says why real recordings are not tested", () => {
    console.log(RECORDINGS_ABSENT);
  });
}
