import { ConfigError } from "@mexoms/core";
import type { Bus } from "../bus/bus.ts";
import { listStreams } from "../bus/stream-info.ts";

/** Throws ConfigError, naming those that there are, when the server has no such stream. */
export async function checkStream(bus: Bus, stream: string): Promise<void> {
  const there = [...(await listStreams(bus)).keys()].filter((name) => !name.startsWith("KV_"));
  if (there.includes(stream)) return;
  const known = there.length === 0 ? "the server has none" : `there are ${there.join(", ")}`;
  throw new ConfigError(
    "stream",
    `there is no "${stream}": ${known}; "mexoms nats setup" makes MD`,
  );
}
