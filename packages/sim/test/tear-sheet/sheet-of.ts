import {
  type BacktestResult,
  type FillGroup,
  type InstrumentSheet,
  type TearSheet,
  type TearSheetOptions,
  tearSheet,
} from "@mexoms/sim/engine";
import { type Plan, runPlan, type Setup } from "../driver/run.ts";
import { type Row, tape } from "../driver/tape.ts";

export const SECOND = 1e9;

export const OPTIONS: TearSheetOptions = {
  adverse: "1s",
  horizons: ["1s", "2s"],
  returnInterval: "1s",
};

/** A book of one level a side: bid and ask of some lots, in place of what was there. */
export function quote(ns: number, bid: number, ask: number, lots = 10): Row[] {
  return [
    ["clear", "none", 0, 0, ns],
    ["depth", "buy", bid, lots, ns],
    ["depth", "sell", ask, lots, ns],
  ];
}

export interface Story {
  readonly result: BacktestResult;
  readonly sheet: TearSheet;
  /** Of the first instrument. */
  readonly own: InstrumentSheet;
}

/** Runs a plan on rows of the test instrument and makes its tear sheet. */
export function story(
  rows: readonly Row[],
  plan: Plan,
  setup: Setup = {},
  options: Partial<TearSheetOptions> = {},
): Story {
  const tapes = [tape(rows)];
  const { result } = runPlan(tapes, plan, setup);
  const sheet = tearSheet({ result, tapes, options: { ...OPTIONS, ...options } });
  return { result, sheet, own: sheet.instruments[0]! };
}

/** Groups as "by: group, fills". */
export function groups({ markouts }: InstrumentSheet, by: FillGroup["by"]): string[] {
  return markouts.filter((each) => each.by === by).map(({ group, fills }) => `${group}: ${fills}`);
}
