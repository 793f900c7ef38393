import { readdirSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import type { VenueRulesSpec } from "@mexoms/sim/engine";
import { z } from "zod";
import { readJsonFile } from "../json-file.ts";
import { venueRulesSchema } from "./venue-rules-schema.ts";

const fileSchema = z.strictObject({
  note: z.string().optional(),
  rules: z.array(venueRulesSchema).min(1),
});

/** The folder of venue rules that comes with mexoms. */
export const VENUE_FOLDER: string = path.resolve(import.meta.dirname, "../../../../../data/venues");

/** The rules in a file. Throws DataError naming file and field. */
export function readVenueRules(file: string): readonly VenueRulesSpec[] {
  return readJsonFile(file, fileSchema).rules;
}

/**
 * The rules that a run of these markets needs, by what a user says: "none", "venue" for those that
 * come with mexoms, or a file's path. Throws ConfigError for a market that has no rules.
 */
export function venueRulesFor(
  text: string,
  markets: readonly { readonly venue: string; readonly market: string }[],
): readonly VenueRulesSpec[] {
  if (text === "none") return [];
  const known = text === "venue" ? bundledRules() : readVenueRules(text);
  const wanted = new Map(markets.map((each) => [`${each.venue}:${each.market}`, each]));
  return [...wanted].map(([id, { venue, market }]) => {
    const found = known.find((each) => each.venue === venue && each.market === market);
    if (found) return found;
    const have = known.map((each) => `${each.venue}:${each.market}`).join(", ");
    throw new ConfigError(
      "rules",
      `${id} has no rules; there are rules for ${have}. Say none, or give a file with its own`,
    );
  });
}

function bundledRules(): readonly VenueRulesSpec[] {
  return readdirSync(VENUE_FOLDER)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .flatMap((name) => readVenueRules(path.join(VENUE_FOLDER, name)));
}
