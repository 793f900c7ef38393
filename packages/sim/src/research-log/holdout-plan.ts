import path from "node:path";
import { ConfigError, formatTimestamp } from "@mexoms/core";
import {
  type CompleteTrial,
  type Study,
  studyDigest,
  type SweepRecord,
  trialTable,
} from "@mexoms/sim/engine";
import { HOLDOUT_FILE, readHoldoutFile } from "./holdout-file.ts";
import type { HoldoutLine } from "./log-line.ts";
import type { ResearchLog } from "./research-log.ts";

/** What opening a hold-out would do. */
export interface HoldoutPlan {
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
  /** Openings of other hold-outs with the same strategy and data that share some of the time. */
  readonly overlapping: readonly HoldoutLine[];
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
  const data = study.tapes.map(({ digest }) => digest).toSorted();
  const opened = log.holdouts.filter((line) => line.strategy === study.strategy.name);
  const isSame = (line: HoldoutLine): boolean => isSameData(line, data) && isSameSpan(line, study);
  const same = opened.find(isSame);
  if (same !== undefined) throw new ConfigError("sweep", refusal(same, log.file));
  const told = dir === undefined ? undefined : readHoldoutFile(dir);
  if (told !== undefined && isSame(told)) {
    throw new ConfigError("sweep", refusal(told, path.join(dir!, HOLDOUT_FILE)));
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
  const overlapping = opened.filter((line) => sharesData(line, data) && overlaps(line, study));
  const digest = studyDigest(study);
  return { best, study, studyDigest: digest, data, bars, firstBar, embargoBars, overlapping };
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

function isSameData(line: HoldoutLine, data: readonly string[]): boolean {
  return line.data.join() === data.join();
}

function isSameSpan(line: HoldoutLine, { endNs, dataEndNs }: Study): boolean {
  return line.fromNs === endNs && line.toNs === dataEndNs;
}

function sharesData(line: HoldoutLine, data: readonly string[]): boolean {
  return line.data.some((digest) => data.includes(digest));
}

function overlaps(line: HoldoutLine, { endNs, dataEndNs }: Study): boolean {
  return BigInt(line.fromNs) < BigInt(dataEndNs) && BigInt(endNs) < BigInt(line.toNs);
}

/** A hold-out's time, for people. */
export function holdoutSpan({ endNs, dataEndNs }: Study): string {
  const text = (ns: string): string => `${formatTimestamp(BigInt(ns)).slice(0, 19)}Z`;
  return `${text(endNs)} to ${text(dataEndNs)}`;
}
