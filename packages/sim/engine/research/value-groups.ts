import type { Axis } from "../search/search-space.ts";
import type { CompleteTrial } from "./trial-table.ts";

/** So many trials belong to a group on average, at least, before drawn values are told together. */
const LEAST_OF_GROUP = 2;
const MOST_DRAWN_GROUPS = 10;

/** Trials with one value of a parameter, or with values next to each other. */
export interface ValueGroup {
  readonly text: string;
  /** Of the axis, from 0 to 1. */
  readonly place: number;
  readonly trials: readonly CompleteTrial[];
}

/**
 * The trials by their value of a parameter, in the axis' order: by value where values come again, and
 * otherwise, for an ordered axis, in groups of equal numbers of trials.
 */
export function valueGroups(axis: Axis, trials: readonly CompleteTrial[]): readonly ValueGroup[] {
  const byText = new Map<string, CompleteTrial[]>();
  for (const trial of trials) {
    const text = trial.point[axis.name];
    if (text === undefined) continue;
    const group = byText.get(text);
    if (group === undefined) byText.set(text, [trial]);
    else group.push(trial);
  }
  const groups = [...byText]
    .map(([text, of]) => ({ text, place: axis.place(text), trials: of }))
    .toSorted((a, b) => a.place - b.place);
  const isDrawn = axis.ordered && groups.length * LEAST_OF_GROUP > trials.length;
  return isDrawn ? together(groups, trials.length) : groups;
}

function together(groups: readonly ValueGroup[], trials: number): readonly ValueGroup[] {
  const count = Math.max(1, Math.min(MOST_DRAWN_GROUPS, Math.floor(Math.sqrt(trials))));
  const bins: ValueGroup[][] = Array.from({ length: count }, () => []);
  let before = 0;
  for (const group of groups) {
    bins[Math.min(count - 1, Math.floor((before * count) / trials))]!.push(group);
    before += group.trials.length;
  }
  return bins
    .filter((bin) => bin.length > 0)
    .map((bin) => {
      const { text, place } = bin[Math.floor(bin.length / 2)]!;
      return { text, place, trials: bin.flatMap((group) => group.trials) };
    });
}
