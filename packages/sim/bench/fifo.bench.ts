import path from "node:path";
import { openTape } from "@mexoms/sim";
import type { BenchCase } from "./bench-case.ts";
import { goldenCase } from "./golden-case.ts";

const TAPE = "data/tapes/synthetic-l3-BTCUSDT.tape";

const onTape = goldenCase("fifo", "true queue, order by order: 5+5 quotes every 100 ms", {
  queue: "fifo",
  grid: 1,
  half: 1,
});

/** Works on the bundled order-by-order tape, whatever the data of the others. */
export const fifo: BenchCase = {
  ...onTape,
  prepare: (data) => {
    const tapeFile = path.resolve(import.meta.dirname, "../../../..", TAPE);
    return onTape.prepare({ ...data, tape: openTape(tapeFile, { verify: true }), tapeFile });
  },
};
