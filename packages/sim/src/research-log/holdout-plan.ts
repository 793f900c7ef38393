import path from "node:path";
import { ConfigError, formatTimestamp } from "@mexoms/core";
import {
  type CompleteTrial,
  type Study,
  studyDigest,
  type SweepRecord,
  trialTable,
} from "@mexoms/sim/engine";
import { HOLDOUT_FILE } from "./holdout-file.ts";
import { digestsOf, type HoldoutPast, holdoutPast } from "./holdout-past.ts";
import type { HoldoutLine } from "./log-line.ts";
import type { ResearchLog } from "./research-log.ts";

/** What opening a hold-out would do. */
export interface HoldoutPlan extends Pick<HoldoutPast, "overlapping" | "seenPoints"> {
  readonly best: CompleteTrial;
  readonly study: Study;
  readonly studyDigest: string;
  /** Digests of the tapes, sorted. */
  readonly data: readonly string[];
  /** Bars of a run over the whole data. */
  readonly bars: number;
  /** The first of them that counts: after the border and the embargo. */
  readonly firstBar: number;
  readonly embargoBars: number;
}

/**
 * What opening a sweep's hold-out would do. Throws ConfigError when there is none, when the sweep has no
 * best trial, and when it was opened before: then it says who did, when, and what came out. Openings
 * stand in the project's log, and in the sweep's folder `dir`, which may be looked at from other projects.
 */
export function planHoldout(record: SweepRecord, log: ResearchLog, dir?: string): HoldoutPlan {
  const { study, embargoBars } = record.plan;
  if (study.endNs === study.dataEndNs) {
    throw new ConfigError(
      "sweep",
      "nothing is held out: its trials saw all of the data; sweep with --holdout 0.2, for example",
    );
  }
  if (record.unfinished !== undefined) {
    const problem = `is not finished (${record.unfinished})`;
    throw new ConfigError("sweep", `${problem}; run it to its end before the hold-out is opened`);
  }
  const best = trialTable(record).ranked[0];
  if (best === undefined || Number.isNaN(best.value)) {
    throw new ConfigError("sweep", "has no best trial: none has a figure to go by");
  }
  const { opened, overlapping, seenPoints } = holdoutPast(study, log, dir);
  const [line] = opened;
  if (line !== undefined) {
    const isLogged = dir === undefined || log.holdouts.includes(line);
    const file = isLogged ? log.file : path.join(dir, HOLDOUT_FILE);
    throw new ConfigError("sweep", refusal(line, file));
  }
  const barsTo = (ns: string): number =>
    Math.ceil(Number(BigInt(ns) - BigInt(study.startNs)) / study.barNs);
  const bars = barsTo(study.dataEndNs);
  const firstBar = barsTo(study.endNs) + embargoBars;
  if (firstBar >= bars) {
    const left = bars - barsTo(study.endNs);
    throw new ConfigError(
      "sweep",
      `the hold-out has ${left} bars, and the embargo of ${embargoBars} bars takes all of them`,
    );
  }
  const past = { overlapping, seenPoints };
  const digest = studyDigest(study);
  const data = digestsOf(study);
  return { best, study, studyDigest: digest, data, bars, firstBar, embargoBars, ...past };
}

function refusal(line: HoldoutLine, file: string): string {
  const { who, time, point, pnl, currency, bars } = line;
  const params = Object.entries(point).map(([name, text]) => `${name}=${text}`);
  return (
    `this hold-out was opened on ${time} by ${who}: ${params.join(" ")} earned ${Number(pnl.toPrecision(6))} ${currency} ` +
    `in ${bars} bars. A hold-out can be opened once, since whoever has seen it chooses by it; ` +
    `record new data, or trade small. (${file})`
  );
}

/** A hold-out's time, for people. */
export function holdoutSpan({ endNs, dataEndNs }: Study): string {
  const text = (ns: string): string => `${formatTimestamp(BigInt(ns)).slice(0, 19)}Z`;
  return `${text(endNs)} to ${text(dataEndNs)}`;
}
