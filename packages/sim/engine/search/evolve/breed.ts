import type { Prng } from "@mexoms/core";
import type { Point } from "../search.ts";
import type { Axis } from "../search-space.ts";
import { crossed, mutated } from "./operators.ts";

const CROSSOVER_CHANCE = 0.9;

/** Two children of two points: crossed, and each changed in about one parameter. */
export function childrenOf(
  axes: readonly Axis[],
  parents: readonly [Point, Point],
  prng: Prng,
): readonly [Point, Point] {
  const [a, b]: [Record<string, string>, Record<string, string>] = [{}, {}];
  const crossing = prng.next() < CROSSOVER_CHANCE;
  for (const axis of axes) {
    const { name } = axis;
    const texts = [parents[0][name]!, parents[1][name]!] as const;
    const [first, second] = crossing && prng.next() < 0.5 ? crossedTexts(axis, texts, prng) : texts;
    a[name] = mutatedText(axis, first, 1 / axes.length, prng);
    b[name] = mutatedText(axis, second, 1 / axes.length, prng);
  }
  return [a, b];
}

function crossedTexts(
  axis: Axis,
  [a, b]: readonly [string, string],
  prng: Prng,
): readonly [string, string] {
  if (!axis.ordered) return [b, a];
  const [first, second] = crossed(axis.place(a), axis.place(b), prng);
  return [axis.at(first), axis.at(second)];
}

function mutatedText(axis: Axis, text: string, chance: number, prng: Prng): string {
  if (prng.next() >= chance) return text;
  const { values } = axis;
  if (!axis.ordered) return values![prng.below(values!.length)]!;
  const changed = axis.at(mutated(axis.place(text), prng));
  if (changed !== text || values === undefined) return changed;
  // Places of few values are far apart, and mutants are near: one value up or down instead.
  const at = values.indexOf(text) + (prng.next() < 0.5 ? -1 : 1);
  const last = values.length - 1;
  return values[at < 0 ? 1 : at > last ? last - 1 : at]!;
}
