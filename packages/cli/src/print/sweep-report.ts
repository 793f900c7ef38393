import { isFigure, type WrittenSweepReport } from "@mexoms/sim";

/** What the page says in a few lines, what it lacks, and where it is. */
export function sweepReportText(written: WrittenSweepReport, file: string): string {
  const { best, warnings, objective, counts } = written.analysis;
  const found = isFigure(best)
    ? `best   trial ${best.number}, ${ofText(counts.complete)}: ${objective} ${best.text}, ${pointText(best.point)}`
    : `best   none: ${best.notEnough}`;
  return [
    found,
    ...warnings.map(({ text }) => `doubt  ${text}`),
    ...written.notes.map((note) => `note   ${note}`),
    `report ${file}`,
  ].join("\n");
}

function ofText(trials: number): string {
  return trials === 1 ? "the only one" : `the best of ${trials}`;
}

function pointText(point: Readonly<Record<string, string>>): string {
  return Object.entries(point)
    .map((pair) => pair.join("="))
    .join(" ");
}
