export * from "@mexoms/sim/engine";
export { exportCsv } from "./import/csv/export-csv.ts";
export { IMPORT_FORMATS } from "./import/import-options.ts";
export type {
  ImportFormat,
  ImportOptions,
  ImportProgress,
  ImportSource,
} from "./import/import-options.ts";
export type { OffLotSizes } from "./import/lot-grid.ts";
export type { BookTickerUse } from "./import/binance-raw/raw-reader.ts";
export { importRecorder } from "./import/import-recorder.ts";
export type { ImportGap, ImportReport, TapeReport } from "./import/import-report.ts";
export {
  findInstrument,
  INSTRUMENT_FOLDER,
  loadInstruments,
} from "./instruments/find-instrument.ts";
export { openTape } from "./tape-file/open-tape.ts";
export type { OpenTapeOptions } from "./tape-file/open-tape.ts";
export { ReceivedTape } from "./tape-file/received-tape.ts";
export { writeTape } from "./tape-file/write-tape.ts";
export { writeRunFolder } from "./run-folder/run-folder.ts";
export { checkRunFolder } from "./run-folder/whole-folder.ts";
export type { RunFolder, RunFolderOptions } from "./run-folder/run-folder.ts";
export { withHostGuard } from "./host-guard/host-guard.ts";
export { loadStrategyFile, portableStrategy } from "./strategy-file/load-strategy-file.ts";
export type { LoadedStrategy, LoadStrategyOptions } from "./strategy-file/load-strategy-file.ts";
export { StrategyError } from "@mexoms/core";
export { backtest, engineOptions, prepareBacktest } from "./backtest.ts";
export type { BacktestOptions } from "./backtest.ts";
export { DEFAULT_RISK, readRisk } from "./risk-file.ts";
export { explain } from "./explain.ts";
export type { ExplainedInstant, ExplainOptions, ExplainResult } from "./explain.ts";
export { readLatencyFile } from "./latency-file.ts";
export { isSystemError, systemProblem } from "./system-error.ts";
export type { SystemError } from "./system-error.ts";
export { writeSampleTapes } from "./sample-tapes.ts";
export { currentCommit, thisCheckout, withBase } from "./benchmark/checkout.ts";
export type { Checkout } from "./benchmark/checkout.ts";
export { appendHistory } from "./benchmark/history.ts";
export { DEFAULT_LIMITS } from "./benchmark/limits.ts";
export type { Limits } from "./benchmark/limits.ts";
export { FIGURES } from "./benchmark/figures.ts";
export type { FigureName, WorkloadFigures } from "./benchmark/figures.ts";
export { markdownReport } from "./benchmark/markdown.ts";
export { planWorkloads, sampleWorkloads } from "./benchmark/plan.ts";
export type { BenchedStrategy, RunModels } from "./benchmark/plan.ts";
export { readBaseline, writeBaseline } from "./benchmark/baseline.ts";
export { rate } from "./benchmark/check.ts";
export type { Check } from "./benchmark/check.ts";
export { runBenchmark } from "./benchmark/benchmark.ts";
export type { BenchmarkOptions, BenchmarkReport } from "./benchmark/benchmark.ts";
export { runtimeKey } from "./benchmark/machine.ts";
export { writeWholeFile } from "./files/whole-file.ts";
export { lookahead } from "./lookahead/lookahead.ts";
export type {
  LookaheadCut,
  LookaheadOptions,
  LookaheadResult,
  StrategyOrMaker,
} from "./lookahead/lookahead.ts";
export type { LookaheadFinding, TimedDecision } from "./lookahead/finding.ts";
export { backtestBounds, BOUND_NAMES, disputedCurrencies } from "./bounds.ts";
export type { BacktestBounds, BoundName } from "./bounds.ts";
export { calibrateFiles, calibrationJson, writeCalibration } from "./calibrate/calibrate-files.ts";
export type { CalibrateFilesOptions, FilesCalibration } from "./calibrate/calibrate-files.ts";
export { readOwnOrders } from "./calibrate/read-own-orders.ts";
export type { OwnOrderFiles, OwnOrderTable } from "./calibrate/read-own-orders.ts";
export { STOP_GRACE_NS } from "./sweep/trial-executor.ts";
export type { StopOptions, TrialEnd, TrialExecutor } from "./sweep/trial-executor.ts";
export type { TrialRunner, TrialRunnerOptions } from "./sweep/trial-runner.ts";
export { compareRuns } from "./compare/compare-runs.ts";
export { runTrial } from "./compare/trial-run.ts";
export type { TrialRunOptions } from "./compare/trial-run.ts";
export type { CompareRunsOptions, RunComparison } from "./compare/compare-runs.ts";
export type { FillAlignment, FillPair, PlacedFill } from "./compare/fill-alignment.ts";
export type { CsvFields, CsvLine } from "./compare/csv-lines.ts";
export type { InputKind, Parting } from "./compare/input-kinds.ts";
export type { OrderDifference } from "./compare/order-differences.ts";
export type { MetricDifference, SideBySide } from "./compare/side-by-side.ts";
export type { Why } from "./compare/why.ts";
export { sweep } from "./sweep/sweep.ts";
export type { StudyOptions, SweepOptions, SweepWork } from "./sweep/sweep-options.ts";
export type { SweepProgress } from "./sweep/sweep-progress.ts";
export { objectiveSpecs } from "./sweep/objective-specs.ts";
export { readSweep } from "./sweep/read-sweep.ts";
export { openSharedTape, shareTape } from "./sweep/shared-tape.ts";
export type { SharedTape } from "./sweep/shared-tape.ts";
export { createStudy } from "./sweep/create-study.ts";
export { createTrialRunner } from "./sweep/create-trial-runner.ts";
export { damagedText } from "./research-log/damaged-text.ts";
export { findProject } from "./research-log/find-project.ts";
export { logSweep } from "./research-log/log-sweep.ts";
export type { LoggedSweep, LogSweepOptions } from "./research-log/log-sweep.ts";
export {
  checkLogWritable,
  projectTrials,
  readResearchLog,
  RESEARCH_LOG,
} from "./research-log/research-log.ts";
export type { ResearchLog } from "./research-log/research-log.ts";
export type { HoldoutLine, SweepLine } from "./research-log/log-line.ts";
export { holdoutSpan, planHoldout } from "./research-log/holdout-plan.ts";
export type { HoldoutPlan } from "./research-log/holdout-plan.ts";
export { HOLDOUT_FILE } from "./research-log/holdout-file.ts";
export { openHoldout } from "./research-log/open-holdout.ts";
export type { HoldoutResult, OpenHoldoutOptions } from "./research-log/open-holdout.ts";
export { writeSweepReport } from "./sweep-report/write-sweep-report.ts";
export type {
  WriteSweepReportOptions,
  WrittenSweepReport,
} from "./sweep-report/write-sweep-report.ts";
export { ThreadExecutor } from "./sweep/thread-executor.ts";
