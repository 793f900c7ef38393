export { OrderBook } from "./tape/order-book.ts";
export type { BookOrder } from "./tape/order-book.ts";
export type { Tape, TapeReader, TapeSource } from "./tape/tape.ts";
export { BlockIndexBuilder, INDEX_TIMES } from "./tape/block-index.ts";
export type { BlockIndex, IndexTime } from "./tape/block-index.ts";
export { blocksOf } from "./tape/blocks-of.ts";
export { allRows, loadTape, memoryTape } from "./tape/memory-tape.ts";
export type { MemoryTape } from "./tape/memory-tape.ts";
export { mapTape } from "./tape/map-tape.ts";
export type { BlockTransformer, TapeTransform } from "./tape/map-tape.ts";
export { delayFeed } from "./tape/delay-feed.ts";
export { copyRows, extraColumnsOf, sliceRows } from "./tape/row-memory.ts";
export { TapeCursor } from "./tape/tape-cursor.ts";
export type * from "./result/result.ts";
export { REQUESTED, TIMELINE } from "./result/order-timeline.ts";
export type { OrderTimeline, RequestTimes } from "./result/order-timeline.ts";
export { tearSheet } from "./tear-sheet/make-tear-sheet.ts";
export { TEAR_SHEET_OPTIONS } from "./tear-sheet/options.ts";
export type { TearSheetOptions } from "./tear-sheet/options.ts";
export type * from "./tear-sheet/tear-sheet.ts";
export type * from "./tear-sheet/arbitrage-sheet.ts";
export { BacktestRun, runBacktest } from "./run/run-backtest.ts";
export type { Answer } from "./run/questions.ts";
export type { EndOfRun } from "./driver/simulation.ts";
export type { RunOptions } from "./run/assembly.ts";
export type { MarketFigures, RunFigures } from "./run/run-figures.ts";
export type * from "./account/account-config.ts";
export type { Counterparty, LedgerKind } from "./account/ledger.ts";
export type {
  AnswerKind,
  LatencyModel,
  LatencyStart,
  OrderLatency,
  RequestKind,
} from "./latency/latency-model.ts";
export { latencyByVenue } from "./latency/by-venue.ts";
export type { DelaySpec } from "./latency/delay.ts";
export { latencyByKind } from "./latency/by-kind.ts";
export type { LatencySpec } from "./latency/by-kind.ts";
export { constantLatency } from "./latency/constant.ts";
export { scaledLatency } from "./latency/scaled.ts";
export { parseLatency } from "./latency/parse-latency.ts";
export { interpolatedByKind, interpolatedLatency } from "./latency/interpolated.ts";
export type { RoundTrip, RoundTripsByKind } from "./latency/interpolated.ts";
export type { QueueModel } from "./queue/queue-model.ts";
export { parseQueueModel } from "./queue/parse-queue.ts";
export type { PriceBandSpec, RateLimitSpec, VenueRulesSpec } from "./rules/venue-rules.ts";
export type { FaultSpec, FaultTime } from "./faults/fault-script.ts";
export type { ExchangeModel } from "./exchange/exchange-model.ts";
export { parseExchangeModel } from "./exchange/parse-exchange.ts";
export type { RowSink } from "./tape/row-sink.ts";
export { RowColumns } from "./tape/row-columns.ts";
export { RowOrder } from "./tape/row-order.ts";
export { TAPE_COLUMNS, TapeDigest } from "./tape/tape-digest.ts";
export type { RunningHash, TapeColumn } from "./tape/tape-digest.ts";
export { epochShiftNs, midnightBefore } from "./tape/tape-epoch.ts";
export { tapeFromRows } from "./tape/tape-from-rows.ts";
export type { TapeFromRowsOptions } from "./tape/tape-from-rows.ts";
export { inspectTape } from "./tape/inspect-tape.ts";
export type { LatencyQuantiles, TapeInspection, TradeFigures } from "./tape/inspect-tape.ts";
export { formatInspection } from "./tape/format-inspection.ts";
export { generateMarkets } from "./generator/generator.ts";
export type { GeneratedMarket } from "./generator/generator.ts";
export type * from "./generator/config.ts";
export { singleOrders } from "./generator/single-orders.ts";
export { sampleMarkets, sampleOrderMarket } from "./generator/sample-markets.ts";
export { cutTape } from "./tape/cut-tape.ts";
export { cutMemoryTape } from "./tape/cut-memory-tape.ts";
export { rowsReceived } from "./tape/rows-received.ts";
export type { RowsReceived } from "./tape/rows-received.ts";
export { cutTapes, cutTimes } from "./lookahead/cut-times.ts";
export type { Decision } from "./lookahead/decision-log.ts";
export { firstDifference } from "./lookahead/first-difference.ts";
export type { Difference } from "./lookahead/first-difference.ts";
export { WatchedRun } from "./lookahead/watched-run.ts";
export type * from "./calibration/calibration.ts";
export { calibrateQueue } from "./calibration/calibrate-queue.ts";
export type { CalibrateOptions } from "./calibration/calibrate-queue.ts";
export type * from "./calibration/own-order.ts";
export type { Answered, Ask, Point, Search } from "./search/search.ts";
export type { Axis, SearchSpace } from "./search/search-space.ts";
export { parseSearchSpace } from "./search/parse-search-space.ts";
export type { SearchSpaceOptions } from "./search/parse-search-space.ts";
export { gridSearch } from "./search/grid-search.ts";
export { randomSearch } from "./search/random-search.ts";
export type { DrawOptions } from "./search/random-search.ts";
export { latinHypercube } from "./search/latin-hypercube.ts";
export { sobolSearch } from "./search/sobol-search.ts";
export { evolveSearch } from "./search/evolve-search.ts";
export type { EvolveOptions } from "./search/evolve-search.ts";
export { tpeSearch } from "./search/tpe-search.ts";
export type { TpeOptions } from "./search/tpe-search.ts";
export { halving } from "./search/halving.ts";
export type { HalvingOptions } from "./search/halving.ts";
export { parseSearch } from "./search/parse-search.ts";
export { paretoFront } from "./search/pareto-front.ts";
export type { Scores } from "./search/pareto-front.ts";
export { METRIC_NAMES, METRICS } from "./research/trial-metrics.ts";
export type {
  Better,
  MetricName,
  MetricSpec,
  SymbolFigures,
  TrialMetrics,
  TrialOutcome,
} from "./research/trial-metrics.ts";
export type { Trial, TrialPhase, TrialRow, Variant } from "./research/trial.ts";
export type { LatencyText, Study, StudyTape } from "./research/study.ts";
export { barCount, chooseBarNs, shareEndNs } from "./research/bars.ts";
export { studyTapes } from "./research/study-tapes.ts";
export {
  fixedParams,
  settingsDigest,
  studyDigest,
  trialId,
  trialIdsOf,
} from "./research/trial-id.ts";
export { trialOutcome } from "./research/trial-outcome.ts";
export type { SweepPlan, SweepRecord, Unfinished } from "./research/sweep-record.ts";
export { isFigure } from "./research/not-enough.ts";
export type { Figure, NotEnough } from "./research/not-enough.ts";
export type * from "./research/honesty.ts";
export type * from "./research/sweep-analysis.ts";
export { analyseSweep } from "./research/analyse-sweep.ts";
export {
  bestTrials,
  byObjectives,
  isBetterTrial,
  objectiveOf,
  objectiveScores,
  rankedTrials,
} from "./research/trial-ranking.ts";
export type { CompleteRow, Objectives } from "./research/trial-ranking.ts";
export { trialTable } from "./research/trial-table.ts";
export type { CompleteTrial, TrialTable } from "./research/trial-table.ts";
export type { SweepFacts } from "./research/sweep-facts.ts";
export { WARNING_CODES } from "./research/sweep-warning.ts";
export type { SweepWarning, WarningCode } from "./research/sweep-warning.ts";
