import { DataError, Decimal } from "@mexoms/core";
import type { CsvLine } from "./csv-lines.ts";

/** A time of a line. Throws DataError. */
export function nsOf({ line, fields }: CsvLine, column: string, file: string): bigint {
  const text = fields.get(column) ?? "";
  if (/^-?\d+$/.test(text)) return BigInt(text);
  const problem = `"${text}" is not a time in nanoseconds, such as 1704067200100000000`;
  throw new DataError({ file, line, field: column }, problem);
}

/** A price or size of a line. Throws DataError. */
export function amountOf({ line, fields }: CsvLine, column: string, file: string): Decimal {
  const text = fields.get(column) ?? "";
  if (/^-?\d+(\.\d+)?$/.test(text)) return new Decimal(text);
  throw new DataError({ file, line, field: column }, `"${text}" is not an amount, such as 59942.5`);
}
