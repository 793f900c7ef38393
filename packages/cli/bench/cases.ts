import type { DecisionCase } from "./decision-case.ts";
import { RISK_CHECK } from "./risk-check.ts";

/** In the order in which they are printed. */
export const CASES: readonly DecisionCase[] = [RISK_CHECK];
