import type {
  AssumptionFigures,
  NearbyMove,
  Plateau,
  QueueFigures,
  SweepAnalysis,
} from "@mexoms/sim/engine";
import { isFigure } from "@mexoms/sim/engine";
import { html, type Html } from "../report/html.ts";
import { barTable, shareBar } from "../report/tear/bars.ts";
import { percentText } from "../report/tear/number-text.ts";
import { baseBars } from "./base-bars.ts";
import { figureCard, numberText, part, table, tile, tiles } from "./figure-card.ts";

/** How important each parameter is for the objective. */
export function importanceSection({ importance, objective }: SweepAnalysis): Html {
  return figureCard({
    id: "importance",
    title: "Importance of the parameters",
    figure: importance,
    body: ({ parameters }) =>
      html`<p class="note">
          Part of the variance of the trials' ranks by ${objective} that each parameter explains by
          itself, less what chance would. All trials count, whatever the filters.
        </p>
        ${barTable(
          "Importance of the parameters",
          parameters.map(({ name, share, groups }) => ({
            name: html`${name}<small>${groups} values or ranges</small>`,
            bar: shareBar(share),
            value: html`${percentText(share)}`,
          })),
        )}`,
  });
}

/** The texts of the objective in trials.csv, by number of the trial, and their unit. */
export interface ObjectiveTexts {
  readonly unit: string;
  readonly of: (number: number) => string;
}

interface Base {
  readonly base: number;
  readonly moreIsBetter: boolean;
  readonly texts: ObjectiveTexts;
}

/** What small changes do to the best trial: to its parameters, and to what was assumed. */
export function sensitivitySection(analysis: SweepAnalysis, texts: ObjectiveTexts): Html {
  const { best, objective } = analysis;
  if (!isFigure(best)) return html``;
  const { unit } = texts;
  const base = { base: best.value, moreIsBetter: analysis.moreIsBetter, texts };
  return html`<section class="card" id="sensitivity" aria-labelledby="sensitivity-title">
    <h2 id="sensitivity-title">Sensitivity of the best trial</h2>
    <p class="note">
      Bars start at the best trial: ${objective} ${best.text} ${unit} (trial
      ${String(best.number)}). Blue is better, striped orange worse.
    </p>
    <div class="pair">
      <div>
        <h3>Each parameter moved by 10 and 20 %</h3>
        ${part(analysis.nearby, ({ moves }) =>
          baseBars({
            ...base,
            label: "The best trial with one parameter moved",
            rows: moves.map((move) => ({
              name: html`${move.name} ${changeText(move)}<small>${move.from} to ${move.to}</small>`,
              number: move.number,
              value: move.value,
              ratio: move.ratio,
            })),
          }),
        )}
        <h3>Plateau</h3>
        ${part(analysis.plateau, (plateau) => plateauTiles(plateau, unit))}
      </div>
      <div>
        <h3>Other latencies, fees and queue models</h3>
        ${part(analysis.assumptions, (figures) => assumptions(figures, base))}
      </div>
    </div>
  </section>`;
}

function changeText({ change }: NearbyMove): string {
  if (change === undefined) return "";
  return `${change > 0 ? "+" : ""}${(100 * change).toFixed(0)} %`;
}

function plateauTiles(plateau: Plateau, unit: string): Html {
  const { score, neighbours, how } = plateau;
  const of = how === "steps" ? "a step away on one parameter" : "nearest in all parameters";
  return tiles([
    tile(
      "Plateau score",
      numberText(score),
      score === undefined
        ? "has no meaning when the best is not above zero"
        : "median of the neighbours by the best: near 1 is a plateau, near 0 a lonely peak",
    ),
    tile(
      "Median of neighbours",
      numberText(plateau.median, unit),
      `${neighbours.length} trials ${of}`,
    ),
    tile("Worst neighbour", numberText(plateau.worst, unit), ""),
  ]);
}

function assumptions({ best, queues }: AssumptionFigures, base: Base): Html {
  return html`${baseBars({
    ...base,
    label: "The best trial under other assumptions",
    rows: best.map(({ label, number, value, ratio }) => ({
      name: html`${label}`,
      number,
      value,
      ratio,
    })),
  })}
  ${queues.map((queue) => queueTable(queue, base.texts))}`;
}

const WINNERS = {
  same: "the same trial wins",
  neighbour: "a neighbour of the best trial wins",
  other: "another trial wins, far from the best one",
} as const;

function queueTable({ label, trials, winner }: QueueFigures, { unit, of }: ObjectiveTexts): Html {
  return html`<details>
    <summary>Best trials under ${label}: ${WINNERS[winner]}</summary>
    ${table(
      `Best trials under ${label}`,
      ["Trial", unit === "" ? "Here" : `Here, ${unit}`, `Under ${label}`],
      trials.map(({ original, number }) => [String(original), of(original), of(number)]),
    )}
  </details>`;
}
