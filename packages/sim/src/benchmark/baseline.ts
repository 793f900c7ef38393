import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ConfigError } from "@mexoms/core";
import type { WorkloadFigures } from "./figures.ts";
import { writeWholeFile } from "../files/whole-file.ts";
import { hasSystemCode } from "../system-error.ts";

const KIND = "mexoms bench baseline";
const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** What workloads are expected to give, kept in a file beside the code. */
export interface Baseline {
  readonly kind: typeof KIND;
  /** By workload; equal on every machine and Node. */
  readonly results: Readonly<Record<string, KnownResults>>;
  /** By what they depend on (Node, V8 and processor family), then by workload. */
  readonly figures: Readonly<Record<string, Readonly<Record<string, KnownFigures>>>>;
}

export interface KnownResults {
  readonly outputs: string;
  readonly inputs: string;
  readonly code: string;
  readonly rows: number;
}

export interface KnownFigures {
  readonly bytesPerRow?: number | undefined;
  readonly instructionsPerRow?: number | undefined;
}

const baseline: z.ZodType<Baseline> = z.strictObject({
  kind: z.literal(KIND),
  results: z.record(
    z.string(),
    z.strictObject({ outputs: digest, inputs: digest, code: digest, rows: z.int().positive() }),
  ),
  figures: z.record(
    z.string(),
    z.record(
      z.string(),
      z.strictObject({
        bytesPerRow: z.number().optional(),
        instructionsPerRow: z.number().positive().optional(),
      }),
    ),
  ),
});

export const EMPTY_BASELINE: Baseline = { kind: KIND, results: {}, figures: {} };

/** Reads a baseline. Throws ConfigError when the file is missing or not a baseline. */
export async function readBaseline(file: string): Promise<Baseline> {
  const text = await readIfPresent(file);
  if (text === undefined) {
    throw new ConfigError(
      "baseline",
      `${file} is not there; --write-baseline makes it from this run`,
    );
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new ConfigError("baseline", `${file} is not JSON; --write-baseline makes it anew`);
  }
  const parsed = baseline.safeParse(document);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const place = first?.path.join(".") ?? "";
  throw new ConfigError(
    "baseline",
    `${file}: ${place}: ${first?.message ?? "is no baseline"}; --write-baseline makes it anew`,
  );
}

/** Adds what was measured to a baseline; other workloads and other Node versions stay in it. */
export function updatedBaseline(
  before: Baseline,
  measured: readonly WorkloadFigures[],
  key: string,
): Baseline {
  const results = { ...before.results };
  const figures = { ...before.figures[key] };
  for (const { workload, head } of measured) {
    const { outputs, inputs, code, rows } = head.results;
    results[workload.name] = { outputs, inputs, code, rows };
    const { bytesPerRow, instructionsPerRow } = head;
    figures[workload.name] = {
      ...figures[workload.name],
      ...(bytesPerRow === undefined ? {} : { bytesPerRow: rounded(bytesPerRow) }),
      ...(instructionsPerRow === undefined
        ? {}
        : { instructionsPerRow: rounded(instructionsPerRow) }),
    };
  }
  return { kind: KIND, results, figures: { ...before.figures, [key]: figures } };
}

/** Writes a baseline; an older one there is updated. Throws ConfigError when the file is none. */
export async function writeBaseline(
  file: string,
  measured: readonly WorkloadFigures[],
  key: string,
): Promise<void> {
  const there = await readIfPresent(file);
  const before = there === undefined ? EMPTY_BASELINE : await readBaseline(file);
  const text = JSON.stringify(updatedBaseline(before, measured, key), undefined, 2);
  writeWholeFile(file, `${text}\n`, { sync: true });
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (hasSystemCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
