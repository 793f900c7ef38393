import { studyDigest, type SweepRecord, trialIdsOf } from "@mexoms/sim/engine";
import { triedPoints } from "@mexoms/sim/internal";
import { digestsOf } from "./holdout-past.ts";
import { ID_CHARACTERS } from "./log-line.ts";
import { appendToLog, knownIds, projectTrials, readResearchLog } from "./research-log.ts";

export interface LogSweepOptions {
  /** Folder of the project. */
  readonly project: string;
  readonly record: SweepRecord;
  /** ISO 8601: when the sweep ended. */
  readonly time: string;
}

/** What a sweep added to its project. */
export interface LoggedSweep {
  /** Points that no sweep of the project had run before. */
  readonly added: number;
  /** Different points that were ever run in the project, this sweep's included. */
  readonly projectTrials: number;
  /** The project's log. */
  readonly file: string;
  /** Numbers of its lines that cannot be read. */
  readonly damaged: readonly number[];
}

/**
 * Writes a sweep into its project's log. Counted are points of the search that gave a result, on
 * whatever part of the time; the best trial under other assumptions, and moved a little, is not another
 * try. A sweep that is gone on with, or run again, adds what is new: nothing then is written for
 * nothing.
 */
export function logSweep({ project, record, time }: LogSweepOptions): LoggedSweep {
  const log = readResearchLog(project);
  const { study } = record.plan;
  const digest = studyDigest(study);
  const ids = pointIds(record);
  const known = new Set(log.sweeps.flatMap((line) => knownIds(line)));
  const added = ids.filter((id) => !known.has(id));
  if (added.length > 0) {
    appendToLog(project, {
      kind: "sweep",
      time,
      study: digest,
      strategy: study.strategy.name,
      data: digestsOf(study),
      fromNs: study.startNs,
      toNs: study.endNs,
      search: record.plan.search,
      trials: ids.length,
      new: added.join(""),
    });
  }
  return {
    added: added.length,
    projectTrials: projectTrials(log) + added.length,
    file: log.file,
    damaged: log.damaged,
  };
}

/** Of each point the id of its trial on all of the time, whatever part it was run on. */
function pointIds({ plan, rows }: SweepRecord): string[] {
  const idOf = trialIdsOf(plan.study);
  const ids = triedPoints(rows).map((point) =>
    idOf({ point, variant: { label: "" }, share: 1 }).slice(0, ID_CHARACTERS),
  );
  return [...new Set(ids)];
}
