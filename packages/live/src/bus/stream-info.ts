import { parseTimestamp } from "@mexoms/core";
import type { Bus } from "./bus.ts";
import { askJetStream } from "./stream-api.ts";
import type { StreamSpec } from "./stream-spec.ts";

/** A stream as a server has it. */
export interface StreamInfo {
  readonly config: StreamSpec & Readonly<Record<string, unknown>>;
  readonly messages: number;
  readonly bytes: number;
  /** Of the first and last message; undefined when it is empty. */
  readonly firstNs: bigint | undefined;
  readonly lastNs: bigint | undefined;
}

interface RawInfo {
  readonly config: StreamInfo["config"];
  readonly state: {
    readonly messages: number;
    readonly bytes: number;
    readonly first_ts: string;
    readonly last_ts: string;
  };
}

/** All streams of the server's account, by name. */
export async function listStreams(bus: Bus): Promise<Map<string, StreamInfo>> {
  const found = new Map<string, StreamInfo>();
  for (;;) {
    const page = await askJetStream<{ total: number; streams?: RawInfo[] | null }>(
      bus,
      "STREAM.LIST",
      { offset: found.size },
    );
    for (const raw of page.streams ?? []) found.set(raw.config.name, infoOf(raw));
    if ((page.streams ?? []).length === 0 || found.size >= page.total) return found;
  }
}

function infoOf({ config, state }: RawInfo): StreamInfo {
  const { messages, bytes } = state;
  const timeNs = (text: string): bigint | undefined =>
    messages === 0 ? undefined : parseTimestamp(text, "stream");
  return {
    config,
    messages,
    bytes,
    firstNs: timeNs(state.first_ts),
    lastNs: timeNs(state.last_ts),
  };
}

/** How long a stream remembers ids of messages, in milliseconds. Throws BusError. */
export async function duplicateWindowMs(bus: Bus, stream: string): Promise<number> {
  const { config } = await askJetStream<RawInfo>(bus, `STREAM.INFO.${stream}`);
  return config.duplicate_window / 1e6;
}
