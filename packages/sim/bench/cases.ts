import type { BenchCase } from "./bench-case.ts";
import { bookUpdate } from "./book-update.bench.ts";
import { dense } from "./dense.bench.ts";
import { fifo } from "./fifo.bench.ts";
import { feed } from "./feed.bench.ts";
import type { GoldenCase } from "./golden-case.ts";
import { grid } from "./grid.bench.ts";
import { heap } from "./heap.bench.ts";
import { importRaw } from "./import-raw.bench.ts";
import { openTapeCase } from "./open-tape.bench.ts";
import { overfittingCase } from "./overfitting.bench.ts";
import { replay } from "./replay.bench.ts";
import { replayFile } from "./replay-file.bench.ts";
import { streamDay } from "./stream-day.bench.ts";

/** Workloads that hftbacktest can run too: the rows of the table in the README. */
export const GOLDEN_CASES: readonly GoldenCase[] = [replay, grid, dense, feed];

export const CASES: readonly BenchCase[] = [
  ...GOLDEN_CASES,
  replayFile,
  fifo,
  heap,
  bookUpdate,
  openTapeCase,
  importRaw,
  overfittingCase,
  streamDay,
];
