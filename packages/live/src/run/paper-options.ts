import path from "node:path";
import type { RiskConfig, Strategy } from "@mexoms/core";
import type { SyncPolicy } from "../journal/sync-policy.ts";
import type { WaitKind } from "../memory/wait.ts";
import { PAPER_DEFAULTS, type PaperSettings } from "../paper/paper-settings.ts";
import type { EngineObserver } from "../engine/engine-state.ts";
import type { EngineDeadlines } from "../engine/engine-times.ts";
import { sessionName } from "./session-folder.ts";

/** Levels of each side that a restart finds. */
const BOOK_LEVELS = 200;

/** A strategy on a paper venue. Texts of models are as `mexoms backtest` takes them. */
export interface PaperOptions {
  /** Folder of the session: its journal, the venue's record, files for people. */
  readonly dir: string;
  /** The memory folder; see memoryFolder. */
  readonly memory: string;
  readonly strategy: Strategy;
  readonly codeDigest: string;
  /** Name or path of the strategy, as it was given. */
  readonly source: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tapes: readonly string[];
  /** Nanoseconds of the session for each of the machine. */
  readonly speed: number;
  /** On top of the real way to the venue; "none" for that alone. */
  readonly latency: string;
  readonly queue: string;
  readonly exchange: string;
  readonly fees?: { readonly maker: string; readonly taker: string } | undefined;
  readonly accounts?: string | undefined;
  readonly rules: string;
  readonly faults?: string | undefined;
  readonly risk?: RiskConfig | undefined;
  /** How long the strategy sees the market before it may trade, such as "30s"; not at all without. */
  readonly warmup?: string | undefined;
  readonly seed: number;
  /** Share of the venue's events that get lost, to try what happens then. */
  readonly dropEvents?: number | undefined;
  readonly wait: WaitKind;
  readonly journalSync: SyncPolicy;
  readonly segmentBytes: number;
  /** How much of the session's time the journal keeps, in nanoseconds; all of it without. */
  readonly journalKeepNs?: number | undefined;
  readonly deadlines: EngineDeadlines;
  readonly observer: EngineObserver;
}

export function venueFolder(dir: string): string {
  return path.join(dir, "venue");
}

/** The settings of the venue's process. */
export function venueSettings(options: PaperOptions): PaperSettings {
  const { dir, memory, speed, latency, queue, exchange, rules, seed } = options;
  return {
    ...PAPER_DEFAULTS,
    // A restart takes the book from there.
    bookLevels: BOOK_LEVELS,
    memory,
    session: sessionName(dir),
    dir: venueFolder(dir),
    tapes: options.tapes.map((file) => path.resolve(file)),
    speed,
    latency,
    queue,
    exchange,
    rules,
    seed,
    ...(options.fees === undefined ? {} : { fees: options.fees }),
    ...(options.accounts === undefined ? {} : { accounts: path.resolve(options.accounts) }),
    ...(options.dropEvents === undefined ? {} : { dropEvents: options.dropEvents }),
    ...(options.faults === undefined ? {} : { faults: path.resolve(options.faults) }),
  };
}
