import { z } from "zod";

/** Characters of a trial's id that the log keeps: enough to tell millions apart. */
export const ID_CHARACTERS = 12;

/** A sweep that was run. */
export interface SweepLine {
  readonly kind: "sweep";
  /** ISO 8601. */
  readonly time: string;
  /** Hash of the sweep's study. */
  readonly study: string;
  readonly strategy: string;
  /** Digests of the tapes, sorted. */
  readonly data: readonly string[];
  /** The span that its trials saw, nanoseconds since 1970 as decimal text. */
  readonly fromNs: string;
  readonly toNs: string;
  readonly search: string;
  /** Points of the sweep that gave a result. */
  readonly trials: number;
  /** Those that the log did not know: the first characters of their ids, one after the other. */
  readonly new: string;
}

/** A hold-out that was opened, and what came out. */
export interface HoldoutLine {
  readonly kind: "holdout";
  /** ISO 8601. */
  readonly time: string;
  readonly who: string;
  readonly strategy: string;
  /** Hash of the sweep's study. */
  readonly study: string;
  /** Digests of the tapes, sorted. */
  readonly data: readonly string[];
  /** The span that was held out, nanoseconds since 1970 as decimal text. */
  readonly fromNs: string;
  readonly toNs: string;
  readonly point: Readonly<Record<string, string>>;
  readonly currency: string;
  /** Bars that counted. */
  readonly bars: number;
  readonly pnl: number;
  readonly pnlPerBar: number;
  /** Of a bar; absent when not defined. */
  readonly sharpe?: number;
  /** The same trial in the sweep. */
  readonly trainPnlPerBar: number;
  readonly trainSharpe?: number;
}

export type LogLine = SweepLine | HoldoutLine;

const LINE: z.ZodType = lineShape();

/** Undefined for a damaged line. */
export function parseLine(text: string): LogLine | undefined {
  try {
    // Absent keys stay absent.
    return LINE.safeParse(JSON.parse(text)).data as LogLine | undefined;
  } catch {
    return undefined;
  }
}

function lineShape(): z.ZodType {
  const nanoseconds = z.string().regex(/^\d+$/);
  const common = {
    time: z.string(),
    study: z.string(),
    strategy: z.string(),
    data: z.array(z.string()),
    fromNs: nanoseconds,
    toNs: nanoseconds,
  };
  const sweep = z.strictObject({
    ...common,
    kind: z.literal("sweep"),
    search: z.string(),
    trials: z.number().int().nonnegative(),
    new: z.string().regex(/^(?:[0-9a-f]{12})*$/),
  });
  const holdout = z.strictObject({
    ...common,
    kind: z.literal("holdout"),
    who: z.string(),
    point: z.record(z.string(), z.string()),
    currency: z.string(),
    bars: z.number(),
    pnl: z.number(),
    pnlPerBar: z.number(),
    sharpe: z.number().optional(),
    trainPnlPerBar: z.number(),
    trainSharpe: z.number().optional(),
  });
  return z.discriminatedUnion("kind", [sweep, holdout]);
}
