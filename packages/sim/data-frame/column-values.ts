import { ConfigError } from "@mexoms/core";
import type { DataFrame } from "danfojs-node";

/**
 * The numbers of a column, which danfo's own types do not know for what they are; NaN for none. Throws
 * ConfigError naming the column when there is none, or when it holds something else.
 */
export function numbersOf(frame: DataFrame, column: string): number[] {
  return valuesOf(frame, column).map((value) => {
    if (typeof value === "number") return value;
    throw new ConfigError(column, `holds "${String(value)}", which is no number; see textsOf`);
  });
}

/** The values of a column as texts. Throws ConfigError when there is no such column. */
export function textsOf(frame: DataFrame, column: string): string[] {
  return valuesOf(frame, column).map(String);
}

/**
 * The rows whose column has a value, as danfo's `query` gives them; its own types allow only numbers
 * there. Throws ConfigError when there is no such column.
 */
export function rowsWith(frame: DataFrame, column: string, value: string | number): DataFrame {
  return frame.query(valuesOf(frame, column).map((each) => each === value));
}

function valuesOf(frame: DataFrame, column: string): readonly unknown[] {
  if (!frame.columns.includes(column)) {
    const known = frame.columns.join(", ");
    throw new ConfigError(column, `is no column of this data frame; it has ${known}`);
  }
  return frame.column(column).values;
}
