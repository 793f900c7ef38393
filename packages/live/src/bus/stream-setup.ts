import { ConfigError, formatDuration } from "@mexoms/core";
import type { Bus } from "./bus.ts";
import { BusError } from "./bus-error.ts";
import { formatByteSize } from "./byte-size.ts";
import type { NatsConfig } from "./nats-config.ts";
import { askJetStream } from "./stream-api.ts";
import { listStreams, type StreamInfo } from "./stream-info.ts";
import { type StreamSpec, streamSpecs } from "./stream-spec.ts";

/** One setting of a stream that is not as configured, in words for people. */
export interface Difference {
  readonly field: string;
  readonly is: string;
  readonly wanted: string;
  /** What the change would lose, if anything. */
  readonly loses?: string;
}

/** What a setup does about one stream. */
export interface SetupStep {
  readonly stream: string;
  /** "replace" deletes it with all it holds, as the server cannot change it. */
  readonly action: "create" | "change" | "replace" | "none";
  readonly differences: readonly Difference[];
  readonly spec: StreamSpec;
}

type Field = keyof StreamSpec;
type Shown = (value: unknown) => string;

const asText: Shown = (value) => (Array.isArray(value) ? value.join(" ") : String(value));
const asSize: Shown = (value) => formatByteSize(Number(value));
const asTime: Shown = (value) => (value === 0 ? "for ever" : days(Number(value)));
const asCount: Shown = (value) => (Number(value) < 0 ? "unlimited" : String(value));

/** Names of the settings as in our configuration, where they are in it, and how they read. */
const FIELDS: readonly (readonly [Field, string, Shown])[] = [
  ["subjects", "subjects", asText],
  ["storage", "storage", asText],
  ["retention", "retention", asText],
  ["discard", "whenFull", (value) => (value === "old" ? "drop-oldest" : "refuse-new")],
  ["max_age", "keep", asTime],
  ["max_bytes", "maxBytes", asSize],
  ["max_msgs", "maxMessages", asCount],
  ["max_msgs_per_subject", "history", asCount],
  ["max_msg_size", "maxMessageSize", asSize],
  ["num_replicas", "replicas", asText],
  ["duplicate_window", "duplicateWindow", asTime],
  ["allow_rollup_hdrs", "rollups", asText],
  ["deny_delete", "deletesDenied", asText],
  ["allow_direct", "directReads", asText],
  ["description", "description", asText],
];
/** Settings that a server does not change. */
const FIXED: ReadonlySet<Field> = new Set<Field>(["storage", "retention"]);

/**
 * Compares a server with a configuration. Throws BusError, and ConfigError for what this server
 * would not do as configured.
 */
export async function planSetup(bus: Bus, config: NatsConfig): Promise<SetupStep[]> {
  const there = await listStreams(bus);
  const specs = streamSpecs(config);
  for (const spec of specs) checkRefusal(spec, bus.serverVersion);
  return specs.map((spec) => stepFor(spec, there.get(spec.name)));
}

// Older servers reckon without the head of a message, let it in, and then drop old ones to be within
// the limit: acknowledged messages would be lost in silence (nats-io/nats-server, issue 4771).
const REFUSES_BY_SIZE = [2, 10, 5];

function checkRefusal({ name, discard, max_bytes }: StreamSpec, version: string): void {
  if (discard === "old" || max_bytes < 0 || isAtLeast(version, REFUSES_BY_SIZE)) return;
  throw new ConfigError(
    `${name} maxBytes`,
    `nats-server ${version} drops old messages at this limit, where it should refuse new ones; write unlimited (the server's own limit holds then), or limit maxMessages, or take ${REFUSES_BY_SIZE.join(".")} or newer`,
  );
}

function isAtLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split(/[.-]/).map(Number);
  const at = least.findIndex((part, i) => parts[i] !== part);
  return at < 0 || (parts[at] ?? 0) > least[at]!;
}

/**
 * Makes a server as configured, stream by stream; doing it twice is doing it once. Throws
 * ConfigError, before anything is changed, when something would be lost and `force` is false, and
 * for what the server refuses.
 */
export async function applySetup(
  bus: Bus,
  steps: readonly SetupStep[],
  { force }: { readonly force: boolean },
): Promise<void> {
  const losses = steps.flatMap(({ stream, differences }) =>
    differences.flatMap(({ field, loses }) =>
      loses === undefined ? [] : [`${stream} ${field}: ${loses}`],
    ),
  );
  if (losses.length > 0 && !force) {
    throw new ConfigError("setup", `would lose data: ${losses.join("; ")}; --force does it anyway`);
  }
  for (const { action, spec } of steps) {
    if (action === "none") continue;
    if (action === "replace") await ask(bus, spec, `STREAM.DELETE.${spec.name}`);
    const call = action === "change" ? "STREAM.UPDATE" : "STREAM.CREATE";
    await ask(bus, spec, `${call}.${spec.name}`, spec);
  }
}

async function ask(bus: Bus, spec: StreamSpec, call: string, body: object = {}): Promise<void> {
  try {
    await askJetStream(bus, call, body);
  } catch (error) {
    if (!(error instanceof BusError) || error.code !== "refused") throw error;
    const size = /insufficient (storage|memory)/i.test(error.message)
      ? `; it asks for ${formatByteSize(spec.max_bytes)}: give the server more, or take less by streams.${spec.name.toLowerCase()}.maxBytes`
      : "";
    throw new ConfigError(spec.name, `the server refuses this stream: ${error.message}${size}`);
  }
}

/** What differs between a stream and its configuration, and what changing it would lose. */
export function differencesOf(spec: StreamSpec, info: StreamInfo): Difference[] {
  return FIELDS.flatMap(([field, name, shown]) => {
    const [is, wanted] = [shown(info.config[field] ?? false), shown(spec[field])];
    if (is === wanted && same(info.config[field] ?? false, spec[field])) return [];
    const loses = lossOf(field, spec, info);
    return [{ field: name, is, wanted, ...(loses === undefined ? {} : { loses }) }];
  });
}

function stepFor(spec: StreamSpec, info: StreamInfo | undefined): SetupStep {
  const of = { stream: spec.name, spec };
  if (info === undefined) return { ...of, action: "create", differences: [] };
  const differences = differencesOf(spec, info);
  if (differences.length === 0) return { ...of, action: "none", differences };
  const fixed = [...FIXED].some((field) => !same(info.config[field], spec[field]));
  return { ...of, action: fixed ? "replace" : "change", differences };
}

function lossOf(field: Field, spec: StreamSpec, info: StreamInfo): string | undefined {
  if (info.messages === 0) return undefined;
  const all = `all ${info.messages} messages`;
  if (FIXED.has(field)) return `the stream must be made anew, without ${all}`;
  if (field === "max_bytes" && below(spec.max_bytes, info.bytes)) {
    return `it holds ${formatByteSize(info.bytes)}`;
  }
  if (field === "max_msgs" && below(spec.max_msgs, info.messages)) return `it holds ${all}`;
  const firstNs = info.firstNs ?? 0n;
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  if (field === "max_age" && spec.max_age > 0 && nowNs - firstNs > BigInt(spec.max_age)) {
    return `its first message is ${days(Number(nowNs - firstNs))} old`;
  }
  const shorter = below(spec.max_msgs_per_subject, info.config.max_msgs_per_subject);
  const unlimited = info.config.max_msgs_per_subject < 0 && spec.max_msgs_per_subject > 0;
  if (field === "max_msgs_per_subject" && (shorter || unlimited)) return "older values of keys";
  return undefined;
}

/** Whether a limit is below what there is; limits below zero are none. */
function below(limit: number, is: number): boolean {
  return limit >= 0 && limit < is;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function days(ns: number): string {
  const whole = 86_400e9;
  if (ns >= whole) return `${Number((ns / whole).toPrecision(3))}d`;
  return ns % 60e9 === 0 ? `${ns / 60e9}m` : formatDuration(Math.round(ns / 1e9) * 1e9);
}
