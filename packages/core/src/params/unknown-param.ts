import { ConfigError } from "../errors.ts";

const SHOWN = 12;

/** The error about a name that no parameter has, with the nearest one that there is. */
export function unknownParam(name: string, known: readonly string[]): ConfigError {
  const near = known
    .map((each) => ({ each, distance: editDistance(name.toLowerCase(), each.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  const hint = near && near.distance <= 3 ? `; did you mean ${near.each}?` : ".";
  return new ConfigError(
    name,
    `is not a parameter of this strategy${hint} Known: ${listed(known)}`,
  );
}

/** A line that can be read, also for a strategy with a hundred parameters. */
function listed(known: readonly string[]): string {
  const more = known.length - SHOWN;
  if (more <= SHOWN) return known.join(", ");
  return `${known.slice(0, SHOWN).join(", ")} and ${more} more (mexoms params STRATEGY lists them)`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
