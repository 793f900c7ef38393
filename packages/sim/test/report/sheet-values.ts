import type { TearSheet } from "@mexoms/sim/engine";
import type { Page } from "playwright-core";

/** Values of a tear sheet by place: the keys that lead there, joined by dots. */
export type SheetValues = ReadonlyMap<string, string>;

/** Places of exact decimals, which no page may round. */
export const EXACT: RegExp =
  /attribution\.|qty$|\.(expected|realised|residualCost|hold|spreadCapture)$/i;

/** All values of a tear sheet as JSON; what has no meaning in the run is left out. */
export function valuesOf(json: unknown, at: readonly string[] = []): Map<string, string> {
  if (json === null || json === undefined) return new Map();
  if (typeof json === "string") return new Map([[at.join("."), json]]);
  if (typeof json !== "object") return new Map([[at.join("."), JSON.stringify(json)]]);
  return new Map(Object.entries(json).flatMap(([key, one]) => [...valuesOf(one, [...at, key])]));
}

export interface PageValues {
  readonly shown: SheetValues;
  /** How a reader sees them. */
  readonly texts: SheetValues;
  /** Why there is a dash. */
  readonly dashes: SheetValues;
}

/** All values that a page shows; those without a meaning, which it shows as a dash, apart. */
export async function valuesOn(page: Page): Promise<PageValues> {
  const all = await page.locator("data[data-tear]").evaluateAll((elements) =>
    elements.map((element) => ({
      at: (element as HTMLElement).dataset["tear"]!,
      value: (element as HTMLDataElement).value,
      none: element.classList.contains("none"),
      text: element.textContent.trim(),
      why: (element as HTMLElement).title,
    })),
  );
  for (const { at, text } of all) if (text === "") throw new Error(`${at} shows no text`);
  return {
    shown: new Map(all.filter(({ none }) => !none).map(({ at, value }) => [at, value])),
    texts: new Map(all.filter(({ none }) => !none).map(({ at, text }) => [at, text])),
    dashes: new Map(all.filter(({ none }) => none).map(({ at, why }) => [at, why])),
  };
}

/** A sheet as its JSON file has it. */
export function plainSheet(sheet: TearSheet): unknown {
  const text = (_: string, value: unknown): unknown =>
    typeof value === "bigint" ? value.toString() : value;
  return JSON.parse(JSON.stringify(sheet, text));
}
