import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import {
  fixedParams,
  settingsDigest,
  type Study,
  studyDigest,
  type SweepPlan,
  type SweepRecord,
  type SymbolFigures,
  type Trial,
  type TrialRow,
  type Unfinished,
} from "@mexoms/sim/engine";
import { removeDeadDraftsIn } from "../files/draft-name.ts";
import { FolderLock } from "../files/folder-lock.ts";
import { writeWholeFile } from "../files/whole-file.ts";
import { HOLDOUT_FILE } from "../research-log/holdout-file.ts";
import { encodeColumns } from "./column-file.ts";
import { checkPlanClearable, readPlan, SWEEP_KIND, SWEEP_VERSION } from "./sweep-json.ts";
import { studyDifferences } from "./study-difference.ts";
import type { TrialEnd } from "./trial-executor.ts";
import { checkLogClearable, type ReadLog, readTrialLog, TrialLog } from "./trial-log.ts";
import { symbolsOf, toColumns } from "./trial-table.ts";
import { csvLines, jsonLines } from "./trial-texts.ts";

export const FILES = {
  plan: "sweep.json",
  log: "trials.log",
  csv: "trials.csv",
  jsonLines: "trials.jsonl",
  columns: "trials.columns",
  lock: "sweep.lock",
} as const;
/** What a report of an earlier sweep left: its page and the runs of its best trials. */
const OF_REPORT = ["report.html", "best"];
const TABLES = [FILES.csv, FILES.jsonLines, FILES.columns];

/** What a columnar file of a sweep says beside its columns. */
export interface SweepColumnFacts {
  /** Digest of the study. */
  readonly study: string;
  /** Those of the columns "pnl.INSTRUMENT" and others. */
  readonly symbols: readonly Pick<SymbolFigures, "instrument" | "currency">[];
  readonly unfinished?: Unfinished;
}

export interface SweepFolderOptions {
  readonly dir: string;
  readonly plan: SweepPlan;
  /** Throws away an earlier sweep. */
  readonly fresh: boolean;
  readonly onNote: (note: string) => void;
}

/** The folder of a sweep that is being run: nobody else runs one in it. */
export class SweepFolder {
  readonly dir: string;
  /** What the log has of earlier starts. */
  readonly known: readonly TrialRow[];
  readonly #lock: FolderLock;
  readonly #log: TrialLog;
  readonly #study: string;

  private constructor(
    { dir, plan: { study } }: SweepFolderOptions,
    log: ReadLog | undefined,
    lock: FolderLock,
  ) {
    this.dir = dir;
    this.#lock = lock;
    this.#study = studyDigest(study);
    this.known = log?.rows ?? [];
    this.#log = new TrialLog(path.join(dir, FILES.log), {
      settings: settingsDigest(study),
      fixed: fixedParams(study),
      length: log?.length ?? 0,
    });
  }

  /**
   * Makes or opens a folder. Throws ConfigError when another process runs a sweep in it, or when it
   * holds something else, or a sweep with other settings: what is swept may have changed. Throws
   * DataError when another version of mexoms wrote it; one to be thrown away may be an older one's.
   * Nothing in it is touched then.
   */
  static async open(options: SweepFolderOptions): Promise<SweepFolder> {
    const { dir, plan, fresh } = options;
    checkOurs(dir);
    mkdirSync(dir, { recursive: true });
    const lock = FolderLock.take(path.join(dir, FILES.lock), inUse);
    try {
      // Before anything is written: what is refused is left as it is.
      if (fresh) checkClearable(dir);
      const log = fresh ? undefined : logOf(options);
      removeDeadDraftsIn(dir); // what a process that was killed had begun to write
      const planFile = path.join(dir, FILES.plan);
      if (fresh) remove(dir, [FILES.log, FILES.plan, HOLDOUT_FILE, ...OF_REPORT]);
      // Tables of before are not those of the plan any more; the log has what was in them.
      remove(dir, TABLES);
      const document = { kind: SWEEP_KIND, version: SWEEP_VERSION, plan };
      writeWholeFile(planFile, `${JSON.stringify(document, undefined, 2)}\n`, { sync: true });
      return new SweepFolder(options, log, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  append(number: number, trial: Trial, end: TrialEnd): void {
    this.#log.append(number, trial, end);
  }

  /** Writes the tables, each of them whole. */
  async writeTables({ rows, unfinished }: SweepRecord): Promise<void> {
    const facts: SweepColumnFacts = {
      study: this.#study,
      symbols: symbolsOf(rows),
      ...(unfinished && { unfinished }),
    };
    const write = (name: string, content: Uint8Array | Iterable<string>): void =>
      writeWholeFile(path.join(this.dir, name), content, { sync: true });
    write(FILES.csv, csvLines(rows));
    write(FILES.jsonLines, jsonLines(rows));
    // Last: readers take the rows from it, and from the log when it is not there.
    write(FILES.columns, encodeColumns(toColumns(rows), facts));
  }

  close(): void {
    try {
      this.#log.close();
    } finally {
      this.#lock.release();
    }
  }
}

function remove(dir: string, names: readonly string[]): void {
  for (const name of names) rmSync(path.join(dir, name), { force: true, recursive: true });
}

function inUse(pid: number): ConfigError {
  const problem = `process ${pid} is running a sweep in this folder`;
  return new ConfigError("dir", `${problem}; wait for it, or give another one`);
}

function checkOurs(dir: string): void {
  if (!existsSync(dir)) return;
  const names = readdirSync(dir);
  if (names.includes(FILES.plan)) return;
  const known: readonly string[] = Object.values(FILES);
  const foreign = names.find((name) => !known.some((own) => name.startsWith(own)));
  if (foreign === undefined) return;
  throw new ConfigError("dir", `${dir} is no folder of a sweep, it holds ${foreign}; give another`);
}

/** A later version's folder may hold what this one knows nothing of. */
function checkClearable(dir: string): void {
  const [plan, log] = [path.join(dir, FILES.plan), path.join(dir, FILES.log)];
  if (existsSync(plan)) checkPlanClearable(plan);
  if (existsSync(log)) checkLogClearable(log);
}

/** What a sweep with the same settings has left, if there is one; throws for other ones. */
function logOf({ dir, plan, onNote }: SweepFolderOptions): ReadLog | undefined {
  const planFile = path.join(dir, FILES.plan);
  if (existsSync(planFile)) checkStudy(dir, readPlan(planFile).study, plan.study);
  const file = path.join(dir, FILES.log);
  if (!existsSync(file)) return undefined;
  const log = readTrialLog(file);
  if (log.length > 0 && log.settings !== settingsDigest(plan.study)) {
    throw new ConfigError("dir", `${file} is of a sweep with other settings; ${otherFolder(dir)}`);
  }
  if (log.torn > 0) {
    onNote(`${file}: its last line was not written to its end; ${log.torn} bytes are cut away`);
  }
  return log;
}

function checkStudy(dir: string, before: Study, now: Study): void {
  if (settingsDigest(before) === settingsDigest(now)) return;
  throw new ConfigError(
    "dir",
    `${dir} holds a sweep with other settings: ${studyDifferences(before, now).join("; ")}; ${otherFolder(dir)}`,
  );
}

function otherFolder(dir: string): string {
  return `give another folder, for example --out ${dir}-2, or throw that sweep away with --fresh`;
}
