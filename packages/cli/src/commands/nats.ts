import { Command, Option } from "commander";
import { ConfigError } from "@mexoms/core";
import { applySetup, NatsServer, planSetup } from "@mexoms/live";
import { natsStatus, parseByteSize, writeServerConfig } from "@mexoms/live/internal";
import { untilInterrupted } from "../interrupt.ts";
import { serverConfigText, setupText, statusJson, statusText } from "../print/nats.ts";
import { withFlagNames } from "./flag-names.ts";
import { configOf, type NatsFlags, withBus, withNatsFlags } from "./nats-flags.ts";
import { wholeNumber } from "./whole-number.ts";

const EXAMPLES = `
Examples:
  mexoms nats serve
  mexoms nats setup --dry-run
  mexoms nats setup --set streams.md.maxBytes=50GB
  mexoms nats status --nats nats://10.0.0.5:4222 --credentials dashboard.nk
  mexoms nats config --out nats`;

export function natsCommand(): Command {
  return new Command("nats")
    .addHelpText("after", EXAMPLES)
    .addCommand(serveCommand())
    .addCommand(setupCommand())
    .addCommand(statusCommand())
    .addCommand(configCommand());
}

interface ServeFlags {
  readonly port: string;
  readonly host: string;
  readonly data: string;
  readonly permissions?: string;
  readonly maxFile?: string;
  readonly maxMemory?: string;
  readonly program?: string;
}

function serveCommand(): Command {
  return new Command("serve")
    .description("run a nats-server with JetStream until Ctrl-C; install it where that is allowed")
    .option("--port <number>", "0 for a free one", "4222")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--data <dir>", "folder for its streams", "out/nats")
    .option("--permissions <file>", "users and permissions, as made by mexoms nats config")
    .option("--max-file <size>", "limit of streams in files, 20GB (default: 3/4 of the disk)")
    .option("--max-memory <size>", "limit of streams in memory (default: 3/4 of the memory)")
    .option("--program <file>", "nats-server (default: NATS_SERVER, or the one in PATH)")
    .action(serve);
}

const SERVE_FLAGS = { folder: "--data", port: "--port" };

async function serve(flags: ServeFlags): Promise<void> {
  const port = wholeNumber(flags.port, "--port", 0);
  const size = (text: string | undefined, flag: string): number | undefined =>
    text === undefined ? undefined : parseByteSize(text, flag);
  const fileBytes = size(flags.maxFile, "--max-file");
  const memoryBytes = size(flags.maxMemory, "--max-memory");
  await withFlagNames(
    flags.program === undefined ? SERVE_FLAGS : { ...SERVE_FLAGS, "nats-server": "--program" },
    async () => {
      await untilInterrupted(async (signal) => {
        const server = await NatsServer.start({
          folder: flags.data,
          host: flags.host,
          ...(port === 0 ? {} : { port }),
          store: {
            ...(fileBytes === undefined ? {} : { fileBytes }),
            ...(memoryBytes === undefined ? {} : { memoryBytes }),
          },
          ...(flags.permissions === undefined ? {} : { includeFile: flags.permissions }),
          ...(flags.program === undefined ? {} : { program: flags.program }),
          log: "inherit",
          say: (line) => console.error(line),
        });
        console.log(`nats-server ${server.version} at ${server.url}, data in ${server.folder}`);
        await untilOver(server, signal);
      });
    },
  );
}

/** Waits until the person ends the server; throws ConfigError when it ends by itself. */
async function untilOver(server: NatsServer, signal: AbortSignal): Promise<void> {
  // A server does not keep its owner alive; here the owner has nothing else to do.
  const alive = setInterval(() => {}, 60_000);
  try {
    const told = new Promise<void>((done) => {
      if (signal.aborted) done();
      signal.addEventListener("abort", () => done());
    });
    const end = await Promise.race([server.ended, told]);
    if (end !== undefined) {
      throw new ConfigError("nats-server", `it ended by itself (${end.signal ?? end.code})`);
    }
    await server.stop();
  } finally {
    clearInterval(alive);
  }
}

interface SetupFlags extends NatsFlags {
  readonly dryRun?: true;
  readonly force?: true;
}

function setupCommand(): Command {
  return withNatsFlags(
    new Command("setup").description("make the server's streams and buckets as configured"),
  )
    .option("--dry-run", "show what would be done, and do nothing")
    .option("--force", "also what loses messages")
    .action(setup);
}

async function setup(flags: SetupFlags): Promise<void> {
  const config = configOf(flags);
  await withBus(flags, async (bus) => {
    const steps = await planSetup(bus, config);
    const dryRun = flags.dryRun === true;
    if (!dryRun) await applySetup(bus, steps, { force: flags.force === true });
    console.log(setupText(steps, dryRun));
  });
}

function statusCommand(): Command {
  return withNatsFlags(
    new Command("status").description(
      "show streams, what they hold, and how they differ from the configuration",
    ),
  )
    .option("--json", "print it as JSON")
    .action(status);
}

async function status(flags: NatsFlags & { readonly json?: true }): Promise<void> {
  const config = configOf(flags);
  await withBus(flags, async (bus) => {
    const found = await natsStatus(bus, config);
    console.log(flags.json ? statusJson(found) : statusText(found));
  });
}

interface ConfigFlags {
  readonly out: string;
  readonly users: "nkeys" | "variables";
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

function configCommand(): Command {
  return new Command("config")
    .description("write a configuration of nats-server with a user for each role")
    .requiredOption("--out <dir>", "folder for the files")
    .addOption(
      new Option("--users <kind>", "keys in files, or passwords from the server's environment")
        .choices(["nkeys", "variables"])
        .default("nkeys"),
    )
    .option("--tls-cert <file>", "certificate of the server")
    .option("--tls-key <file>", "and its key")
    .option("--tls-ca <file>", "who signed the clients' certificates: they must show one")
    .action(writeConfig);
}

function writeConfig(flags: ConfigFlags): void {
  const { out: folder, users, tlsCert: certFile, tlsKey: keyFile, tlsCa: caFile } = flags;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new ConfigError("--tls-cert", "goes with --tls-key, and that with it");
  }
  if (caFile !== undefined && certFile === undefined) {
    throw new ConfigError("--tls-ca", "goes with --tls-cert and --tls-key");
  }
  const tls =
    certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile, caFile };
  console.log(serverConfigText(writeServerConfig({ folder, users, tls }), users));
}
