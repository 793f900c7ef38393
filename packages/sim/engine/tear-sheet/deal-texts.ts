import type { ArbitrageRecord, DealRecord } from "@mexoms/core";

const DECIMAL_TEXT = /^-?\d+(\.\d+)?$/;
const ENDS: readonly unknown[] = ["matched", "flat", "missed", "held"];

type Fields = Readonly<Record<string, unknown>>;

/** What a strategy explained as a deal, or the field that says that it is none. */
export function readDeal(text: string): DealRecord | { readonly problem: string } {
  const deal = fieldsOf(text);
  if (deal === undefined) return { problem: "is no JSON object" };
  const { legs } = deal;
  const problem =
    firstBad(deal, ["id", "foundNs", "endedNs", "expectedBps"], isFinite) ??
    firstBad(deal, ["name", "kind", "currency"], isText) ??
    firstBad(deal, ["expectedNet", "realisedNet", "value", "residualCost"], isDecimal) ??
    firstBad(deal, ["end"], (end) => ENDS.includes(end)) ??
    firstBad(deal, ["path"], (path) => Array.isArray(path) && path.every(isText)) ??
    (Array.isArray(legs) && legs.every(isLeg) ? undefined : "legs");
  return problem === undefined ? (deal as unknown as DealRecord) : { problem: `has no ${problem}` };
}

/** What a strategy explained as its summary, or what is wrong with it. */
export function readSummary(text: string): ArbitrageRecord | { readonly problem: string } {
  const summary = fieldsOf(text);
  if (summary === undefined) return { problem: "is no JSON object" };
  const problem =
    firstBad(summary, ["detected", "taken"], isFinite) ??
    firstBad(
      summary,
      ["gated"],
      (gated) => isObject(gated) && Object.values(gated).every(isFinite),
    ) ??
    firstBad(
      summary,
      ["edgeLife"],
      (life) =>
        life === undefined ||
        (isObject(life) && isFinite(life["p50Ns"]) && isFinite(life["p90Ns"])),
    ) ??
    firstBad(
      summary,
      ["nearest"],
      (edges) => edges === undefined || (Array.isArray(edges) && edges.every(isNearest)),
    );
  if (problem !== undefined) return { problem: `has no ${problem}` };
  return { edgeLife: undefined, ...summary } as unknown as ArbitrageRecord;
}

function fieldsOf(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function firstBad(
  fields: Fields,
  names: readonly string[],
  isGood: (value: unknown) => boolean,
): string | undefined {
  return names.find((name) => !isGood(fields[name]));
}

function isLeg(leg: unknown): boolean {
  return (
    isObject(leg) &&
    isText(leg["instrument"]) &&
    (leg["side"] === "buy" || leg["side"] === "sell") &&
    isCount(leg["wantedLots"]) &&
    isCount(leg["filledLots"])
  );
}

function isNearest(edge: unknown): boolean {
  const figures = ["crossedLooks", "grossBps", "feesBps", "needBps", "missingBps"];
  return isObject(edge) && isText(edge["name"]) && figures.every((name) => isFinite(edge[name]));
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isDecimal(value: unknown): boolean {
  return isText(value) && DECIMAL_TEXT.test(value);
}
