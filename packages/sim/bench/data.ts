import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findInstrument, importRecorder, loadTape, openTape } from "@mexoms/sim";
import type { BenchData } from "./bench-case.ts";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const RECORDING = "binance-2024-08-08/usdm/btcusdt_20240808.gz";

/** The recorded USD-M tape where the recordings are at hand, else the synthetic sample tape. */
export async function benchData(smoke: boolean, streamRows: number): Promise<BenchData> {
  const recordings = path.resolve(ROOT, process.env["MEXOMS_RECORDINGS"] ?? "../shared/recordings");
  const rawFile = path.join(recordings, RECORDING);
  if (smoke || !existsSync(rawFile)) {
    const tapeFile = path.join(ROOT, "data/tapes/synthetic-swap-BTCUSDT.tape");
    const tape = loadTape(openTape(tapeFile, { verify: true }));
    return {
      name: "synthetic swap BTCUSDT, 8 min",
      tape,
      tapeFile,
      rawFile: undefined,
      streamRows,
    };
  }
  const folder = mkdtempSync(path.join(tmpdir(), "mexoms-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const tapeFile = path.join(folder, "usdm-btc.tape");
  await importRecorder({
    format: "binance-raw",
    sources: [
      { instrument: findInstrument("binance:usdm:BTCUSDT"), files: [rawFile], out: tapeFile },
    ],
    lenient: false,
  });
  const tape = loadTape(openTape(tapeFile, { verify: true }));
  return { name: "binance usdm BTCUSDT 2024-08-08, 5.7 min", tape, tapeFile, rawFile, streamRows };
}
