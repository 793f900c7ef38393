import type { Command } from "commander";
import { ConfigError } from "@mexoms/core";
import { type Bus, BusError, connectBus, natsConfig } from "@mexoms/live";
import type { NatsConfig } from "@mexoms/live/internal";
import { keyValues } from "./key-values.ts";

/** How to reach a server. */
export interface ServerFlags {
  readonly nats?: string;
  readonly credentials?: string;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** And what it should have. */
export interface NatsFlags extends ServerFlags {
  readonly config?: string;
  readonly set: readonly string[];
}

const LOCAL = "nats://127.0.0.1:4222";

export function withServerFlags(command: Command): Command {
  return command
    .option("--nats <url>", `server (default: NATS_URL or ${LOCAL})`)
    .option(
      "--credentials <file>",
      "nkey seed, .creds file, or a line user:password (default: NATS_CREDENTIALS)",
    )
    .option("--tls-ca <file>", "who signed the server's certificate")
    .option("--tls-cert <file>", "own certificate, where the server asks for one")
    .option("--tls-key <file>", "and its key");
}

export function withNatsFlags(command: Command): Command {
  return withServerFlags(command)
    .option("--config <file>", "streams and buckets, YAML or JSON (default: built in)")
    .option("--set <setting=value...>", "one of them: streams.md.maxBytes=50GB replicas=3", []);
}

/** The streams and buckets that the flags ask for. */
export function configOf(flags: NatsFlags): NatsConfig {
  const settings = keyValues(flags.set, "--set", "streams.md.maxBytes=50GB");
  return natsConfig({ file: flags.config, settings });
}

/** Does something with a connection, and says in one line what the server would not do. */
export async function withBus<T>(flags: ServerFlags, use: (bus: Bus) => Promise<T>): Promise<T> {
  const { env } = process;
  const url = flags.nats ?? (env["NATS_URL"] || LOCAL);
  const { tlsCa, tlsCert, tlsKey } = flags;
  const tls = {
    ...(tlsCa === undefined ? {} : { caFile: tlsCa }),
    ...(tlsCert === undefined ? {} : { certFile: tlsCert }),
    ...(tlsKey === undefined ? {} : { keyFile: tlsKey }),
  };
  const bus = await connectBus({
    url,
    name: "mexoms nats",
    credentials: flags.credentials ?? (env["NATS_CREDENTIALS"] || undefined),
    tls: Object.keys(tls).length === 0 ? undefined : tls,
  });
  try {
    return await use(bus);
  } catch (error) {
    if (error instanceof BusError) throw new ConfigError("nats", error.message);
    throw error;
  } finally {
    await bus.close();
  }
}
