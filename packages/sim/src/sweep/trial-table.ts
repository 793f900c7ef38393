import {
  METRICS,
  type SymbolFigures,
  type TrialOutcome,
  type TrialMetrics,
  type TrialPhase,
  type TrialRow,
  type Variant,
} from "@mexoms/sim/engine";

/** One column of a table of trials, with a value for each row. */
export type TrialColumn =
  | { readonly name: string; readonly type: "text"; readonly values: readonly string[] }
  /** NaN where there is no figure. */
  | { readonly name: string; readonly type: "f64"; readonly values: Float64Array }
  | { readonly name: string; readonly type: "f64-list"; readonly values: readonly Float64Array[] };

/** Before the name of a parameter, which may be that of a metric otherwise. */
const PARAM = "param.";
const SYMBOL_TEXTS = ["pnl", "turnover"] as const;
const NONE = new Float64Array(0);

/** Rows as columns: what CSV and columnar files hold. */
export function toColumns(rows: readonly TrialRow[]): TrialColumn[] {
  const text = (name: string, of: (row: TrialRow) => string): TrialColumn => ({
    name,
    type: "text",
    values: rows.map(of),
  });
  const number = (name: string, of: (row: TrialRow) => number): TrialColumn => ({
    name,
    type: "f64",
    values: Float64Array.from(rows, of),
  });
  const params = [...new Set(rows.flatMap(({ trial }) => Object.keys(trial.point)))];
  return [
    number("number", (row) => row.number),
    text("id", ({ trial }) => trial.id),
    text("phase", ({ trial }) => trial.phase),
    text("variant", ({ trial }) => trial.variant.label),
    number("latencyTimes", ({ trial }) => trial.variant.latencyTimes ?? Number.NaN),
    text("queue", ({ trial }) => trial.variant.queue ?? ""),
    text("makerFee", ({ trial }) => trial.variant.fees?.maker ?? ""),
    text("takerFee", ({ trial }) => trial.variant.fees?.taker ?? ""),
    number("share", ({ trial }) => trial.share),
    ...params.map((name) => text(`${PARAM}${name}`, ({ trial }) => trial.point[name] ?? "")),
    text("status", ({ outcome }) => (outcome ? "done" : "failed")),
    ...METRICS.map(({ name, exact }) =>
      exact
        ? text(name, ({ outcome }) => String(outcome?.metrics[name] ?? ""))
        : number(name, ({ outcome }) => Number(outcome?.metrics[name] ?? Number.NaN)),
    ),
    ...symbolColumns(rows, text, number),
    text("outputsDigest", ({ outcome }) => outcome?.outputsDigest ?? ""),
    text("reason", ({ reason }) => reason ?? ""),
    { name: "bars", type: "f64-list", values: rows.map(({ outcome }) => outcome?.bars ?? NONE) },
  ];
}

function symbolColumns(
  rows: readonly TrialRow[],
  text: (name: string, of: (row: TrialRow) => string) => TrialColumn,
  number: (name: string, of: (row: TrialRow) => number) => TrialColumn,
): TrialColumn[] {
  const of = (row: TrialRow, instrument: string): SymbolFigures | undefined =>
    row.outcome?.symbols.find((each) => each.instrument === instrument);
  return symbolsOf(rows).flatMap(({ instrument }) => [
    ...SYMBOL_TEXTS.map((name) =>
      text(`${name}.${instrument}`, (row) => of(row, instrument)?.[name] ?? ""),
    ),
    number(`fills.${instrument}`, (row) => of(row, instrument)?.fills ?? Number.NaN),
  ]);
}

/** Instruments of the trials and their currencies, which are the same in every row. */
export function symbolsOf(
  rows: readonly TrialRow[],
): Pick<SymbolFigures, "instrument" | "currency">[] {
  const first = rows.find(({ outcome }) => outcome)?.outcome;
  return (first?.symbols ?? []).map(({ instrument, currency }) => ({ instrument, currency }));
}

/** The rows that `toColumns` was given. */
export function fromColumns(
  columns: readonly TrialColumn[],
  symbols: readonly Pick<SymbolFigures, "instrument" | "currency">[],
): TrialRow[] {
  const table = new ColumnReader(columns);
  const params = columns.flatMap(({ name }) =>
    name.startsWith(PARAM) ? [name.slice(PARAM.length)] : [],
  );
  return Array.from({ length: table.rows }, (_, row): TrialRow => {
    const reason = table.text("reason", row);
    const points = params.map((name) => [name, table.text(`${PARAM}${name}`, row)] as const);
    return {
      number: table.number("number", row),
      trial: {
        id: table.text("id", row),
        phase: table.text("phase", row) as TrialPhase,
        point: Object.fromEntries(points.filter(([, text]) => text !== "")),
        variant: variantOf(table, row),
        share: table.number("share", row),
      },
      ...(table.text("status", row) === "done"
        ? { outcome: outcomeOf(table, row, symbols) }
        : { reason }),
    };
  });
}

function variantOf(table: ColumnReader, row: number): Variant {
  const latencyTimes = table.number("latencyTimes", row);
  const queue = table.text("queue", row);
  const [maker, taker] = [table.text("makerFee", row), table.text("takerFee", row)];
  return {
    label: table.text("variant", row),
    ...(Number.isNaN(latencyTimes) ? {} : { latencyTimes }),
    ...(queue === "" ? {} : { queue }),
    ...(maker === "" ? {} : { fees: { maker, taker } }),
  };
}

function outcomeOf(
  table: ColumnReader,
  row: number,
  symbols: readonly Pick<SymbolFigures, "instrument" | "currency">[],
): TrialOutcome {
  const metrics = METRICS.map(({ name, exact }) => [
    name,
    exact ? table.text(name, row) : table.number(name, row),
  ]);
  return {
    metrics: Object.fromEntries(metrics) as TrialMetrics,
    symbols: symbols.map(({ instrument, currency }) => ({
      instrument,
      currency,
      pnl: table.text(`pnl.${instrument}`, row),
      turnover: table.text(`turnover.${instrument}`, row),
      fills: table.number(`fills.${instrument}`, row),
    })),
    bars: table.list("bars", row),
    outputsDigest: table.text("outputsDigest", row),
  };
}

/** Looks up values by the names of their columns. */
class ColumnReader {
  readonly #columns: ReadonlyMap<string, TrialColumn>;
  readonly rows: number;

  constructor(columns: readonly TrialColumn[]) {
    this.#columns = new Map(columns.map((column) => [column.name, column]));
    this.rows = columns[0]?.values.length ?? 0;
  }

  text(name: string, row: number): string {
    const column = this.#columns.get(name);
    return column?.type === "text" ? (column.values[row] ?? "") : "";
  }

  number(name: string, row: number): number {
    const column = this.#columns.get(name);
    return column?.type === "f64" ? (column.values[row] ?? Number.NaN) : Number.NaN;
  }

  list(name: string, row: number): Float64Array {
    const column = this.#columns.get(name);
    return column?.type === "f64-list" ? (column.values[row] ?? NONE) : NONE;
  }
}
