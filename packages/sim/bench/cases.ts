import type { BenchCase } from "./bench-case.ts";
import { bookUpdate } from "./book-update.bench.ts";
import { dense } from "./dense.bench.ts";
import { fifo } from "./fifo.bench.ts";
import { feed } from "./feed.bench.ts";
import { grid } from "./grid.bench.ts";
import { heap } from "./heap.bench.ts";
import { importRaw } from "./import-raw.bench.ts";
import { openTapeCase } from "./open-tape.bench.ts";
import { replay } from "./replay.bench.ts";
import { replayFile } from "./replay-file.bench.ts";
import { streamDay } from "./stream-day.bench.ts";

export const CASES: readonly BenchCase[] = [
  replay,
  replayFile,
  grid,
  dense,
  feed,
  fifo,
  heap,
  bookUpdate,
  openTapeCase,
  importRaw,
  streamDay,
];
