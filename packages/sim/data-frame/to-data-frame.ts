import path from "node:path";
import { formatTimestamp } from "@mexoms/core";
import { readSweep } from "@mexoms/sim";
import { METRICS, type SweepRecord, type TrialRow } from "@mexoms/sim/engine";
import { DataFrame } from "danfojs-node";
import { countColumn, type FrameColumn, numberColumn, textColumn } from "./frame-column.ts";
import { parameterColumn } from "./parameter-column.ts";

const TABLE = /(^|[\\/])trials\.(csv|jsonl|columns)$/;
const COUNTS: ReadonlySet<string> = new Set(["orders", "fills", "makerFills"]);

/**
 * The trials of a sweep as a danfo data frame, one row a trial in the order of their numbers. Columns:
 * `number`, `phase`, `variant`, `share`; the swept parameters, as numbers where they have one unit,
 * which the name carries (`halfSpread_bps`); `status`, "done" or "failed"; the metrics, amounts with
 * their currency in the name (`pnl_USDT`); for each instrument `pnl`, `turnover` and `fills` with its
 * id (`pnl_binance:usdm:BTCUSDT`); `reason` of failed trials; `id`. A figure that a trial does not have
 * is NaN, a text "". Amounts are doubles here: trials.csv has them exactly. A parameter that is named
 * as another column has "param." before its name.
 *
 * `sweep` is a record, or the folder of a sweep, or one of its tables. Throws ConfigError or DataError as `readSweep` does.
 */
export function toDataFrame(sweep: SweepRecord | string): DataFrame {
  const { plan, rows } = recordOf(sweep);
  const { currency } = plan.study;
  const before = [
    countColumn(
      "number",
      rows.map(({ number }) => number),
    ),
    textColumn(
      "phase",
      rows.map(({ trial }) => trial.phase),
    ),
    textColumn(
      "variant",
      rows.map(({ trial }) => trial.variant.label),
    ),
    numberColumn(
      "share",
      rows.map(({ trial }) => trial.share),
    ),
  ];
  const after = [
    textColumn(
      "status",
      rows.map(({ outcome }) => (outcome ? "done" : "failed")),
    ),
    ...METRICS.map(({ name, unit }) =>
      (COUNTS.has(name) ? countColumn : numberColumn)(
        unit === "currency" ? `${name}_${currency}` : name,
        rows.map(({ outcome }) => Number(outcome?.metrics[name] ?? Number.NaN)),
      ),
    ),
    ...symbolColumns(rows),
    textColumn(
      "reason",
      rows.map(({ reason }) => reason ?? ""),
    ),
    textColumn(
      "id",
      rows.map(({ trial }) => trial.id),
    ),
  ];
  const taken = new Set([...before, ...after].map(({ name }) => name));
  const params = Object.keys(plan.space).map((name) => {
    const column = parameterColumn(
      name,
      rows.map(({ trial }) => trial.point[name]),
    );
    return taken.has(column.name) ? { ...column, name: `param.${column.name}` } : column;
  });
  return frameOf([...before, ...params, ...after]);
}

export interface BarsOptions {
  /** Numbers of the trials; all that ended well when not given. */
  readonly numbers?: readonly number[];
}

/**
 * The bars of trials as a danfo data frame, one row a bar of a trial: `number` of the trial, `bar` from
 * 0, `time` at which the bar begins (UTC text), `hour` of the day from 0 to 23, and the profit of the
 * bar, such as `pnl_USDT`. For questions such as how a setting does by hour or by day; with many trials
 * and bars give the `numbers` of those that you want.
 */
export function barsDataFrame(sweep: SweepRecord | string, options: BarsOptions = {}): DataFrame {
  const { plan, rows } = recordOf(sweep);
  const { study } = plan;
  const wanted = options.numbers === undefined ? undefined : new Set(options.numbers);
  const bars = rows.flatMap(({ number, outcome }) =>
    outcome && wanted?.has(number) !== false
      ? Array.from(outcome.bars, (pnl, bar) => ({ number, bar, pnl }))
      : [],
  );
  const startNs = BigInt(study.startNs);
  const barNs = BigInt(study.barNs);
  const times = bars.map(({ bar }) => formatTimestamp(startNs + BigInt(bar) * barNs));
  return frameOf([
    countColumn(
      "number",
      bars.map(({ number }) => number),
    ),
    countColumn(
      "bar",
      bars.map(({ bar }) => bar),
    ),
    textColumn("time", times),
    countColumn(
      "hour",
      times.map((time) => Number(time.slice(11, 13))),
    ),
    { name: `pnl_${study.currency}`, dtype: "float32", values: bars.map(({ pnl }) => pnl) },
  ]);
}

function recordOf(sweep: SweepRecord | string): SweepRecord {
  if (typeof sweep !== "string") return sweep;
  return readSweep(TABLE.test(sweep) ? path.dirname(sweep) : sweep);
}

function symbolColumns(rows: readonly TrialRow[]): FrameColumn[] {
  const instruments = new Set(
    rows.flatMap(({ outcome }) => outcome?.symbols.map(({ instrument }) => instrument) ?? []),
  );
  return [...instruments].flatMap((instrument) =>
    (["pnl", "turnover", "fills"] as const).map((figure) =>
      (COUNTS.has(figure) ? countColumn : numberColumn)(
        `${figure}_${instrument}`,
        rows.map(({ outcome }) => {
          const symbol = outcome?.symbols.find((each) => each.instrument === instrument);
          return Number(symbol?.[figure] ?? Number.NaN);
        }),
      ),
    ),
  );
}

function frameOf(columns: readonly FrameColumn[]): DataFrame {
  const rows = columns[0]?.values.length ?? 0;
  // danfo cannot tell types of columns without rows, and refuses them.
  if (rows === 0) return new DataFrame([], { columns: columns.map(({ name }) => name) });
  const data = Object.fromEntries(columns.map(({ name, values }) => [name, values]));
  return new DataFrame(data, { dtypes: columns.map(({ dtype }) => dtype) });
}
