import { readFileSync } from "node:fs";
import { ConfigError } from "@mexoms/core";
import { z } from "zod";
import { WAIT_KINDS, type WaitKind } from "../memory/wait.ts";

/** All that decides a paper venue, as it travels to its process: a JSON file. */
export interface PaperSettings {
  /** The memory folder; see memoryFolder. */
  readonly memory: string;
  /** Name of the session in it. */
  readonly session: string;
  /** Folder for the venue's own record; see PaperLedger. */
  readonly dir: string;
  readonly tapes: readonly string[];
  /** Nanoseconds of the session for each of the machine. */
  readonly speed: number;
  /**
   * Model of the way to the venue and back, on top of the real one; "none" for the real one alone.
   * This and the next ones are texts as `mexoms backtest` takes them.
   */
  readonly latency: string;
  readonly queue: string;
  readonly exchange: string;
  readonly fees?: { readonly maker: string; readonly taker: string } | undefined;
  /** File of accounts. */
  readonly accounts?: string | undefined;
  readonly rules: string;
  /** File of faults. */
  readonly faults?: string | undefined;
  /**
   * Serves an engine on another machine, over a nats-server, in place of one on this machine through
   * shared memory: its address, and a file of credentials.
   */
  readonly nats?: { readonly url: string; readonly credentials?: string | undefined } | undefined;
  /** Of the models' random numbers. */
  readonly seed: number;
  readonly wait: WaitKind;
  /** Longest sleep between two looks, for "sleep". */
  readonly maxSleepUs: number;
  /** The process ends itself when the tapes are over and no engine asked for anything so long. */
  readonly idleMs: number;
  /** Rows and trades that readers may be behind, by instrument. */
  readonly rowSlots: number;
  readonly tradeSlots: number;
  /** Levels of each side in the books that other processes see. */
  readonly bookLevels: number;
  /** Room for events that an engine has not taken yet. */
  readonly ringBytes: number;
  /** Share of the events of orders that get lost on the way, to try what engines do then. */
  readonly dropEvents?: number | undefined;
}

/** Of the machine, not of what is filled. */
export const PAPER_DEFAULTS: Pick<
  PaperSettings,
  "wait" | "maxSleepUs" | "idleMs" | "rowSlots" | "tradeSlots" | "bookLevels" | "ringBytes"
> = {
  wait: "sleep",
  maxSleepUs: 200,
  idleMs: 60_000,
  rowSlots: 1 << 16,
  tradeSlots: 1 << 12,
  bookLevels: 20,
  ringBytes: 4 << 20,
};

/** Reads the settings of a paper venue. Throws ConfigError. */
export function readPaperSettings(file: string): PaperSettings {
  const found = schema().safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  throw new ConfigError(`${file} ${issue!.path.join(".")}`, issue!.message);
}

function schema(): z.ZodType<PaperSettings> {
  return z.strictObject({
    memory: z.string(),
    session: z.string(),
    dir: z.string(),
    tapes: z.array(z.string()).min(1),
    speed: z.number().positive(),
    latency: z.string(),
    queue: z.string(),
    exchange: z.string(),
    fees: z.strictObject({ maker: z.string(), taker: z.string() }).optional(),
    accounts: z.string().optional(),
    rules: z.string(),
    faults: z.string().optional(),
    nats: z.strictObject({ url: z.string(), credentials: z.string().optional() }).optional(),
    seed: z.int().nonnegative(),
    wait: z.enum(WAIT_KINDS),
    maxSleepUs: z.number().positive(),
    idleMs: z.number().positive(),
    rowSlots: z.int(),
    tradeSlots: z.int(),
    bookLevels: z.int(),
    ringBytes: z.int(),
    dropEvents: z.number().min(0).max(1).optional(),
  });
}
