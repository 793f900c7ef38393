import { formatDuration, type InstrumentSpec } from "@mexoms/core";
import { METRICS, type SweepPlan, type SweepRecord, type TrialRow } from "@mexoms/sim/engine";
import { html, type Html } from "../report/html.ts";
import { type PairRow, pairsTable } from "../report/pairs-table.ts";
import type { Versions } from "../run-folder/versions.ts";
import { table } from "./figure-card.ts";

/** Failed trials on the page; the table's file has all of them. */
const FAILED_MAX = 200;
const FIXED_SHOWN = 20;

/** Trials that could not be run, with the reasons that they gave. */
export function failedSection({ rows }: SweepRecord): Html {
  const failed = rows.filter(({ reason }) => reason !== undefined);
  const counts = new Map<string, number>();
  for (const { reason } of failed) counts.set(reason!, (counts.get(reason!) ?? 0) + 1);
  const most = [...counts].toSorted(([, a], [, b]) => b - a);
  const shown = failed.slice(0, FAILED_MAX);
  if (failed.length === 0) {
    return html`<section class="card" id="failed">
      <h2>Failed trials <span class="count">0</span></h2>
      <p class="note">Every trial gave an outcome.</p>
    </section>`;
  }
  return html`<section class="card" id="failed" aria-labelledby="failed-title">
    <h2 id="failed-title">Failed trials <span class="count">${failed.length}</span></h2>
    <ul class="reasons-of">
      ${most.map(([reason, count]) => html`<li><b>${count}</b> ${reason}</li>`)}
    </ul>
    <details>
      <summary>
        ${shown.length === failed.length ? "All of them" : `The first ${shown.length}; trials.csv has all`}
      </summary>
      ${table(
        "Failed trials",
        ["Trial", "Phase", "Point", "Reason"],
        shown.map((row) => [String(row.number), phaseText(row), pointText(row), row.reason!]),
      )}
    </details>
  </section>`;
}

function phaseText({ trial: { phase, variant, share } }: TrialRow): string {
  const part = share === 1 ? "" : `, first ${(100 * share).toFixed(1)} %`;
  return `${phase}${variant.label === "" ? "" : `, ${variant.label}`}${part}`;
}

function pointText({ trial: { point } }: TrialRow): string {
  return Object.entries(point)
    .map(([name, text]) => `${name} ${text}`)
    .join(", ");
}

/** Every input that decides the trials, and what the metrics mean. */
export function studySection(
  plan: SweepPlan,
  versions: Versions,
  command: string | undefined,
): Html {
  const { study } = plan;
  return html`<section class="card inputs" id="inputs" aria-labelledby="inputs-title">
    <h2 id="inputs-title">What was swept, and under which models</h2>
    <div class="columns">
      ${pairsTable("Swept parameters", [
        ...Object.entries(plan.space),
        ...plan.where.map((one): PairRow => ["where", one]),
      ])}
      ${fixedParameters(Object.entries(study.params))} ${pairsTable("Models", modelRows(plan))}
      ${study.instruments.map((spec) => pairsTable(`Instrument ${spec.symbol}`, specRows(spec)))}
      ${pairsTable("Proof", [
        ["strategy", study.strategy.name],
        ["strategy code", study.strategy.codeDigest],
        ...study.tapes.map((tape): PairRow => [
          `tape ${tape.instrument}`,
          `${tape.digest}, ${tape.rows} rows`,
        ]),
        ["engine", study.engine],
        ["mexoms", versions.mexoms],
        ["Node", versions.node],
        ...(command === undefined ? [] : [["command", command] as const]),
      ])}
      ${pairsTable(
        "Metrics",
        METRICS.map(({ name, doc, better }) => [
          name,
          `${doc}${better === "neither" ? "" : ` Better: ${better}.`}`,
        ]),
      )}
    </div>
  </section>`;
}

/** A strategy may have a hundred: long lists are folded away. */
function fixedParameters(rows: readonly PairRow[]): Html {
  const shown = pairsTable("Fixed parameters", rows);
  if (rows.length <= FIXED_SHOWN) return shown;
  return html`<details>
    <summary>${rows.length} fixed parameters</summary>
    ${shown}
  </details>`;
}

function modelRows(plan: SweepPlan): PairRow[] {
  const { study } = plan;
  const { fees, warmup, rules, faults, accounts, risk } = study;
  const given = (name: string, value: unknown): PairRow[] =>
    value === undefined ? [] : [[name, JSON.stringify(value)]];
  return [
    ["search", plan.search],
    ["objectives", plan.objectives.join(", ")],
    [
      "folds",
      `${plan.folds}, ${plan.foldKind}, embargo of ${plan.embargoBars} ${plan.embargoBars === 1 ? "bar" : "bars"}`,
    ],
    ["bar", formatDuration(study.barNs)],
    ["latency", study.latency],
    ["queue", study.queue],
    ["exchange", study.exchange],
    ...(fees === undefined ? [] : [["fees", `maker ${fees.maker}, taker ${fees.taker}`] as const]),
    ...(warmup === undefined ? [] : [["warm-up", warmup] as const]),
    ...given("rules", rules),
    ...given("faults", faults),
    ...given("accounts", accounts),
    ...given("risk", risk),
    ["seed", String(study.seed)],
    ["seed of the search", String(plan.seed)],
  ];
}

function specRows(spec: InstrumentSpec): PairRow[] {
  return Object.entries(spec).map(([name, value]) => [name, String(value)]);
}
