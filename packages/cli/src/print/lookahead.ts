import { formatTimestamp } from "@mexoms/core";
import type { LookaheadFinding, LookaheadResult, TimedDecision } from "@mexoms/sim";
import { broken, plainTable, WIDTH } from "./table.ts";

/** How much of an explanation is shown. */
const MOST_CHARS = 500;

const CAUSES: Readonly<Record<LookaheadFinding["cause"], string>> = {
  "kept-state":
    "A run that was repeated, with all else equal, decided otherwise: something that outlives a " +
    "run keeps what an earlier run saw. Look for a variable, array, Map or Subject at the top of " +
    "the file or of a file that it imports, and move it into start.",
  "future-rows":
    "Every run repeats itself, so nothing is kept between runs: what lies after the cut changed a " +
    "decision before it. Look for rows that are read other than by the callbacks (through a cast), " +
    "and for values computed from whole tapes before the run (a mean, a fit, a label).",
};

/** The cuts, and where a decision was not the same. */
export function lookaheadText(result: LookaheadResult): string {
  const { cuts, finding } = result;
  const count = (value: number): string => value.toLocaleString("en-US");
  const table = plainTable({
    head: ["cut", "last row left", "decisions"],
    rows: cuts.map((cut) => [
      formatTimestamp(cut.ns),
      formatTimestamp(cut.lastRowNs),
      count(cut.decisions),
    ]),
    right: [2],
  });
  const lines = [table, ""];
  if (finding) {
    lines.push(findingText(finding));
  } else if (result.decisions === 0) {
    lines.push("NOT TESTED: the strategy decided nothing, so there was nothing to compare");
  } else {
    lines.push(
      `passed: ${count(result.decisions)} decisions, the same at ${count(cuts.length)} cuts and when repeated`,
    );
  }
  return lines.join("\n");
}

function findingText(finding: LookaheadFinding): string {
  const { cutNs, cause } = finding;
  const other = cutNs === undefined ? "repeated" : "cut tapes";
  const rows = [
    ["time", formatTimestamp(finding.ns)],
    ["whole tapes", decided(finding.whole, finding)],
    [other, decided(finding.other, finding)],
    ...finding.received.map(({ instrument, rows: received }) => [
      "input",
      `row ${received.toLocaleString("en-US")} of ${instrument} was the last received`,
    ]),
    ["before it", `${finding.equal.toLocaleString("en-US")} equal decisions`],
  ];
  const where = cutNs === undefined ? "when the run was repeated" : `at ${formatTimestamp(cutNs)}`;
  return [
    `FAILED ${where}: ${cause}`,
    "The first decision that differs:",
    "",
    plainTable({ rows, width: WIDTH }),
    "",
    broken(CAUSES[cause], WIDTH),
  ].join("\n");
}

function decided(decision: TimedDecision | undefined, { ns }: LookaheadFinding): string {
  if (decision === undefined) return "nothing more";
  const { text } = decision;
  const shown = text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}...` : text;
  return decision.ns === ns
    ? shown
    : `nothing then; next, at ${formatTimestamp(decision.ns)}: ${shown}`;
}

/** The result as JSON; times are ISO and nanoseconds. */
export function lookaheadJson(result: LookaheadResult): string {
  const text = JSON.stringify(
    { kind: "mexoms-lookahead", format: 1, ...result },
    (_key, value: unknown) =>
      typeof value === "bigint" ? { iso: formatTimestamp(value), ns: value.toString() } : value,
    2,
  );
  return `${text}\n`;
}
