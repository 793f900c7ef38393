import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Strategy } from "@mexoms/core";
import {
  type MemoryTape,
  type Study,
  studyTapes,
  type Tape,
  TEAR_SHEET_OPTIONS,
  tearSheet,
  type TrialRow,
} from "@mexoms/sim/engine";
import { removeDeadDraftsIn } from "../files/draft-name.ts";
import { writeRunFolder } from "../run-folder/run-folder.ts";
import { openSharedTape, shareTape } from "../sweep/shared-tape.ts";
import { trialBacktest } from "../sweep/trial-backtest.ts";
import { openTape } from "../tape-file/open-tape.ts";

/** Backtests of the best trials, made for their tear sheets. */
export interface BestRuns {
  /** Addresses of tear sheets, relative to the page, by number of the trial. */
  readonly sheets: Readonly<Record<string, string>>;
  /** What a reader should know, such as why there are none. */
  readonly notes: readonly string[];
}

export interface BestRunsOptions {
  /** The sweep's folder: runs are written to best/NUMBER in it. */
  readonly dir: string;
  /** Folder of the page, which links are relative to. */
  readonly pageDir: string;
  readonly study: Study;
  /** Trials to run again, the best first. */
  readonly rows: readonly TrialRow[];
  /** Undefined when it cannot be found. */
  readonly strategy: { readonly strategy: Strategy; readonly codeDigest: string } | undefined;
  /** Files of the study's tapes. */
  readonly tapes: readonly string[];
  readonly command: string | undefined;
}

/**
 * Runs trials again as whole backtests, each into a run folder with its tear sheet. What cannot be
 * run, or comes out otherwise than in the sweep, is told in the notes and has no link; what was run by an
 * earlier report is not run twice.
 */
export async function runBest(options: BestRunsOptions): Promise<BestRuns> {
  const { rows } = options;
  removeDeadDraftsIn(bestDir(options.dir)); // a report that was killed had begun other trials
  const before = rows.filter((row) => wasRun(options.dir, row));
  const rest = rows.filter((row) => !before.includes(row));
  const ran = rest.length === 0 ? NOTHING : await runRest(rest, options);
  const known = before.map(({ number }) => [String(number), addressOf(number, options)] as const);
  return { sheets: { ...Object.fromEntries(known), ...ran.sheets }, notes: ran.notes };
}

const NOTHING: BestRuns = { sheets: {}, notes: [] };

async function runRest(rows: readonly TrialRow[], options: BestRunsOptions): Promise<BestRuns> {
  const { study, strategy } = options;
  const none = (why: string): BestRuns => ({
    sheets: {},
    notes: [`${missingText(rows)}: ${why}.`],
  });
  if (strategy === undefined) {
    return none(
      `the strategy ${study.strategy.name} is not built in; give its file with --strategy`,
    );
  }
  if (strategy.codeDigest !== study.strategy.codeDigest) {
    return none("the strategy's code is not that of the sweep any more");
  }
  if (options.tapes.length === 0) return none("give the sweep's tapes with --tape");
  const opened = options.tapes.map((file) => openTape(file, { verify: false }));
  const missing = missingTape(study, opened);
  if (missing !== undefined) return none(missing);
  const tapes = studyTapes(inOrder(study, opened), study)(1);
  const sheets: Record<string, string> = {};
  const notes: string[] = [];
  for (const row of rows) {
    const ran = await runOne(row, { ...options, strategy, tapes });
    if (ran.kind === "other") notes.push(ran.note);
    else sheets[String(row.number)] = ran.address;
  }
  return { sheets, notes };
}

type Ran =
  | { readonly kind: "same"; readonly address: string }
  | { readonly kind: "other"; readonly note: string };

async function runOne(
  { number, trial, outcome }: TrialRow,
  options: Omit<BestRunsOptions, "strategy" | "tapes"> & {
    readonly strategy: NonNullable<BestRunsOptions["strategy"]>;
    readonly tapes: readonly Tape[];
  },
): Promise<Ran> {
  const { study, strategy, tapes, dir, command } = options;
  const result = await trialBacktest({ study, trial, ...strategy, tapes });
  if (result.outputsDigest !== outcome?.outputsDigest) {
    const note = `Trial ${number} came out otherwise when it was run again: no tear sheet. Its outputs digest is ${result.outputsDigest}.`;
    return { kind: "other", note };
  }
  await writeRunFolder({
    dir: runDir(dir, number),
    result,
    tearSheet: tearSheet({ result, tapes, options: TEAR_SHEET_OPTIONS }),
    report: "html",
    ...(command !== undefined && { command }),
  });
  return { kind: "same", address: addressOf(number, options) };
}

/** Of the tear sheet of a trial, as a link of the page. */
function addressOf(
  number: number,
  { dir, pageDir }: Pick<BestRunsOptions, "dir" | "pageDir">,
): string {
  const file = path.resolve(runDir(dir, number), "report.html");
  const address = path.relative(path.resolve(pageDir), file);
  return address.split(path.sep).map(encodeURIComponent).join("/");
}

function runDir(dir: string, number: number): string {
  return path.join(bestDir(dir), String(number));
}

function bestDir(dir: string): string {
  return path.join(dir, "best");
}

/** Whether an earlier report has run the trial again, and it came out as in the sweep. */
function wasRun(dir: string, { number, outcome }: TrialRow): boolean {
  const folder = runDir(dir, number);
  const file = path.join(folder, "run.json");
  if (!existsSync(file) || !existsSync(path.join(folder, "report.html"))) return false;
  try {
    const run = Object(JSON.parse(readFileSync(file, "utf8"))) as Record<string, unknown>;
    return run["outputsDigest"] === outcome?.outputsDigest;
  } catch (error) {
    // What is no run of ours is not linked to; writing one there says what is wrong with it.
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function missingText(rows: readonly TrialRow[]): string {
  const numbers = rows.map(({ number }) => number);
  return `No tear sheets of trials ${numbers.join(", ")}`;
}

/** What is wrong with the tapes given, if anything is. */
function missingTape(study: Study, given: readonly Tape[]): string | undefined {
  const digests = new Set(given.map(({ digest }) => digest));
  const missing = study.tapes.find(({ digest }) => !digests.has(digest));
  if (missing === undefined) return undefined;
  return `none of the tapes given is that of ${missing.instrument} with the digest ${missing.digest.slice(0, 16)}`;
}

/** The sweep's tapes in its own order, in memory, so that they can be cut where its trials ended. */
function inOrder(study: Study, given: readonly Tape[]): MemoryTape[] {
  return study.tapes.map(({ digest }) =>
    openSharedTape(shareTape(given.find((tape) => tape.digest === digest)!)),
  );
}
