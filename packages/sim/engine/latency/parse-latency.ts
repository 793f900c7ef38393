import { ConfigError, parseDuration } from "@mexoms/core";
import { constantLatency } from "./constant.ts";
import type { LatencyModel } from "./latency-model.ts";

/**
 * Reads a constant latency: "5ms" for both ways or "entry=5ms,response=8ms". Throws ConfigError.
 * Histories are files and are read elsewhere.
 */
export function parseLatency(text: string): LatencyModel {
  if (!text.includes("=")) {
    const ns = parseDuration(text, "latency");
    return constantLatency({ entryNs: ns, responseNs: ns });
  }
  const match = /^entry=([^,=]+),response=([^,=]+)$/.exec(text);
  if (!match) {
    throw new ConfigError("latency", `"${text}" is not like 5ms or entry=5ms,response=8ms`);
  }
  return constantLatency({
    entryNs: parseDuration(match[1]!, "latency entry"),
    responseNs: parseDuration(match[2]!, "latency response"),
  });
}
