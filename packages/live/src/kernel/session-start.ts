import { DataError, type InstrumentSpec, type RiskConfig } from "@mexoms/core";
import type { KernelState } from "@mexoms/core/internal";
import { z } from "zod";

/** An account of a session. Amounts are whole numbers of 10^-AMOUNT_DECIMALS as text. */
export interface StartAccount {
  readonly name: string;
  readonly venue: string;
  readonly kind: "spot" | "margin" | "futures";
  /** Numbers of the instruments that it trades. */
  readonly markets: readonly number[];
  /** Its own rates, by the number of the instrument. */
  readonly fees: readonly {
    readonly market: number;
    readonly maker: string;
    readonly taker: string;
  }[];
  readonly opening: KernelState["accounts"][number];
}

/** By what models a simulated venue fills the orders of a session; texts as a backtest takes them. */
export interface PaperModels {
  readonly queue: string;
  readonly exchange: string;
  /** "none", "venue", or a file. */
  readonly rules: string;
  /** Files, where there are some. */
  readonly accounts?: string | undefined;
  readonly faults?: string | undefined;
  /** Of the models' random numbers. */
  readonly seed: number;
  /** Digests of the tapes, by which they are known again. */
  readonly tapes: readonly string[];
  /** SHA-256 of the files above in hex, as they were. */
  readonly files: Readonly<Record<string, string>>;
  /** Share of the venue's events that got lost on purpose. */
  readonly dropEvents?: number | undefined;
}

/**
 * All that a fresh kernel needs to begin as the one of a session did, as it stands in the session's
 * first record. Nothing in it is secret.
 */
export interface SessionStart {
  readonly version: 1;
  /** Version of the engine's rules. */
  readonly engine: string;
  readonly strategy: {
    readonly name: string;
    /** SHA-256 of its code in hex. */
    readonly codeDigest: string;
    /** Name of a strategy that comes with mexoms, or a file, as it was given. */
    readonly source: string;
  };
  /** Texts of all parameters. */
  readonly params: Readonly<Record<string, string>>;
  /** In the order of the session's markets, with the fees that hold in it. */
  readonly instruments: readonly InstrumentSpec[];
  readonly accounts: readonly StartAccount[];
  readonly risk?: RiskConfig | undefined;
  readonly seed: number;
  readonly bookIncludesOwn: boolean;
  /** How long the strategy sees the market before it may trade; 0 for not at all. */
  readonly warmupNs: number;
  /** Whether what the strategy explains stands in the journal too. */
  readonly explains: boolean;
  readonly clock: {
    readonly epochNs: string;
    readonly originMonoNs: string;
    readonly speed: number;
  };
  /** Where the session before left off; not there for a first one. */
  readonly opening?: KernelState | undefined;
  /** Only of a session on a simulated venue. */
  readonly paper?: PaperModels | undefined;
}

const text = z.string();
const count = z.number().int().nonnegative();
const whole = z.string().regex(/^-?\d+$/);
// What is written by this program and checked by whoever takes it is only looked at as an object.
const object = z.looseObject({});
const schema = z.object({
  version: z.literal(1),
  engine: text,
  strategy: z.object({ name: text, codeDigest: text, source: text }),
  params: z.record(text, text),
  instruments: z.array(object).min(1),
  accounts: z.array(object),
  risk: object.optional(),
  seed: count,
  bookIncludesOwn: z.boolean(),
  warmupNs: count,
  explains: z.boolean(),
  clock: z.object({ epochNs: whole, originMonoNs: whole, speed: z.number().positive() }),
  opening: object.optional(),
  paper: z
    .object({
      queue: text,
      exchange: text,
      rules: text,
      accounts: text.optional(),
      faults: text.optional(),
      seed: count,
      tapes: z.array(text),
      files: z.record(text, text),
      dropEvents: z.number().optional(),
    })
    .optional(),
});

/** Reads the first record of a session. Throws DataError for one that this version cannot begin. */
export function parseSessionStart(json: string, sequence: number): SessionStart {
  const parsed = schema.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data as unknown as SessionStart;
  const [issue] = parsed.error.issues;
  const field = `record ${sequence} ${issue?.path.join(".") ?? ""}`.trim();
  throw new DataError({ file: "journal", field }, issue?.message ?? "is no start of a session");
}
