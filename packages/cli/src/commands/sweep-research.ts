import { Instrument, type Strategy } from "@mexoms/core";
import {
  analyseSweep,
  checkLogWritable,
  damagedText,
  findProject,
  logSweep,
  parseSearchSpace,
  type SweepAnalysis,
  type SweepRecord,
} from "@mexoms/sim";
import { FOLD_SCORE } from "./doubt-defaults.ts";
import type { SweepFlags } from "./sweep-flags.ts";
import { wholeNumber } from "./whole-number.ts";

/** What an analysis needs beside the sweep. */
export interface ResearchFacts {
  readonly project: string;
  readonly minFills: number;
}

/** What is wanted only when all has been run, and had better be wrong before. */
export function researchFacts(flags: SweepFlags): ResearchFacts {
  const project = flags.project ?? findProject(process.cwd());
  checkLogWritable(project);
  return { project, minFills: wholeNumber(flags.minFills, "--min-fills", 0) };
}

/** Enters the sweep into the project's log, and looks at what it says. */
export function analysed(
  record: SweepRecord,
  strategy: Strategy,
  { project, minFills }: ResearchFacts,
): SweepAnalysis {
  const { study, space, where, seed } = record.plan;
  const logged = logSweep({ project, record, time: new Date().toISOString() });
  const damaged = damagedText(logged);
  if (damaged !== undefined) console.error(`note: ${damaged}`);
  const instruments = study.instruments.map((spec) => new Instrument(spec));
  const { params } = strategy;
  return analyseSweep(record, {
    projectTrials: logged.projectTrials,
    minFills,
    space: parseSearchSpace({ params, given: study.params, space, where, instruments }),
    declared: params,
    foldScore: FOLD_SCORE,
    seed,
  });
}
