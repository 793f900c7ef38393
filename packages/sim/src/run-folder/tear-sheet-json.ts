import type { TearSheet } from "@mexoms/sim/engine";

/**
 * The text of tearsheet.json: the sheet as its type says it. Money is exact decimal text, times since
 * 1970 are integers as text, and a figure that has no meaning in the run is null.
 */
export function tearSheetJson(sheet: TearSheet): string {
  const document = { kind: "mexoms-tearsheet", ...sheet };
  const plain = (_key: string, value: unknown): unknown =>
    typeof value === "bigint" ? value.toString() : value === undefined ? null : value;
  return `${JSON.stringify(document, plain, 2)}\n`;
}
