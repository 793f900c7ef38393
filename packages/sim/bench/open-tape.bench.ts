import { openTape } from "@mexoms/sim";
import type { BenchCase } from "./bench-case.ts";

export const openTapeCase: BenchCase = {
  name: "open-tape",
  question: "a tape file into memory, header checked",
  unit: "rows",
  prepare: ({ tape, tapeFile }) => ({
    units: tape.rowCount,
    run: () => openTape(tapeFile, { verify: false }).digest,
  }),
};
