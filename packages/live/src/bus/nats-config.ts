import { readFileSync } from "node:fs";
import { ConfigError, DataError, parseDuration } from "@mexoms/core";
import { parse } from "yaml";
import { z } from "zod";
import { parseByteSize } from "./byte-size.ts";

/** Actions whose messages are kept, each in a stream of its own. */
export const KEPT_ACTIONS = [
  "md",
  "orders",
  "fills",
  "positions",
  "risk",
  "control",
  "journal",
] as const;
export type KeptAction = (typeof KEPT_ACTIONS)[number];

export const BUCKETS = ["kill-switch", "leases", "registry"] as const;
export type BucketName = (typeof BUCKETS)[number];

type Storage = "file" | "memory";

export interface StreamConfig {
  /** How long messages are kept: "30d". */
  readonly keep: string;
  /** "20GB" or "unlimited". */
  readonly maxBytes: string;
  readonly maxMessages: number | "unlimited";
  readonly maxMessageSize: string;
  /** At a limit: the oldest go, or new ones are refused. */
  readonly whenFull: "drop-oldest" | "refuse-new";
  readonly storage: Storage;
  /** Servers of a cluster that keep it, from 1 to 5. */
  readonly replicas: number;
  /** How long the ids of messages are remembered. */
  readonly duplicateWindow: string;
}

export interface BucketConfig {
  /** Values kept of each key, from 1 to 64. */
  readonly history: number;
  readonly maxBytes: string;
  readonly storage: Storage;
  readonly replicas: number;
}

/** The streams of sweeps that run on several machines: trials, results, tapes and code. */
export interface SweepsConfig {
  /** How long what a sweep left behind is kept when nobody removes it. */
  readonly keep: string;
  readonly storage: Storage;
  readonly replicas: number;
}

/** What a configuration file may say. */
export interface NatsConfigFile {
  /** For all streams and buckets that say nothing else. */
  readonly replicas?: number;
  readonly keep?: string;
  readonly streams?: Readonly<Partial<Record<KeptAction, Partial<StreamConfig>>>>;
  readonly buckets?: Readonly<Partial<Record<BucketName, Partial<BucketConfig>>>>;
  readonly sweeps?: Partial<SweepsConfig>;
}

/** Streams and buckets as they should be. */
export interface NatsConfig {
  readonly streams: Readonly<Record<KeptAction, StreamConfig>>;
  readonly buckets: Readonly<Record<BucketName, BucketConfig>>;
  readonly sweeps: SweepsConfig;
}

const KEEP = "30d";
const KEEP_SWEEPS = "7d";
const REPLICAS = 1;
// Market data is cheap to lose at its old end. Of the rest nothing may go before its time, so that
// the limit is the server's own, at which it refuses new messages.
const MD_SIZE = "20GB";

/**
 * The configuration with what a file says, and `settings` such as
 * {"streams.md.maxBytes": "50GB", "replicas": "3"} over it. Throws ConfigError for a setting, and
 * DataError for a file, with the field and what would be valid.
 */
export function natsConfig(
  options: {
    readonly file?: string | undefined;
    readonly settings?: Readonly<Record<string, string>> | undefined;
  } = {},
): NatsConfig {
  const from = options.file === undefined ? {} : readConfig(options.file);
  const over = configOf(options.settings ?? {});
  const keep = over.keep ?? from.keep ?? KEEP;
  const copies = over.replicas ?? from.replicas ?? REPLICAS;
  const stream = (action: KeptAction): StreamConfig =>
    checkedStream(action, {
      keep,
      maxBytes: action === "md" ? MD_SIZE : "unlimited",
      maxMessages: "unlimited",
      maxMessageSize: "unlimited",
      whenFull: action === "md" ? "drop-oldest" : "refuse-new",
      storage: "file",
      replicas: copies,
      duplicateWindow: "2m",
      ...from.streams?.[action],
      ...over.streams?.[action],
    });
  const bucket = (name: BucketName): BucketConfig => ({
    history: 64,
    maxBytes: "unlimited",
    storage: "file",
    replicas: copies,
    ...from.buckets?.[name],
    ...over.buckets?.[name],
  });
  return {
    streams: records(KEPT_ACTIONS, stream),
    buckets: records(BUCKETS, bucket),
    sweeps: {
      keep: KEEP_SWEEPS,
      storage: "file",
      replicas: copies,
      ...from.sweeps,
      ...over.sweeps,
    },
  };
}

/** The content of a file, or of settings; `bad` makes the error. */
function parsedConfig(
  content: unknown,
  bad: (field: string, message: string) => Error,
): NatsConfigFile {
  const parsed = configSchema().safeParse(content);
  // Keys that are absent stay absent, which the schema's type cannot say.
  if (parsed.success) return parsed.data as NatsConfigFile;
  const issue = parsed.error.issues[0]!;
  const field = [...issue.path, ...("keys" in issue ? issue.keys : [])].join(".");
  throw bad(field, issue.message);
}

function configSchema(): z.ZodType {
  const duration = z.string().superRefine(check((text) => parseDuration(text, "")));
  const size = z.string().superRefine(check((text) => parseByteSize(text, "")));
  const storage = z.enum(["file", "memory"]);
  const replicas = z.int().min(1).max(5);
  const stream = z.strictObject({
    keep: duration,
    maxBytes: size,
    maxMessages: z.union([z.literal("unlimited"), z.int().min(1)]),
    maxMessageSize: size,
    whenFull: z.enum(["drop-oldest", "refuse-new"]),
    storage,
    replicas,
    duplicateWindow: duration,
  });
  const history = z.int().min(1).max(64);
  const bucket = z.strictObject({ history, maxBytes: size, storage, replicas });
  return z.strictObject({
    replicas: replicas.optional(),
    keep: duration.optional(),
    streams: z.strictObject(records(KEPT_ACTIONS, () => stream.partial().optional())).optional(),
    buckets: z.strictObject(records(BUCKETS, () => bucket.partial().optional())).optional(),
    sweeps: z.strictObject({ keep: duration, storage, replicas }).partial().optional(),
  });
}

function checkedStream(action: KeptAction, stream: StreamConfig): StreamConfig {
  const { keep, duplicateWindow } = stream;
  if (parseDuration(duplicateWindow, "") > parseDuration(keep, "")) {
    throw new ConfigError(
      `streams.${action}.duplicateWindow`,
      `${duplicateWindow} is longer than messages are kept (${keep})`,
    );
  }
  return stream;
}

function readConfig(file: string): NatsConfigFile {
  let content: unknown;
  try {
    // JSON is YAML, too.
    content = parse(readFileSync(file, "utf8")) ?? {};
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new DataError({ file }, code?.startsWith("E") ? `cannot be read (${code})` : message);
  }
  return parsedConfig(content, (field, message) => new DataError({ file, field }, message));
}

function configOf(settings: Readonly<Record<string, string>>): NatsConfigFile {
  const config: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(settings)) {
    const path = name.split(".");
    let at = config;
    for (const key of path.slice(0, -1)) at = at[key] = { ...(at[key] as object | undefined) };
    at[path.at(-1)!] = /^\d+$/.test(text) ? Number(text) : text;
  }
  return parsedConfig(config, (field, message) => {
    return new ConfigError(field, `${message}; one that is valid: streams.md.maxBytes=50GB`);
  });
}

function check(parseText: (text: string) => unknown) {
  return (text: string, context: z.core.$RefinementCtx<string>): void => {
    try {
      parseText(text);
    } catch (error) {
      const message = (error as Error).message.replace(/^: /, "");
      context.addIssue({ code: "custom", message });
    }
  };
}

function records<K extends string, V>(keys: readonly K[], of: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, V>;
}
