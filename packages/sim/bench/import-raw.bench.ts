import path from "node:path";
import { findInstrument, importRecorder } from "@mexoms/sim";
import type { BenchCase } from "./bench-case.ts";

export const importRaw: BenchCase = {
  name: "import-raw",
  question: "gzipped raw lines into a tape file, all checks",
  unit: "MB of text",
  async prepare({ rawFile, tapeFile }) {
    if (rawFile === undefined) return undefined;
    const out = path.join(path.dirname(tapeFile), "import-bench.tape");
    const instrument = findInstrument("binance:usdm:BTCUSDT");
    const run = async (): Promise<number> => {
      const report = await importRecorder({
        format: "binance-raw",
        sources: [{ instrument, files: [rawFile], out }],
        lenient: false,
      });
      return report.tapes[0]!.bytes;
    };
    return { units: (await run()) / 1e6, run };
  },
};
