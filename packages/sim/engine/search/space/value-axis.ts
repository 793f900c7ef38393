import { ConfigError, type Decimal } from "@mexoms/core";
import type { Axis } from "../search-space.ts";
import { readMeasure } from "./measure.ts";

/**
 * An axis of listed values. Numbers are given in ascending order. Each value has an equal part of the
 * places from 0 to 1 and stands in the middle of it; numbers between two values are placed between.
 */
export function valueAxis(name: string, values: readonly string[], ordered: boolean): Axis {
  const places = new Map(values.map((text, i) => [text, (i + 0.5) / values.length]));
  const amounts = ordered ? values.map((text) => readMeasure(text)!.amount) : [];
  return {
    name,
    values,
    ordered,
    at: (place) => values[Math.max(0, partOf(place, values.length))]!,
    place(text) {
      const known = places.get(text);
      if (known !== undefined) return known;
      const measure = ordered ? readMeasure(text) : undefined;
      if (measure === undefined) {
        throw new ConfigError(name, `"${text}" is not one of the values ${values.join(", ")}`);
      }
      return (between(amounts, measure.amount) + 0.5) / values.length;
    },
  };
}

function partOf(place: number, parts: number): number {
  return Math.min(parts - 1, Math.floor(place * parts));
}

/** The fractional index of a number among ascending ones, kept within them. */
function between(amounts: readonly Decimal[], amount: Decimal): number {
  const above = amounts.findIndex((each) => each.gte(amount));
  if (above === 0) return 0;
  if (above < 0) return amounts.length - 1;
  const low = amounts[above - 1]!;
  const step = amounts[above]!.sub(low);
  return above - 1 + amount.sub(low).div(step).toNumber();
}
