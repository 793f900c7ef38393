import type {
  FillAlignment,
  FillPair,
  MetricDifference,
  PlacedFill,
  RunComparison,
  SideBySide,
} from "@mexoms/sim";
import { formatTimestamp } from "@mexoms/core";
import { broken, plainTable, WIDTH } from "./table.ts";

/** Two runs beside each other, for a person. */
export function comparisonText(comparison: RunComparison, all: boolean): string {
  const { a, b, inputs, metrics, fills, why } = comparison;
  const parts = [`A  ${a}\nB  ${b}`, inputsText(inputs, all), metricsText(metrics, all)];
  parts.push(fillsText(fills));
  if (why !== undefined) {
    const sentences = why.text.map((sentence, i) =>
      broken(`${i + 1}. ${sentence}`, WIDTH).replaceAll("\n", "\n   "),
    );
    parts.push(["why", ...sentences].join("\n"));
  }
  return [...parts, verdict(comparison)].join("\n\n");
}

function inputsText(inputs: readonly SideBySide[], all: boolean): string {
  const shown = inputs.filter(({ differs }) => all || differs);
  const rest = inputs.length - shown.length;
  const equal = rest > 0 ? `inputs: ${count(rest)} are equal (--all shows them)` : "";
  if (shown.length === 0) return equal;
  const rows = shown.map((row) => [mark(row), row.name, short(row.a), short(row.b)]);
  const table = plainTable({ head: ["", "inputs", "A", "B"], rows });
  return equal === "" ? table : `${table}\n${equal}`;
}

function metricsText(metrics: readonly MetricDifference[], all: boolean): string {
  const shown = metrics.filter(({ differs }) => all || differs);
  const rest = metrics.length - shown.length;
  const equal = rest > 0 ? `figures: ${count(rest)} are equal (--all shows them)` : "";
  if (shown.length === 0) return equal;
  const rows = shown.map((row) => [
    mark(row),
    row.name,
    short(row.a),
    short(row.b),
    row.differs ? signed(row.difference) : "",
  ]);
  const head = ["", "figures", "A", "B", "B - A"];
  const table = plainTable({ head, rows, right: [2, 3, 4] });
  return equal === "" ? table : `${table}\n${equal}`;
}

function fillsText({ around, first, ...counts }: FillAlignment): string {
  const { equal, retimed, changed, onlyA, onlyB } = counts;
  const told = [
    `${count(equal)} equal`,
    ...(retimed > 0 ? [`${count(retimed)} learned of at another time`] : []),
    ...(changed > 0 ? [`${count(changed)} changed`] : []),
    ...(onlyA > 0 ? [`${count(onlyA)} in A alone`] : []),
    ...(onlyB > 0 ? [`${count(onlyB)} in B alone`] : []),
  ].join(", ");
  const line = `fills: ${count(counts.a)} in A, ${count(counts.b)} in B: ${told}`;
  if (first === undefined) return line;
  const fill = first.a ?? first.b!;
  const when = formatTimestamp(BigInt(fill.fields.get("exch_ns")!));
  const place = [
    ...(first.a ? [`fill ${first.a.number} of A`] : []),
    ...(first.b ? [`fill ${first.b.number} of B`] : []),
  ].join(", ");
  const title = `the first that differs: ${place}, ${fill.fields.get("instrument")} at ${when}`;
  if (around.length === 0) return `${line}\n${title}`;
  const head = ["", "exchange time", "A", "B", "differs in"];
  const rows = around.map((pair) => pairRow(pair, pair === first));
  return `${line}\n${title}\n\n${plainTable({ head, rows })}`;
}

function pairRow(pair: FillPair, isFirst: boolean): string[] {
  const { a, b, differs } = pair;
  const fields = (a ?? b!).fields;
  return [
    isFirst ? ">" : "",
    fields.get("exch_time")!.slice(11),
    a ? fillText(a) : "-",
    b ? fillText(b) : "-",
    differs.map((name) => name.replace(/_ns$/, "_time")).join(", "),
  ];
}

function fillText({ fields }: PlacedFill): string {
  const texts = ["side", "qty", "price", "reason"].map((name) => fields.get(name)!);
  return texts.join(" ").trimEnd();
}

function verdict({ equal, outputsEqual, fills, orders, inputs }: RunComparison): string {
  const other = inputs.some(({ differs }) => differs) ? "; inputs differ" : "";
  if (equal) return `EQUAL: both did the same${other}`;
  const same = fills.first === undefined && (orders?.length ?? 0) === 0;
  if (!same) return "DIFFERENT";
  const digests = outputsEqual === false ? ", but not their digests of outputs" : "";
  return `DIFFERENT: fills and orders are equal${digests}; compare explained.csv and the figures`;
}

/** Digests and long texts are cut: --json has them whole. */
function short(text: string | undefined): string {
  if (text === undefined) return "-";
  if (/^[0-9a-f]{64}$/.test(text)) return text.slice(0, 12);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

function mark({ differs }: SideBySide): string {
  return differs ? "*" : "";
}

function signed(difference: string | undefined): string {
  if (difference === undefined) return "";
  return difference.startsWith("-") ? difference : `+${difference}`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** The comparison as JSON: amounts and times are exact text, lines of files are objects. */
export function comparisonJson(comparison: RunComparison): string {
  return JSON.stringify(
    { kind: "mexoms-comparison", format: 1, ...comparison },
    (_key, value: unknown) => {
      if (value instanceof Map) return Object.fromEntries(value) as unknown;
      return typeof value === "bigint" ? value.toString() : value;
    },
    2,
  );
}
