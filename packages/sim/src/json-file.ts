import { readFileSync } from "node:fs";
import { DataError } from "@mexoms/core";
import type { z } from "zod";
import { systemProblem } from "./system-error.ts";

/** Reads a JSON file of a shape. Throws DataError naming file, field and what would be valid. */
export function readJsonFile<T>(file: string, schema: z.ZodType<T>): T {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new DataError({ file }, `cannot be read: ${systemProblem(cause)}`);
  }
  return parseJsonText(file, text, schema);
}

/** As readJsonFile, with what is in the file given. */
export function parseJsonText<T>(file: string, text: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DataError({ file }, `is not JSON: ${(cause as Error).message}`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new DataError({ file, field: issue.path.join(".") }, issue.message);
}
