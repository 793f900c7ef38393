import { Decimal } from "@mexoms/core";

/** One value of two runs. A side that does not have it is undefined. */
export interface SideBySide {
  readonly name: string;
  readonly a: string | undefined;
  readonly b: string | undefined;
  readonly differs: boolean;
}

/** A figure of two runs. */
export interface MetricDifference extends SideBySide {
  /** b - a, exact; undefined where one of them is no number. */
  readonly difference: string | undefined;
}

/** All values that either side has, in the order of the first one. */
export function sideBySide(
  a: ReadonlyMap<string, string>,
  b: ReadonlyMap<string, string>,
): SideBySide[] {
  const names = new Set([...a.keys(), ...b.keys()]);
  return [...names].map((name) => {
    const [one, other] = [a.get(name), b.get(name)];
    return { name, a: one, b: other, differs: one !== other };
  });
}

export function metricDifferences(
  a: ReadonlyMap<string, string>,
  b: ReadonlyMap<string, string>,
): MetricDifference[] {
  return sideBySide(a, b).map((row) => {
    const [one, other] = [decimalOf(row.a), decimalOf(row.b)];
    if (one === undefined || other === undefined) return { ...row, difference: undefined };
    const difference = other.minus(one);
    // The same amount may be written in two ways, such as 5.5 and 5.500 in the files of a session.
    return { ...row, differs: !difference.isZero(), difference: difference.toFixed() };
  });
}

function decimalOf(text: string | undefined): Decimal | undefined {
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? new Decimal(text) : undefined;
}
