import path from "node:path";
import { formatDuration } from "@mexoms/core";
import {
  HOLDOUT_FILE,
  type HoldoutLine,
  type HoldoutPlan,
  type HoldoutResult,
  holdoutSpan,
} from "@mexoms/sim";
import { broken, plainTable, WIDTH } from "./table.ts";

/** What opening would do. */
export function holdoutPlanText(plan: HoldoutPlan, file: string): string {
  const { best, study, bars, firstBar, embargoBars } = plan;
  const rows = [
    ["strategy", study.strategy.name],
    ["best trial", `${best.number}: ${pointText(best.point)}`],
    ["held out", holdoutSpan(study)],
    [
      "counts",
      `${bars - firstBar} bars of ${formatDuration(study.barNs)}, ${embargoText(embargoBars)}`,
    ],
  ];
  const what =
    "The best trial would run over the whole data, and its profit after the border would be written " +
    `to ${file} and shown. This can be done once for this strategy, data and span. Give --open to do it.`;
  return [plainTable({ rows, width: WIDTH }), ...pastText(plan), "", broken(what, WIDTH)].join(
    "\n",
  );
}

/** What came out, beside what the sweep had promised. */
export function holdoutText(result: HoldoutResult, dir: string): string {
  const { line, number } = result;
  const { currency } = line;
  const figures = [
    ["profit of a bar", short(line.trainPnlPerBar), short(line.pnlPerBar)],
    ["Sharpe of a bar", short(line.trainSharpe), short(line.sharpe)],
  ];
  const kept = line.trainPnlPerBar > 0 ? line.pnlPerBar / line.trainPnlPerBar : undefined;
  const verdict =
    line.pnl <= 0
      ? "It LOSES on data that it was not chosen on."
      : `It earns on data that it was not chosen on${kept === undefined ? "" : `: ${Math.round(kept * 100)} % of what it earned a bar in the sweep`}.`;
  return [
    `Trial ${number} (${pointText(line.point)}) on the hold-out: ${short(line.pnl)} ${currency} in ${line.bars} bars`,
    "",
    plainTable({ head: ["", "sweep", "hold-out"], rows: figures, right: [1, 2] }),
    ...pastText(result),
    "",
    broken(verdict, WIDTH),
    `Written to ${path.join(dir, HOLDOUT_FILE)} and to the project's log; it cannot be opened again.`,
  ].join("\n");
}

function pastText({
  overlapping,
  seenPoints,
}: Pick<HoldoutPlan, "overlapping" | "seenPoints">): string[] {
  const notes = overlapping.map(
    ({ time, who }) =>
      `some of this time was seen before: a hold-out with other borders was opened on ${time} by ${who}`,
  );
  if (seenPoints > 0) {
    notes.push(
      `it is not unseen: other sweeps of this strategy ran ${seenPoints} points on some of it`,
    );
  }
  return notes.map((note) => broken(`note: ${note}`, WIDTH));
}

function embargoText(bars: number): string {
  return bars === 0 ? "no embargo" : `after ${bars} ${bars === 1 ? "bar" : "bars"} of embargo`;
}

function pointText(point: HoldoutLine["point"]): string {
  return Object.entries(point)
    .map(([name, text]) => `${name}=${text}`)
    .join(" ");
}

/** For reading: exact figures are in the files. */
function short(figure: number | undefined): string {
  return figure === undefined ? "-" : String(Number(figure.toPrecision(5)));
}
