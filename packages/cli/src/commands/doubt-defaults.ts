/** What sweep and report take when not told otherwise, so that both warn of the same. */
export const MIN_FILLS = "100";
export const FOLD_SCORE = "pnl";
