import { formatDuration } from "@mexoms/core";
import type { FilesCalibration, FillTimeError, ModelScore } from "@mexoms/sim";
import { plainTable, WIDTH } from "./table.ts";

/** The best models, which a terminal shows; of the other families it shows the best. */
const SHOWN = 8;

const LEFT_OUT_TEXTS: Readonly<Record<keyof FilesCalibration["counts"]["leftOut"], string>> = {
  "never-rested": "never in the book: rejected or expired on arrival",
  taker: "with a taker fill",
  "amended-unknown": "amended, nobody knows when and how",
  "outside-tape": "accepted when the tape had no book",
  "in-gap": "accepted in a gap of the tape",
  "crossed-book": "crossed the tape's book on arrival",
};

const END_TEXTS: Readonly<Record<keyof FilesCalibration["counts"]["ends"], string>> = {
  reached: "reached by a trade at their price",
  through: "the market went through their price",
  closed: "left before anything reached them (censored)",
  unmatched: "filled when the tape shows no reason (censored)",
  gap: "met a gap of the tape (censored)",
};

/** A calibration as tables and the verdict in words. */
export function calibrationText(calibration: FilesCalibration): string {
  return [
    `${calibration.instrument}, bootstrap of ${calibration.resamples}, seed ${calibration.seed}`,
    countsTable(calibration),
    partsTable(calibration),
    ...(calibration.held.trades === 0
      ? []
      : [scoreTable(calibration), timeTable(calibration), binsTable(calibration)]),
    calibration.verdict.text,
  ].join("\n\n");
}

function countsTable({ counts, otherInstruments }: FilesCalibration): string {
  const rows: [string, string, string][] = [["orders", String(counts.orders), ""]];
  const add = (label: string, count: number, text: string): void => {
    if (count > 0) rows.push([label, String(count), text]);
  };
  add("not looked at", otherInstruments, "orders of other instruments");
  for (const [why, text] of Object.entries(LEFT_OUT_TEXTS)) {
    add("left out", counts.leftOut[why as keyof typeof LEFT_OUT_TEXTS], text);
  }
  rows.push(["followed", String(counts.stays), "stays in a queue"]);
  for (const [end, text] of Object.entries(END_TEXTS)) {
    add("  of these", counts.ends[end as keyof typeof END_TEXTS], text);
  }
  add("of no use", counts.alone, "nothing stood ahead of them");
  add("of no use", counts.untraded, "nothing traded at their price");
  add("doubtful", counts.survivedThrough, "the market went through, no fill: check the clocks");
  return plainTable({ rows, right: [1], width: WIDTH });
}

function partsTable({ fit, held }: FilesCalibration): string {
  const parts: [string, FilesCalibration["fit"]][] = [
    ["first part (fit)", fit],
    ["second part (score)", held],
  ];
  return plainTable({
    head: ["informative", "orders", "groups", "trades", "reached", "models differ on"],
    rows: parts.map(([name, part]) => [
      name,
      String(part.orders),
      String(part.groups),
      String(part.trades),
      String(part.reached),
      `${part.telling} orders`,
    ]),
    right: [1, 2, 3, 4],
  });
}

function scoreTable({ models, held, chanceLogLikelihood }: FilesCalibration): string {
  const shown = shownModels(models);
  const table = plainTable({
    head: ["queue", "log lik.", "Brier", "explained", "reached", "behind best (95 %)", "tied"],
    rows: [
      ...shown.map((model) => scoreLine(model)),
      ["(chance)", chanceLogLikelihood.toFixed(4), "", "0 %", "", "", ""],
    ],
    right: [1, 2, 3, 4],
  });
  const rest = models.length - shown.length;
  const more = rest > 0 ? `; ${rest} more models in --json` : "";
  return `${table}\nsecond part, a trade; ${held.reached} were reached${more}`;
}

function shownModels(models: readonly ModelScore[]): ModelScore[] {
  const family = ({ queue }: ModelScore): string => queue.split(":")[0]!;
  return models.filter(
    (model, i) => i < SHOWN || models.findIndex((one) => family(one) === family(model)) === i,
  );
}

function scoreLine(model: ModelScore): string[] {
  const { low, high } = model.behindBest;
  return [
    model.queue,
    model.logLikelihood.toFixed(4),
    model.brier.toFixed(4),
    `${(100 * model.explained).toFixed(0)} %`,
    model.expectedReached.toFixed(1),
    `${low.toFixed(4)} .. ${high.toFixed(4)}`,
    model.tied ? "yes" : "",
  ];
}

function timeTable({ models, fit, held }: FilesCalibration): string {
  const orders = fit.orders + held.orders;
  const reached = fit.reached + held.reached;
  return plainTable({
    head: [
      "queue",
      `right of ${orders}`,
      `reached (${reached})`,
      "fill time - real: 10 %",
      "50 %",
      "90 %",
    ],
    rows: shownModels(models).map((model) => [
      model.queue,
      String(model.agreed),
      String(model.predictedReached),
      ...timeTexts(model.fillTimeError),
    ]),
    right: [1, 2, 3, 4, 5],
  });
}

function timeTexts(error: FillTimeError): string[] {
  if (error.orders === 0) return ["", "", ""];
  return [error.p10Ns, error.medianNs, error.p90Ns].map((ns) => {
    if (ns === null) return "never";
    const ms = Math.round(Math.abs(ns) / 1e6);
    return `${ns < 0 ? "-" : ""}${formatDuration(ms * 1e6)}`;
  });
}

function binsTable({ bins, models }: FilesCalibration): string {
  const table = plainTable({
    head: [`chance by ${models[0]!.queue}`, "trades", "predicted", "observed"],
    rows: bins
      .filter(({ trades }) => trades > 0)
      .map(({ from, to, trades, predicted, observed }) => [
        `${from.toFixed(1)} .. ${to.toFixed(1)}`,
        String(trades),
        predicted.toFixed(3),
        observed.toFixed(3),
      ]),
    right: [1, 2, 3],
  });
  return table;
}
