import { ConfigError, parseDuration } from "@mexoms/core";
import { latencyByKind } from "./by-kind.ts";
import { constantLatency } from "./constant.ts";
import type { LatencyModel } from "./latency-model.ts";

const KEYS = ["entry", "place", "amend", "cancel", "response", "fill", "feed"] as const;

/**
 * Reads a constant latency: "5ms" for all, "entry=5ms,response=8ms" for both ways, or by kind, such
 * as "entry=5ms,cancel=3ms,response=8ms,fill=2ms". Throws ConfigError. Histories and distributions
 * are files and are read elsewhere.
 */
export function parseLatency(text: string): LatencyModel {
  if (!text.includes("=")) {
    const ns = parseDuration(text, "latency");
    return constantLatency({ entryNs: ns, responseNs: ns });
  }
  const parts = text.split(",").map((part) => part.split("=", 2) as [string, string]);
  const given = new Map(parts);
  const unknown = [...given.keys()].find((key) => !KEYS.some((known) => known === key));
  const entry = given.get("entry") ?? given.get("place");
  const response = given.get("response");
  const twice = given.size < parts.length;
  if (twice || unknown !== undefined || entry === undefined || response === undefined) {
    const like = "5ms or entry=5ms,response=8ms";
    throw new ConfigError(
      "latency",
      `"${text}" is not like ${like}; place, amend, cancel, fill and feed can have a time of their own`,
    );
  }
  if (given.size === 2 && given.has("entry")) {
    return constantLatency({
      entryNs: parseDuration(entry, "latency entry"),
      responseNs: parseDuration(response, "latency response"),
    });
  }
  return latencyByKind({
    place: given.get("place") ?? entry,
    amend: given.get("amend") ?? entry,
    cancel: given.get("cancel") ?? entry,
    response,
    fill: given.get("fill"),
    feed: given.get("feed"),
    connections: "one",
  });
}
