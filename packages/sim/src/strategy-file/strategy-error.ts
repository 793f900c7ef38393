/**
 * A strategy broke a rule that keeps backtest and live equal, or its file is not a strategy. The
 * message says what to write in its place.
 */
export class StrategyError extends Error {
  override readonly name: string = "StrategyError";
}
