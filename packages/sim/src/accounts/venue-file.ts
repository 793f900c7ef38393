import { existsSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import { type VenueFile, venueFileSchema } from "./account-schema.ts";
import { readJsonFile } from "../json-file.ts";

/** The folder of fee and margin files that comes with mexoms. */
export const VENUE_FOLDER: string = path.resolve(
  import.meta.dirname,
  "../../../../../data/accounts",
);

/** What is published of a venue. Throws ConfigError naming `field` when there is no file of it. */
export async function readVenueFile(
  venue: string,
  field: string,
  folder: string = VENUE_FOLDER,
): Promise<VenueFile> {
  const file = path.join(folder, `${venue}.json`);
  if (!/^[\w-]+$/.test(venue) || !existsSync(file)) {
    throw new ConfigError(field, `there is no ${file}; say it in the account itself`);
  }
  return readJsonFile(file, venueFileSchema);
}
