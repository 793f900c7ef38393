import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ConfigError, Instrument, type Strategy } from "@mexoms/core";
import {
  analyseSweep,
  parseSearchSpace,
  type SearchSpace,
  type SweepAnalysis,
  type SweepFacts,
  type SweepRecord,
  type TrialRow,
} from "@mexoms/sim/engine";
import { writeWholeFile } from "../files/whole-file.ts";
import { readVersions } from "../run-folder/versions.ts";
import { readSweep } from "../sweep/read-sweep.ts";
import { FILES } from "../sweep/sweep-folder.ts";
import { damagedText } from "../research-log/damaged-text.ts";
import { projectTrials, readResearchLog } from "../research-log/research-log.ts";
import { holdoutPast } from "../research-log/holdout-past.ts";
import { runBest } from "./best-runs.ts";
import { recordSpace } from "./record-space.ts";
import { renderSweepReport } from "./sweep-report.ts";

export interface WriteSweepReportOptions {
  /** Folder of the sweep, finished or not. */
  readonly dir: string;
  /** The page; report.html in the sweep's folder when not given. */
  readonly file?: string;
  /** So many of the best trials are run again for their tear sheets, into best/NUMBER of the folder. */
  readonly best: number;
  /**
   * The sweep's strategy. Without it ranges are taken to end where trials ended, and there are no
   * tear sheets.
   */
  readonly strategy?: { readonly strategy: Strategy; readonly codeDigest: string } | undefined;
  /** Files of the sweep's tapes; without them there are no tear sheets. */
  readonly tapes: readonly string[];
  /** Folder of the project, whose research log counts trials and knows of opened hold-outs. */
  readonly project: string;
  readonly facts: Pick<SweepFacts, "minFills" | "foldScore">;
  readonly command?: string;
}

/** A written page. */
export interface WrittenSweepReport {
  /** Absolute. */
  readonly file: string;
  readonly analysis: SweepAnalysis;
  /** In the order of the ranking: trials that have a tear sheet. */
  readonly sheets: readonly string[];
  /** What is missing on the page, and why. */
  readonly notes: readonly string[];
}

/**
 * Writes the page of a sweep. It appears whole or not at all. Throws ConfigError when the folder
 * holds no sweep, or DataError when it is damaged.
 */
export async function writeSweepReport(
  options: WriteSweepReportOptions,
): Promise<WrittenSweepReport> {
  const { dir, strategy, tapes, command } = options;
  const record = readSweep(dir);
  const file = path.resolve(options.file ?? path.join(dir, "report.html"));
  const { space, notes } = spaceOf(record, strategy?.strategy);
  const log = readResearchLog(options.project);
  const analysis = analyseSweep(record, {
    ...options.facts,
    space,
    ...(strategy && { declared: strategy.strategy.params }),
    projectTrials: projectTrials(log),
    seed: record.plan.seed,
  });
  const best = await runBest({
    dir,
    pageDir: path.dirname(file),
    study: record.plan.study,
    rows: bestRows(record, analysis).slice(0, options.best),
    strategy,
    tapes,
    command,
  });
  const damaged = damagedText(log);
  const all = {
    sheets: best.sheets,
    notes: [...notes, ...best.notes, ...(damaged === undefined ? [] : [damaged])],
  };
  const page = await renderSweepReport({
    record,
    analysis,
    space,
    holdout: holdoutPast(record.plan.study, log, dir),
    best: all,
    tableDigest: tableDigest(dir),
    versions: await readVersions(),
    command,
  });
  writeWholeFile(file, page, { sync: false }); // made of what is on disk
  return { file, analysis, sheets: Object.values(best.sheets), notes: all.notes };
}

function bestRows({ rows }: SweepRecord, { ranking }: SweepAnalysis): TrialRow[] {
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  return ranking.flatMap(({ number, value }) => {
    const row = byNumber.get(number);
    return row === undefined || value === undefined ? [] : [row];
  });
}

interface FoundSpace {
  readonly space: SearchSpace;
  readonly notes: readonly string[];
}

/** As the strategy declares it, or as far as the trials show it. */
function spaceOf(record: SweepRecord, strategy: Strategy | undefined): FoundSpace {
  const { study, space, where } = record.plan;
  const shown = (why: string): FoundSpace => ({
    space: recordSpace(record),
    notes: [`Ranges are taken to end at the outermost trials: ${why}.`],
  });
  if (strategy === undefined) return shown("the strategy is not at hand");
  const instruments = study.instruments.map((spec) => new Instrument(spec));
  try {
    const options = { params: strategy.params, given: study.params, space, where, instruments };
    return { space: parseSearchSpace(options), notes: [] };
  } catch (error) {
    if (error instanceof ConfigError) return shown(`the strategy has changed: ${error.message}`);
    throw error;
  }
}

/** Of trials.csv; a sweep that is not over has none yet. */
function tableDigest(dir: string): string | undefined {
  const file = path.join(dir, FILES.csv);
  if (!existsSync(file)) return undefined;
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
