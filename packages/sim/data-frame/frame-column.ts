/** A column of a data frame: one type, and a value a row. */
export type FrameColumn = { readonly name: string } & (
  | { readonly dtype: "int32"; readonly values: readonly number[] }
  /** Doubles, whatever danfo calls them; NaN for none. */
  | { readonly dtype: "float32"; readonly values: readonly number[] }
  /** "" for none. */
  | { readonly dtype: "string"; readonly values: readonly string[] }
  | { readonly dtype: "boolean"; readonly values: readonly boolean[] }
);

const MOST_INT = 2_147_483_647;

export function numberColumn(name: string, values: readonly number[]): FrameColumn {
  return { name, dtype: "float32", values };
}

/** Whole numbers, or doubles when one is missing or is none. */
export function countColumn(name: string, values: readonly number[]): FrameColumn {
  const whole = values.every((value) => Number.isInteger(value) && Math.abs(value) <= MOST_INT);
  return whole ? { name, dtype: "int32", values } : numberColumn(name, values);
}

export function textColumn(name: string, values: readonly string[]): FrameColumn {
  return { name, dtype: "string", values };
}
