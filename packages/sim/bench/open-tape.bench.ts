import { openTape } from "@mexoms/sim";
import type { BenchCase } from "./bench-case.ts";

/** The clock of CPU time is too coarse for one. */
const OPENED = 100;

export const openTapeCase: BenchCase = {
  name: "open-tape",
  question: "a tape file opened, header and index checked; rows are read as a run needs them",
  unit: "files",
  prepare: ({ tapeFile }) => ({
    units: OPENED,
    run: () => {
      let rows = 0;
      for (let n = 0; n < OPENED; n++) rows += openTape(tapeFile, { verify: false }).rowCount;
      return rows;
    },
  }),
};
