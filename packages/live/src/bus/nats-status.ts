import type { Bus } from "./bus.ts";
import type { NatsConfig } from "./nats-config.ts";
import { askJetStream } from "./stream-api.ts";
import { listStreams, type StreamInfo } from "./stream-info.ts";
import { type Difference, differencesOf } from "./stream-setup.ts";
import { streamSpecs } from "./stream-spec.ts";

/** A stream of a configuration, or one that a server has beyond it. */
export interface StreamStatus {
  readonly name: string;
  /** Undefined when the server has no such stream. */
  readonly info: StreamInfo | undefined;
  /** What is not as configured. */
  readonly differences: readonly Difference[];
  /** Of our configuration. */
  readonly ours: boolean;
}

export interface NatsStatus {
  readonly server: string;
  readonly version: string;
  /** Bytes that JetStream uses, and may use (below zero: what the machine has). */
  readonly file: { readonly bytes: number; readonly limit: number };
  readonly memory: { readonly bytes: number; readonly limit: number };
  readonly streams: readonly StreamStatus[];
}

interface Account {
  readonly memory: number;
  readonly storage: number;
  readonly limits: { readonly max_memory: number; readonly max_storage: number };
}

/** What a server has, beside what it should have. Throws BusError. */
export async function natsStatus(bus: Bus, config: NatsConfig): Promise<NatsStatus> {
  const account = await askJetStream<Account>(bus, "INFO");
  const there = await listStreams(bus);
  const specs = streamSpecs(config);
  const ours = specs.map((spec): StreamStatus => {
    const info = there.get(spec.name);
    const differences = info === undefined ? [] : differencesOf(spec, info);
    return { name: spec.name, info, differences, ours: true };
  });
  const names = new Set(specs.map(({ name }) => name));
  const others = [...there]
    .filter(([name]) => !names.has(name))
    .map(([name, info]): StreamStatus => ({ name, info, differences: [], ours: false }));
  return {
    server: bus.connection.getServer(),
    version: bus.serverVersion,
    file: { bytes: account.storage, limit: account.limits.max_storage },
    memory: { bytes: account.memory, limit: account.limits.max_memory },
    streams: [...ours, ...others],
  };
}
