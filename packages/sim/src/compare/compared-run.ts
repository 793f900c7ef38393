import { existsSync } from "node:fs";
import path from "node:path";
import { ConfigError, DataError } from "@mexoms/core";
import { z } from "zod";
import { readJsonFile } from "../json-file.ts";
import { RUN_FORMAT, RUN_KIND } from "../run-folder/run-json.ts";
import { flatValues } from "./flat-values.ts";

/** A run or a session as its folder has it. */
export interface ComparedRun {
  readonly dir: string;
  readonly kind: "run" | "session";
  /** What decided it, by name, such as "params.spread". */
  readonly inputs: ReadonlyMap<string, string>;
  /** How it ended, by name, such as "synthetic:swap:BTCUSDT.equity". */
  readonly metrics: ReadonlyMap<string, string>;
  /** Lines that its files must have, where that is known. */
  readonly counts: { readonly fills?: number; readonly orders?: number };
  /** Of what it did; a session has none. */
  readonly outputsDigest: string | undefined;
  readonly fillsFile: string;
  /** A session has no file of orders: its journal has them. */
  readonly ordersFile: string | undefined;
}

const object = z.looseObject({});
const time = z.object({ iso: z.string(), ns: z.string().regex(/^-?\d+$/) });
const runSchema = z.looseObject({
  kind: z.literal(RUN_KIND),
  format: z.literal(RUN_FORMAT),
  versions: object,
  outputsDigest: z.string(),
  start: time,
  end: time,
  counts: z.object({ fills: z.number(), orders: z.number() }),
  sampleEvery: z.string(),
  inputs: object,
  summary: z.array(object),
});
const configSchema = z.looseObject({
  kind: z.literal("mexoms-session"),
  format: z.literal(1),
  config: z.looseObject({
    engine: z.string(),
    strategy: z.looseObject({ name: z.string(), codeDigest: z.string() }),
    params: z.record(z.string(), z.string()),
    instruments: z.array(object),
    seed: z.number(),
    paper: object.optional(),
  }),
});
const positionsSchema = z.looseObject({
  kind: z.literal("mexoms-positions"),
  format: z.literal(1),
  positions: z.array(object),
});

/**
 * Opens a run folder, or the folder of a session. Throws ConfigError on `field` for a folder that is
 * neither, and DataError for files in it that are missing or not as a run writes them.
 */
export function openComparedRun(dir: string, field: string): ComparedRun {
  if (!existsSync(dir)) throw new ConfigError(field, `${dir} does not exist`);
  if (existsSync(path.join(dir, "run.json"))) return runOf(dir);
  for (const files of [path.join(dir, "files"), dir]) {
    if (existsSync(path.join(files, "config.json"))) return sessionOf(dir, files);
  }
  if (existsSync(path.join(dir, "sweep.json"))) {
    throw new ConfigError(field, `${dir} is a sweep; name one of its trials, for example ${dir}#1`);
  }
  const valid = "such as out/market-maker, which mexoms backtest writes";
  const problem = "is neither a run folder (it has no run.json) nor a session's";
  throw new ConfigError(
    field,
    `${dir} ${problem} (it has no files/config.json); give one, ${valid}`,
  );
}

function runOf(dir: string): ComparedRun {
  const file = path.join(dir, "run.json");
  const run = readJsonFile(file, runSchema);
  for (const name of ["fills.csv", "orders.csv"]) {
    if (existsSync(path.join(dir, name))) continue;
    throw new DataError({ file: path.join(dir, name) }, "is missing from the run folder");
  }
  const { start, end, versions, sampleEvery } = run;
  return {
    dir,
    kind: "run",
    inputs: new Map([
      ...flatValues(run.inputs),
      ...flatValues({ start: start.iso, end: end.iso, sampleEvery, versions }),
    ]),
    metrics: new Map([
      ...flatValues(run.summary),
      ...flatValues({ accounts: run["accounts"], ignoredAnswers: run["ignoredAnswers"] }),
      ...flatValues(run["risk"], "risk"),
    ]),
    counts: run.counts,
    outputsDigest: run.outputsDigest,
    fillsFile: path.join(dir, "fills.csv"),
    ordersFile: path.join(dir, "orders.csv"),
  };
}

function sessionOf(dir: string, files: string): ComparedRun {
  const { config } = readJsonFile(path.join(files, "config.json"), configSchema);
  const positions = path.join(files, "positions.json");
  const fillsFile = path.join(files, "fills.csv");
  if (!existsSync(fillsFile))
    throw new DataError({ file: fillsFile }, "is missing from the session");
  const { engine, strategy, params, instruments, seed, risk, paper, accounts, warmupNs } = config;
  const { name, codeDigest } = strategy;
  const inputs = { engine, strategy: { name, codeDigest }, params, instruments, accounts };
  return {
    dir,
    kind: "session",
    inputs: new Map([
      ...flatValues(inputs),
      ...flatValues(paper),
      ...flatValues({ risk, warmupNs, seed }),
    ]),
    metrics: existsSync(positions)
      ? flatValues(readJsonFile(positions, positionsSchema).positions)
      : new Map<string, string>(),
    counts: {},
    outputsDigest: undefined,
    fillsFile,
    ordersFile: undefined,
  };
}
