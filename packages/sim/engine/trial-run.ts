// What a worker thread of a sweep runs, and nothing else of the engine: each thread has its own copy
// of the code in memory, and loads it anew. For mexoms itself: no promise is made to anyone.
export { BacktestRun } from "./run/run-backtest.ts";
export { parseExchangeModel } from "./exchange/parse-exchange.ts";
export { latencyByVenue } from "./latency/by-venue.ts";
export { parseLatency } from "./latency/parse-latency.ts";
export { scaledLatency } from "./latency/scaled.ts";
export { parseQueueModel } from "./queue/parse-queue.ts";
export { studyTapes } from "./research/study-tapes.ts";
export { trialOutcome } from "./research/trial-outcome.ts";
export { blocksOf } from "./tape/blocks-of.ts";
export { memoryTape } from "./tape/memory-tape.ts";
export { copyRows, sliceRows } from "./tape/row-memory.ts";
