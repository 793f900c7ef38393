import type { Command } from "commander";
import { ConfigError } from "@mexoms/core";
import { openSharedTape, portableStrategy, type SweepOptions } from "@mexoms/sim";
import { strategyFileOf } from "../strategies.ts";
import { withFlagNames } from "./flag-names.ts";
import { type ServerFlags, withBus } from "./nats-flags.ts";

/** Where trials are run, when it is not here. The flags of market data have --credentials, too. */
export interface SweepNatsFlags extends ServerFlags {
  readonly keep?: true;
}

type MakeExecutor = NonNullable<SweepOptions["executor"]>;

export function withSweepNatsFlags(command: Command): Command {
  return command
    .option("--nats <url>", "server whose mexoms workers run the trials: nats://127.0.0.1:4222")
    .option("--tls-ca <file>", "who signed the server's certificate")
    .option("--tls-cert <file>", "own certificate, where the server asks for one")
    .option("--tls-key <file>", "and its key")
    .option("--keep", "leave tapes, code and results on the server");
}

/** Runs a sweep with an executor on a server when the flags name one, and without one otherwise. */
export async function withSweepExecutor<T>(
  flags: SweepNatsFlags,
  strategy: string,
  about: {
    readonly onNote: (note: string) => void;
    readonly onSent: (bytes: number, total: number) => void;
  },
  run: (executor: MakeExecutor | undefined) => Promise<T>,
): Promise<T> {
  const { nats, tlsCa, tlsCert, tlsKey, keep } = flags;
  if (nats === undefined) {
    const alone = { tlsCa, tlsCert, tlsKey, keep };
    for (const [name, value] of Object.entries(alone)) {
      if (value !== undefined) throw new ConfigError(flagOf(name), "goes with --nats URL");
    }
    return run(undefined);
  }
  const { natsExecutor } = await import("@mexoms/live");
  return withFlagNames({ nats: "--nats" }, () =>
    withBus(flags, async (bus) =>
      run(async (work) =>
        natsExecutor({
          bus,
          study: work.study,
          strategy: await portableStrategy(strategyFileOf(strategy)),
          tapes: work.tapes.map(openSharedTape),
          keep: keep === true,
          signal: work.signal,
          onNote: about.onNote,
          onProgress: about.onSent,
        }),
      ),
    ),
  );
}

function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
