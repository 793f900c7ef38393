import { readdirSync } from "node:fs";
import path from "node:path";
import { ConfigError, DataError, Instrument } from "@mexoms/core";
import { z } from "zod";
import { readJsonFile } from "../json-file.ts";
import { systemProblem } from "../system-error.ts";
import { instrumentSpecSchema } from "./instrument-schema.ts";

const fileSchema = z.strictObject({
  note: z.string().optional(),
  instruments: z.array(instrumentSpecSchema).min(1),
});

/** The folder of instrument files that comes with mexoms. */
export const INSTRUMENT_FOLDER: string = path.resolve(
  import.meta.dirname,
  "../../../../../data/instruments",
);

/**
 * Every instrument of the `*.json` files in the folders, by id; a later folder replaces what an
 * earlier one says. Throws DataError naming file and field when a file is not valid.
 */
export function loadInstruments(
  folders: readonly string[] = [INSTRUMENT_FOLDER],
): ReadonlyMap<string, Instrument> {
  const known = new Map<string, Instrument>();
  for (const folder of folders) {
    for (const name of filesIn(folder)) {
      for (const instrument of readInstrumentFile(path.join(folder, name))) {
        known.set(instrument.id, instrument);
      }
    }
  }
  return known;
}

/**
 * The instrument of an id such as "binance:usdm:BTCUSDT". Throws ConfigError, listing the known ids
 * and how to add one, when no file in the folders has it.
 */
export function findInstrument(
  id: string,
  folders: readonly string[] = [INSTRUMENT_FOLDER],
): Instrument {
  const known = loadInstruments(folders);
  const found = known.get(id);
  if (found) return found;
  throw new ConfigError(
    "instrument",
    `"${id}" is not known; known are ${[...known.keys()].toSorted().join(", ")}. To add one, write a ` +
      `JSON file {"instruments": [...]} with entries like those of ${path.join(INSTRUMENT_FOLDER, "binance.json")} ` +
      "and give its folder (--instruments FOLDER)",
  );
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .toSorted();
  } catch (error) {
    throw new DataError({ file: folder }, `cannot be read: ${systemProblem(error)}`);
  }
}

function readInstrumentFile(file: string): Instrument[] {
  const { instruments } = readJsonFile(file, fileSchema);
  const ids = new Set<string>();
  return instruments.map((spec) => {
    const instrument = new Instrument(spec);
    if (ids.has(instrument.id)) throw new DataError({ file }, `${instrument.id} stands twice`);
    ids.add(instrument.id);
    return instrument;
  });
}
