import { DataError } from "@mexoms/core";
import { type ComparedRun, openComparedRun } from "./compared-run.ts";
import { alignFills, type FillAlignment } from "./fill-alignment.ts";
import { nsOf } from "./line-values.ts";
import { firstOrderDifferences, openOrders, type OrderDifference } from "./order-differences.ts";
import { ordersAtFill, type OrdersAtFill } from "./orders-at.ts";
import {
  type MetricDifference,
  metricDifferences,
  type SideBySide,
  sideBySide,
} from "./side-by-side.ts";
import { explainParting, type Known, type Why } from "./why.ts";

export interface CompareRunsOptions {
  /** A run folder, or the folder of a session. */
  readonly a: string;
  readonly b: string;
  /** Pairs of fills to give around the first difference. */
  readonly fillLimit: number;
}

/** Two runs beside each other. */
export interface RunComparison {
  readonly a: string;
  readonly b: string;
  /**
   * Whether the runs did the same: equal fills, orders, figures and digests of outputs. Inputs may
   * differ, such as the code of a strategy that was rewritten.
   */
  readonly equal: boolean;
  readonly inputs: readonly SideBySide[];
  readonly metrics: readonly MetricDifference[];
  /** By their order in the files; undefined for a session, which has no file of orders. */
  readonly orders: readonly OrderDifference[] | undefined;
  readonly fills: FillAlignment;
  /** Digests over all that was done; undefined where one of them is a session. */
  readonly outputsEqual: boolean | undefined;
  /** Undefined when fills and orders are equal. */
  readonly why: Why | undefined;
}

/**
 * Compares two runs by their folders: inputs, figures and fills beside each other, exactly, the first
 * order and the first fill that differ, and why. Of a session of a paper venue the times at which it
 * learned of fills are its own and are not compared. Throws ConfigError for what is no such folder,
 * DataError for files that are missing, torn, or not as a run writes them.
 */
export function compareRuns(options: CompareRunsOptions): RunComparison {
  const a = openComparedRun(options.a, "a");
  const b = openComparedRun(options.b, "b");
  const areRuns = a.kind === "run" && b.kind === "run";
  const fills = alignFills({
    a: a.fillsFile,
    b: b.fillsFile,
    localTimes: areRuns,
    limit: options.fillLimit,
  });
  checkCounts(a, fills.a);
  checkCounts(b, fills.b);
  const inputs = sideBySide(a.inputs, b.inputs);
  const metrics = metricsOf(a, b);
  const orders = ordersOf(a, b, fills);
  const outputsEqual = areRuns ? a.outputsDigest === b.outputsDigest : undefined;
  const known: Known = {
    inputs,
    fill: fills.first,
    orders: orders ?? [],
    atFill: { a: atFill(a, fills, "a"), b: atFill(b, fills, "b") },
    files: { a: a.fillsFile, b: b.fillsFile },
  };
  const same = fills.first === undefined && (orders?.length ?? 0) === 0;
  const equal = same && outputsEqual !== false && metrics.every(({ differs }) => !differs);
  const why = explainParting(known);
  return { a: a.dir, b: b.dir, equal, inputs, metrics, orders, fills, outputsEqual, why };
}

/** Of a run and a session, the figures that both have: they are named alike. */
function metricsOf(a: ComparedRun, b: ComparedRun): MetricDifference[] {
  const all = metricDifferences(a.metrics, b.metrics);
  return a.kind === b.kind ? all : all.filter((row) => row.a !== undefined && row.b !== undefined);
}

function ordersOf(
  a: ComparedRun,
  b: ComparedRun,
  { first }: FillAlignment,
): OrderDifference[] | undefined {
  if (a.ordersFile === undefined || b.ordersFile === undefined) return undefined;
  const times = [
    first?.a && nsOf(first.a, "exch_ns", a.fillsFile),
    first?.b && nsOf(first.b, "exch_ns", b.fillsFile),
  ].filter((ns) => ns !== undefined);
  const untilNs = times.length === 0 ? undefined : times.reduce((x, y) => (x < y ? x : y));
  return firstOrderDifferences({ a: a.ordersFile, b: b.ordersFile }, untilNs);
}

/** What a side had in the market at the first fill that differs. */
function atFill(
  run: ComparedRun,
  { first }: FillAlignment,
  side: "a" | "b",
): OrdersAtFill | undefined {
  if (first === undefined || run.ordersFile === undefined) return undefined;
  const own = first[side];
  const fill = own ?? first.a ?? first.b;
  if (fill === undefined) return undefined;
  return ordersAtFill(run.ordersFile, fill, {
    isOwn: own !== undefined,
    fillsFile: run.fillsFile,
  });
}

/** A file that was cut between two lines looks whole by itself. */
function checkCounts({ fillsFile, ordersFile, counts }: ComparedRun, fills: number): void {
  const check = (file: string, what: string, has: number, counted: number): void => {
    if (has === counted) return;
    const problem = `has ${has} ${what}, but run.json counts ${counted}: the file is torn or was changed`;
    throw new DataError({ file }, problem);
  };
  if (counts.fills !== undefined) check(fillsFile, "fills", fills, counts.fills);
  if (counts.orders === undefined || ordersFile === undefined) return;
  check(ordersFile, "orders", linesOf(ordersFile), counts.orders);
}

function linesOf(file: string): number {
  const lines = openOrders(file);
  try {
    let count = 0;
    while (lines.next()) count++;
    return count;
  } finally {
    lines.close();
  }
}
