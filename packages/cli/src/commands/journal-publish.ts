import path from "node:path";
import { Command } from "commander";
import { ConfigError } from "@mexoms/core";
import { publishJournal, sessionName } from "@mexoms/live/internal";

interface PublishFlags {
  readonly nats?: string;
  readonly credentials?: string;
  readonly session?: string;
}

const LOCAL = "nats://127.0.0.1:4222";

export function journalPublishCommand(): Command {
  return new Command("publish")
    .description("publish what NATS has not got of a session that ended while it was away")
    .argument("<folder>", "folder of the journal")
    .option("--session <name>", "name in subjects (default: that of the folder's session)")
    .option("--nats <url>", `server (default: NATS_URL or ${LOCAL})`)
    .option("--credentials <file>", "nkey seed, .creds file, or a line user:password")
    .action(publish);
}

async function publish(folder: string, flags: PublishFlags): Promise<void> {
  const engine = flags.session ?? sessionName(path.dirname(path.resolve(folder)));
  const url = flags.nats ?? (process.env["NATS_URL"] || LOCAL);
  const { credentials } = flags;
  let problem = "no server answers";
  const left = await publishJournal({ dir: folder, engine, url, credentials }, (what) => {
    problem = what;
  });
  if (left > 0) throw new ConfigError("publish", `${left} records are left: ${problem}`);
  console.log(`all records of ${folder} are in the streams`);
}
