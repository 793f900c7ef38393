import type { Decimal } from "@mexoms/core";
import { isNumeric } from "../space/axis-text.ts";
import { readMeasure } from "../space/measure.ts";
import type { Point } from "../search.ts";
import type { ConditionScope } from "./conditions.ts";
import type { Expression } from "./expression.ts";
import { unitOf } from "./unit.ts";

/**
 * A swept or fixed parameter as part of a condition; a text says why it cannot be one. The name is
 * one of the declaration's.
 */
export function parameterPart(
  name: string,
  column: number,
  { params, axes, fixed }: ConditionScope,
): Expression | string {
  const axis = axes.find((each) => each.name === name);
  const fixedText = fixed[name];
  if (axis === undefined && fixedText === undefined) return `${name} has no value in this sweep`;
  const textOf = (point: Point): string => (axis === undefined ? fixedText! : point[name]!);
  const { kind } = params[name]!;
  if (kind === "flag")
    return { kind: "truth", column, value: ({ point }) => textOf(point) === "true" };
  if (!isNumeric(kind)) {
    const words = kind.includes("|") ? kind.split("|") : undefined;
    const value = ({ point }: { readonly point: Point }): string => textOf(point);
    return { kind: "word", column, literal: undefined, quoted: false, words, value };
  }
  const texts = axis === undefined ? [fixedText!] : (axis.values ?? [axis.at(0), axis.at(1)]);
  const units = new Set(texts.map((text) => readMeasure(text)?.unit));
  const [unit] = units;
  if (units.size > 1 || unit === undefined) {
    return `${name} has values in ${[...units].join(" and in ")}: they cannot be compared`;
  }
  const amounts = new Map<string, Decimal>();
  const amountOf = (text: string): Decimal => {
    const known = amounts.get(text) ?? readMeasure(text)!.amount;
    amounts.set(text, known);
    return known;
  };
  return {
    kind: "number",
    column,
    unit: unitOf(unit),
    value: ({ point }) => amountOf(textOf(point)),
  };
}
