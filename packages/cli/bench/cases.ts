import { ARBITRAGE_DETECTION, ARBITRAGE_TRIANGLE, ARBITRAGE_WALK } from "./arbitrage-detection.ts";
import type { DecisionCase } from "./decision-case.ts";
import { QUOTE_REFRESH, QUOTE_REFRESH_ALL, QUOTE_REFRESH_SENDING } from "./quote-refresh.ts";
import { RISK_CHECK } from "./risk-check.ts";

/** In the order in which they are printed. */
export const CASES: readonly DecisionCase[] = [
  QUOTE_REFRESH,
  QUOTE_REFRESH_ALL,
  QUOTE_REFRESH_SENDING,
  ARBITRAGE_DETECTION,
  ARBITRAGE_TRIANGLE,
  ARBITRAGE_WALK,
  RISK_CHECK,
];
