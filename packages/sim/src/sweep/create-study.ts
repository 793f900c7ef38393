import path from "node:path";
import { ConfigError, parseDuration } from "@mexoms/core";
import {
  BacktestRun,
  chooseBarNs,
  type LatencyText,
  parseExchangeModel,
  parseQueueModel,
  type Point,
  type RunInputs,
  type Study,
  type Tape,
} from "@mexoms/sim/engine";
import { checkedWarmup, ENGINE_VERSION, lastEventNs, withTimesOver } from "@mexoms/sim/internal";
import { readAccountFile } from "../accounts/account-file.ts";
import { asRules, asTape } from "../backtest.ts";
import { readFaults } from "../faults-file.ts";
import { parseLatencyFile, readLatencyBytes } from "../latency-file.ts";
import { latencyFilesOf, parseLatencyText, renameLatencyFiles } from "../latency-text.ts";
import { readRisk } from "../risk-file.ts";
import type { StudyOptions } from "./sweep-options.ts";

const PARTS = 1_000_000_000;
const MOST_BARS = 100_000n;

/**
 * Reads what a sweep's trials have in common, with every file in it, and puts one run together to
 * see that it can be run. Throws ConfigError or DataError; each says what to change.
 */
export async function createStudy(
  options: StudyOptions & {
    /** A text for each swept parameter, to check the settings with; `params` has the others. */
    readonly sample: Point;
  },
): Promise<Study> {
  const tapes = options.tapes.map(asTape);
  const { latency, files } = await inlineLatency(options.latency);
  const { accounts, faults, risk } = options;
  const models = {
    accounts: typeof accounts === "string" ? await readAccountFile(accounts) : accounts,
    rules: asRules(options.rules ?? "none", tapes),
    faults: typeof faults === "string" ? readFaults(faults) : faults,
    risk: typeof risk === "string" ? readRisk(risk) : risk,
  };
  const run = assembled({ options, tapes, latency: latencyModel(latency, files), models });
  const { inputs, startNs } = run;
  const swept = new Set(Object.keys(options.sample));
  const given = Object.entries(inputs.params).filter(([name]) => !swept.has(name));
  const { fees, warmup, codeDigest, queue, exchange, seed } = options;
  return {
    version: 1,
    engine: ENGINE_VERSION,
    strategy: { name: options.strategy.name, codeDigest },
    params: Object.fromEntries(given),
    tapes: tapes.map(({ instrument, digest, rowCount }) => ({
      instrument: instrument.id,
      digest,
      rows: rowCount,
    })),
    instruments: instrumentsOf(tapes),
    latency,
    latencyFiles: files,
    queue,
    exchange,
    ...(fees === undefined ? {} : { fees }),
    ...partsOf(inputs, run.lengthNs),
    ...(warmup === undefined ? {} : { warmup }),
    seed,
    ...timesOf(tapes, startNs, options),
    currency: currencyOf(tapes, options.currency),
  };
}

/** The model of a latency text whose files are at hand. Throws ConfigError or DataError. */
export function latencyModel(
  text: string,
  files: readonly LatencyText[],
): ReturnType<typeof parseLatencyText> {
  return parseLatencyText(text, (name) => {
    const found = files.find(({ file }) => file === name);
    if (found) return parseLatencyFile(name, Buffer.from(found.text, "utf8"));
    throw new ConfigError("latency", `the study does not have the text of its file ${name}`);
  });
}

/** Files go by their names without folders, so that a study is the same wherever they lie. */
async function inlineLatency(
  latency: string,
): Promise<{ readonly latency: string; readonly files: readonly LatencyText[] }> {
  const names = new Map<string, string>();
  const files = new Map<string, string>();
  for (const file of latencyFilesOf(latency)) {
    const text = (await readLatencyBytes(file)).toString("utf8");
    const { name: stem, ext } = path.parse(file);
    let name = stem + ext;
    for (let n = 2; files.has(name) && files.get(name) !== text; n++) name = `${stem}-${n}${ext}`;
    names.set(file, name);
    files.set(name, text);
  }
  return {
    latency: renameLatencyFiles(latency, (file) => names.get(file)!),
    files: [...files].map(([file, text]) => ({ file, text })),
  };
}

function assembled(of: {
  readonly options: Parameters<typeof createStudy>[0];
  readonly tapes: readonly Tape[];
  readonly latency: ReturnType<typeof parseLatencyText>;
  readonly models: Pick<
    ConstructorParameters<typeof BacktestRun>[0],
    "accounts" | "rules" | "faults" | "risk"
  >;
}): BacktestRun {
  const { options, tapes, latency, models } = of;
  const { strategy, codeDigest, params = {}, sample, fees, warmup, seed } = options;
  const both = Object.keys(sample).find((name) => Object.hasOwn(params, name));
  if (both !== undefined) throw new ConfigError(both, "is both swept and given a value");
  const run = new BacktestRun({
    strategy,
    codeDigest,
    params: { ...params, ...sample },
    tapes,
    latency,
    queue: parseQueueModel(options.queue),
    exchange: parseExchangeModel(options.exchange),
    fees,
    ...models,
    seed,
    ...(warmup === undefined ? {} : { warmupNs: parseDuration(warmup, "warmup") }),
    end: "last-row",
  });
  run.close();
  return run;
}

/**
 * What a run has only if it was asked for. Faults at random times are drawn from all of the data: a
 * trial has those of its part, and a run over the hold-out too has the same before the border.
 */
function partsOf({ accounts, rules, faults, risk }: RunInputs, lengthNs: number): Partial<Study> {
  return {
    ...(accounts && { accounts }),
    ...(rules && { rules }),
    ...(faults && { faults: withTimesOver(faults, lengthNs) }),
    ...(risk && { risk }),
  };
}

function instrumentsOf(tapes: readonly Tape[]): Study["instruments"] {
  const known = new Map(tapes.map(({ instrument }) => [instrument.id, instrument.spec]));
  return [...known.values()];
}

function timesOf(
  tapes: readonly Tape[],
  startNs: bigint,
  { holdout, barNs: given, warmup }: StudyOptions,
): Pick<Study, "startNs" | "endNs" | "dataEndNs" | "barNs"> {
  if (!(holdout >= 0 && holdout < 1)) {
    throw new ConfigError("holdout", `${holdout} is not a part from 0 to below 1, for example 0.2`);
  }
  const dataEndNs = tapes.map(lastEventNs).reduce((a, b) => (b > a ? b : a)) + 1n;
  const seen = BigInt(PARTS - Math.round(holdout * PARTS));
  const endNs = startNs + ((dataEndNs - startNs) * seen) / BigInt(PARTS);
  const barNs = given ?? chooseBarNs(Number(endNs - startNs));
  if (!Number.isSafeInteger(barNs) || barNs <= 0) {
    throw new ConfigError("bar", `${barNs} is not a whole number of nanoseconds above zero`);
  }
  if (endNs <= startNs) {
    throw new ConfigError("holdout", `${holdout} of the time leaves nothing for trials`);
  }
  checkBars(endNs - startNs, BigInt(barNs));
  if (warmup !== undefined) checkedWarmup(parseDuration(warmup, "warmup"), Number(endNs - startNs));
  const times = { startNs: `${startNs}`, endNs: `${endNs}`, dataEndNs: `${dataEndNs}` };
  return { ...times, barNs };
}

/** Each trial keeps its profit by bar, in the log too. */
function checkBars(lengthNs: bigint, barNs: bigint): void {
  const bars = (lengthNs + barNs - 1n) / barNs;
  if (bars >= 2n && bars <= MOST_BARS) return;
  const many = bars === 1n ? "1 bar" : `${bars} bars`;
  const wanted = `2 to ${MOST_BARS} are possible`;
  throw new ConfigError("bar", `cuts the time of trials into ${many}; ${wanted}, or leave it out`);
}

function currencyOf(tapes: readonly Tape[], given: string | undefined): string {
  const known = [...new Set(tapes.map(({ instrument }) => instrument.settle))];
  if (given === undefined) return known[0]!;
  if (known.includes(given)) return given;
  throw new ConfigError(
    "currency",
    `no instrument settles in "${given}"; the tapes settle in ${known.join(", ")}`,
  );
}
