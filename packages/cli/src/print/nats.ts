import { formatTimestamp } from "@mexoms/core";
import {
  formatByteSize,
  type NatsStatus,
  passwordVariable,
  ROLES,
  type SetupStep,
  type StreamStatus,
  type WrittenFile,
} from "@mexoms/live/internal";
import { plainTable } from "./table.ts";

const DONE = { create: "made", change: "changed", replace: "made anew", none: "as configured" };
const PLANNED = {
  create: "would be made",
  change: "would be changed",
  replace: "would be made anew",
  none: "as configured",
};

/** What a setup does, stream by stream. */
export function setupText(steps: readonly SetupStep[], dryRun: boolean): string {
  const words = dryRun ? PLANNED : DONE;
  const rows = steps.map(({ stream, action, differences }) => {
    const changes = differences.map(({ field, is, wanted, loses }) => {
      const loss = loses === undefined ? "" : ` (${loses})`;
      return `${field} ${is} -> ${wanted}${loss}`;
    });
    return [stream, words[action], changes.join(", ")];
  });
  return plainTable({ rows });
}

/** A server and its streams as a table. */
export function statusText(status: NatsStatus): string {
  const { version, server, file, memory, streams } = status;
  const use = (of: NatsStatus["file"]): string =>
    `${formatByteSize(of.bytes)} of ${of.limit < 0 ? "what there is" : formatByteSize(of.limit)}`;
  const table = plainTable({
    head: ["stream", "messages", "bytes", "first", "last", "limits", "differs"],
    rows: streams.map(streamRow),
    right: [1, 2],
  });
  return `nats-server ${version} at ${server}; JetStream: ${use(file)} in files, ${use(memory)} in memory\n\n${table}`;
}

function streamRow({ name, info, differences, ours }: StreamStatus): string[] {
  if (info === undefined) return [name, "-", "-", "-", "-", "-", "is not there: mexoms nats setup"];
  const { max_age, max_bytes, max_msgs, num_replicas } = info.config;
  const limits = [
    max_age === 0 ? "" : `${Number((max_age / 86_400e9).toPrecision(3))}d`,
    max_bytes < 0 ? "" : formatByteSize(max_bytes),
    max_msgs < 0 ? "" : `${max_msgs} messages`,
    num_replicas === 1 ? "" : `${num_replicas} replicas`,
  ].filter((text) => text !== "");
  const differs = differences.map(({ field, is, wanted }) => `${field} is ${is}, not ${wanted}`);
  return [
    name,
    String(info.messages),
    formatByteSize(info.bytes),
    timeText(info.firstNs),
    timeText(info.lastNs),
    limits.length === 0 ? "none" : limits.join(", "),
    ours ? differs.join(", ") : "not of this configuration",
  ];
}

function timeText(ns: bigint | undefined): string {
  return ns === undefined ? "-" : `${formatTimestamp(ns).slice(0, 19)}Z`;
}

export function statusJson(status: NatsStatus): string {
  const shown = (_key: string, value: unknown): unknown =>
    typeof value === "bigint" ? formatTimestamp(value) : value;
  return JSON.stringify(status, shown, 2);
}

/** The files of a server's configuration, and what to do with them. */
export function serverConfigText(
  files: readonly WrittenFile[],
  users: "nkeys" | "variables",
): string {
  const [config] = files;
  const lines = files.map(({ file, kept }) => `${kept ? "kept " : "wrote"} ${file}`);
  const next =
    users === "nkeys"
      ? "Give each process the file of its role: --credentials FILE. The server needs none of them."
      : `Start the server with ${ROLES.map(passwordVariable).join(", ")} in its environment.`;
  return [
    ...lines,
    "",
    next,
    `Start it: mexoms nats serve --permissions ${config?.file ?? ""}`,
  ].join("\n");
}
