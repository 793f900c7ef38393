import path from "node:path";
import { ConfigError, DataError, type RiskConfig } from "@mexoms/core";
import { parseRisk } from "@mexoms/core/internal";
import { z } from "zod";
import { readJsonFile } from "./json-file.ts";

/** The limits that come with mexoms. */
export const DEFAULT_RISK: string = path.resolve(
  import.meta.dirname,
  "../../../../data/risk/default.json",
);

// What stands where is checked by core, which names each field; here only that it is an object.
const fileSchema = z.looseObject({ note: z.string().optional() });

/**
 * Limits by what a user says: "none", "default" for those that come with mexoms, or a file. Throws
 * DataError naming file and field.
 */
export function readRisk(text: string): RiskConfig | undefined {
  if (text === "none") return undefined;
  const file = text === "default" ? DEFAULT_RISK : text;
  const { note: _, ...limits } = readJsonFile(file, fileSchema);
  const config = limits as unknown as RiskConfig;
  try {
    parseRisk(config);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new DataError({ file, field: error.field }, error.message.slice(error.field.length + 2));
  }
  return config;
}
