import { type BestStability, isFigure } from "@mexoms/sim/engine";
import { html, type Html } from "../report/html.ts";
import { significant } from "../report/tear/number-text.ts";
import { numberText, table } from "./figure-card.ts";
import { cellTable, type CellRow } from "./cell-table.ts";

type Trial = BestStability["trials"][number];

const UNITS = { day: "UTC day", hour: "UTC hour", part: "equal part of the time" } as const;
/** So many cells have room for their numbers. */
const NUMBERS_MAX = 10;

/** Where the best trials earned: a row a trial, a cell a part of time, and a cell an instrument. */
export function bestTrialsTable(of: BestStability, currency: string): Html {
  const { unit, parts, trials } = of;
  const numbered = parts.length <= NUMBERS_MAX;
  const caption = `Profit of the best trials by ${UNITS[unit]}, ${currency}`;
  return html`<h3>The best ${trials.length} trials over time</h3>
    <p class="note">
      A row a trial, the best first, a cell a ${UNITS[unit]}: blue earned, orange lost, the stronger
      the more. Trials that earn in the same few cells are one bet on these.
    </p>
    ${cellTable({
      caption,
      columns: parts.map(({ label }) => label),
      narrow: !numbered,
      after: ["With a profit", `All, ${currency}`],
      rows: trials.map((trial) => timeRow(trial, parts.length)),
    })}
    ${numbered ? html`` : numbers(of, caption)} ${symbolTable(trials)}`;
}

function timeRow(trial: Trial, parts: number): CellRow {
  const { over, pnl } = trial;
  const after = [isFigure(over) ? `${over.positive} of ${parts}` : "-", pnl];
  if (!isFigure(over)) return { ...named(trial), missing: over.notEnough, after };
  return {
    ...named(trial),
    cells: over.pnl.map((value) => ({ value, text: shown(value) })),
    after,
  };
}

function named({ number, point }: Trial): Pick<CellRow, "name" | "note"> {
  const texts = Object.entries(point).map((pair) => pair.join(" "));
  return { name: String(number), note: texts.join(", ") };
}

function shown(value: number): string {
  return significant(value, 4);
}

/** The same as a plain table, where the cells are too narrow for it. */
function numbers({ parts, trials }: BestStability, caption: string): Html {
  return html`<details>
    <summary>The numbers</summary>
    ${table(
      caption,
      ["From", ...trials.map(({ number }) => `Trial ${number}`)],
      parts.map(({ label }, i) => [
        label,
        ...trials.map(({ over }) => (isFigure(over) ? numberText(over.pnl[i]) : "-")),
      ]),
    )}
  </details>`;
}

/** One instrument earned everything: that needs no table. */
function symbolTable(trials: readonly Trial[]): Html {
  const first = trials[0]?.symbols ?? [];
  if (first.length < 2) return html``;
  return html`<h3>The best ${trials.length} trials by instrument</h3>
    ${cellTable({
      caption: "Profit of the best trials by instrument",
      columns: first.map(({ instrument, currency }) => `${instrument}, ${currency}`),
      narrow: false,
      after: [],
      rows: trials.map((trial) => ({
        ...named(trial),
        cells: first.map(({ instrument }) => {
          const pnl = trial.symbols.find((symbol) => symbol.instrument === instrument)?.pnl;
          return { value: Number(pnl ?? Number.NaN), text: pnl ?? "-" };
        }),
        after: [],
      })),
    })}`;
}
