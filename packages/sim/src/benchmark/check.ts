import type { Baseline } from "./baseline.ts";
import type { FigureName, WorkloadFigures } from "./figures.ts";
import type { Limits } from "./limits.ts";

export type Verdict = "ok" | "better" | "FAILED" | "not compared";

/** One figure of one workload beside its reference. */
export interface Check {
  readonly workload: string;
  readonly figure: FigureName;
  readonly head: string;
  readonly reference: string;
  /** What it was compared with. */
  readonly against: "baseline" | "base" | "nothing";
  /** Head over reference, for figures that are numbers. */
  readonly ratio: string;
  readonly allowed: string;
  readonly verdict: Verdict;
  /** Of a failed check: what, how much, how much was allowed, and what to do. */
  readonly failure: string | undefined;
}

export interface References {
  readonly baseline: Baseline | undefined;
  readonly limits: Limits;
  readonly figures: readonly FigureName[];
  /** Whether figures other than results mean something: not in a smoke run. */
  readonly smoke: boolean;
}

interface Reference {
  readonly outputs: string;
  readonly inputs: string;
  readonly code: string;
}

/** Compares all that was measured of a workload. `key` is that of this machine's runtime. */
export function checksOf(measured: WorkloadFigures, references: References, key: string): Check[] {
  const { figures } = references;
  const checks: Check[] = [];
  if (figures.includes("results")) checks.push(resultsCheck(measured, references));
  for (const figure of ["bytes", "instructions"] as const) {
    if (figures.includes(figure)) checks.push(numberCheck(measured, references, key, figure));
  }
  if (figures.includes("time")) checks.push(timeCheck(measured, references));
  return checks.filter(({ head }) => head !== "");
}

const MEANT = "when the change is meant, run with --baseline FILE --write-baseline and commit FILE";

function resultsCheck({ workload, head, base }: WorkloadFigures, of: References): Check {
  const kept: Reference | undefined = of.baseline?.results[workload.name];
  const reference = kept ?? base?.results;
  const about = {
    workload: workload.name,
    figure: "results",
    head: head.results.outputs.slice(0, 12),
    reference: reference?.outputs.slice(0, 12) ?? "-",
    against: reference === undefined ? "nothing" : kept ? "baseline" : "base",
    ratio: "",
    allowed: "equal",
  } as const;
  if (reference === undefined) return { ...about, verdict: "not compared", failure: undefined };
  const why = differenceOf(head.results, reference);
  const failure =
    why === undefined
      ? undefined
      : `${workload.name}: ${why} (digest ${about.head}, ${about.against} has ${about.reference}; ` +
        `allowed: no difference); ${MEANT}`;
  return { ...about, verdict: failure === undefined ? "ok" : "FAILED", failure };
}

function differenceOf(head: Reference, reference: Reference): string | undefined {
  if (head.outputs !== reference.outputs) {
    const cause = head.inputs === reference.inputs ? "" : ", and so did inputs other than its code";
    return head.code === reference.code
      ? `results changed though the strategy's code did not${cause}`
      : `results changed with the strategy's code${cause}`;
  }
  if (head.inputs === reference.inputs) return undefined;
  return "inputs changed (parameters, tapes, instruments, models or the engine's version), results did not";
}

const UNITS = { bytes: "heap bytes a row", instructions: "instructions a row" } as const;

function numberCheck(
  { workload, head, base }: WorkloadFigures,
  of: References,
  key: string,
  figure: "bytes" | "instructions",
): Check {
  const field = figure === "bytes" ? "bytesPerRow" : "instructionsPerRow";
  const value = head[field];
  const kept = of.baseline?.figures[key]?.[workload.name]?.[field];
  const reference = kept ?? base?.[field];
  const { slack, allowed } = slackOf(figure, of.limits, reference ?? 0);
  const about = {
    workload: workload.name,
    figure,
    head: value === undefined ? "" : value.toFixed(2),
    reference: reference?.toFixed(2) ?? "-",
    against: reference === undefined ? "nothing" : kept === undefined ? "base" : "baseline",
    ratio: value === undefined || reference === undefined ? "" : ratioText(value, reference),
    allowed,
  } as const;
  if (value === undefined || reference === undefined || of.smoke) {
    return { ...about, verdict: "not compared", failure: undefined };
  }
  if (value <= reference + slack) {
    return { ...about, verdict: value < reference - slack ? "better" : "ok", failure: undefined };
  }
  const failure =
    `${workload.name}: ${UNITS[figure]} ${about.head}, ${about.against} has ${about.reference}, ` +
    `allowed ${(reference + slack).toFixed(2)} (${allowed}); look at it with --profile DIR, ${MEANT}`;
  return { ...about, verdict: "FAILED", failure };
}

/** How far above its reference a figure may be, as a number and as a text. */
function slackOf(
  figure: "bytes" | "instructions",
  limits: Limits,
  reference: number,
): { slack: number; allowed: string } {
  if (figure === "instructions") {
    return { slack: reference * limits.instructions, allowed: `+${percent(limits.instructions)}` };
  }
  return {
    slack: limits.bytesPerRow + Math.abs(reference) * limits.bytesShare,
    allowed: `+${percent(limits.bytesShare)} + ${limits.bytesPerRow} B`,
  };
}

function timeCheck({ workload, time }: WorkloadFigures, of: References): Check {
  const limit = of.limits.time;
  const { ratio } = time ?? {};
  const about = {
    workload: workload.name,
    figure: "time",
    head: time === undefined ? "" : `${rate(time.head.rowsPerSecondBest)} rows/s`,
    reference: time?.base === undefined ? "-" : `${rate(time.base.rowsPerSecondBest)} rows/s`,
    against: ratio === undefined ? "nothing" : "base",
    ratio:
      ratio === undefined
        ? ""
        : `${ratio.middle.toFixed(3)} [${ratio.low.toFixed(3)}, ${ratio.high.toFixed(3)}]`,
    allowed: `+${percent(limit)}`,
  } as const;
  if (ratio === undefined || of.smoke) {
    return { ...about, verdict: "not compared", failure: undefined };
  }
  if (!(ratio.low > 1 + limit)) {
    return { ...about, verdict: ratio.high < 1 ? "better" : "ok", failure: undefined };
  }
  const failure =
    `${workload.name}: time is ${about.ratio} times that of base over ${time!.pairs} pairs, ` +
    `allowed ${(1 + limit).toFixed(2)}; look at it with --profile DIR, ` +
    "when the change is meant, raise --max-slowdown for this run";
  return { ...about, verdict: "FAILED", failure };
}

function ratioText(value: number, reference: number): string {
  return reference > 0 ? (value / reference).toFixed(4) : "";
}

function percent(share: number): string {
  return `${Math.round(share * 1e4) / 100} %`;
}

/** 12345678 gives "12.3 M". */
export function rate(perSecond: number): string {
  return perSecond >= 1e6
    ? `${(perSecond / 1e6).toFixed(1)} M`
    : `${Math.round(perSecond / 1e3)} k`;
}
