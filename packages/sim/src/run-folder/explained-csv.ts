import type { BacktestResult } from "@mexoms/sim/engine";
import { timeFields } from "@mexoms/sim/internal";

export const EXPLAINED_HEADER: readonly string[] = ["time", "time_ns", "topic", "text"];

/** The lines of explained.csv: what the strategy explained, in order. */
export function* explainedLines(result: BacktestResult): Generator<readonly string[]> {
  for (const note of result.explained) yield [...timeFields(note.ns), note.topic, note.text];
}
