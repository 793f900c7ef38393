import type { Params } from "@mexoms/core";
import type { Point } from "../search.ts";
import type { Axis } from "../search-space.ts";
import type { Look } from "./expression.ts";
import { parseCondition } from "./parse-condition.ts";

/** The parameters that conditions may name. */
export interface ConditionScope {
  readonly params: Params;
  readonly axes: readonly Axis[];
  readonly fixed: Readonly<Record<string, string>>;
}

/**
 * A function that tells whether a point meets all conditions; one that divides by zero is not met.
 * Throws ConfigError.
 */
export function compileConditions(
  where: readonly string[],
  scope: ConditionScope,
): (point: Point) => boolean {
  const conditions = where.map((text) => parseCondition(text, scope));
  return (point) =>
    conditions.every(({ value }) => {
      const look: Look = { point, undefined: false };
      return value(look) && !look.undefined;
    });
}
