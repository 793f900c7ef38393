export * from "@mexoms/sim/engine";
export { withHostGuard } from "./host-guard/host-guard.ts";
export { loadStrategyFile } from "./strategy-file/load-strategy-file.ts";
export type { LoadedStrategy, LoadStrategyOptions } from "./strategy-file/load-strategy-file.ts";
export { StrategyError } from "./strategy-file/strategy-error.ts";
