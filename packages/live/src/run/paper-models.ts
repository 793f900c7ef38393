import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { ConfigError } from "@mexoms/core";
import { openTape } from "@mexoms/sim";
import type { PaperOptions } from "./paper-options.ts";
import type { PaperModels } from "../kernel/session-start.ts";

/** What decides the fills of a paper session, as its first record has it. Throws ConfigError. */
export function paperModels(options: PaperOptions): PaperModels {
  const { queue, exchange, rules, accounts, faults, seed, dropEvents } = options;
  const isFile = rules !== "none" && rules !== "venue";
  const files = [...(isFile ? [rules] : []), ...(accounts === undefined ? [] : [accounts])];
  return {
    queue,
    exchange,
    rules,
    ...(accounts === undefined ? {} : { accounts }),
    ...(faults === undefined ? {} : { faults }),
    seed,
    tapes: options.tapes.map((file) => openTape(file, { verify: false }).digest),
    files: Object.fromEntries(files.map((file) => [file, fileDigest(file)])),
    ...(dropEvents === undefined ? {} : { dropEvents }),
  };
}

/** SHA-256 of a file in hex. Throws ConfigError for one that cannot be read. */
export function fileDigest(file: string): string {
  try {
    return createHash("sha256").update(readFileSync(file)).digest("hex");
  } catch (cause) {
    throw new ConfigError("file", `${file} cannot be read: ${(cause as Error).message}`);
  }
}
