import path from "node:path";
import { Command } from "commander";
import { interruptible } from "../interrupt.ts";
import { JOURNAL_FOLDER, journalIn } from "./journal-folder.ts";

interface FilesFlags {
  readonly out: string;
}

const EXAMPLES = `
Examples:
  mexoms journal files out/paper --out out/rebuilt

The files: fills.csv, a ledger-DATE.csv for each UTC day, positions.json, config.json. They follow from
the journal alone: what an engine wrote is made again here, byte for byte. Files that stand in the folder
from an earlier time are compared and repaired.`;

export function journalFilesCommand(): Command {
  return new Command("files")
    .description("write fills and daily ledgers as CSV, positions and configuration as JSON")
    .argument("<dir>", JOURNAL_FOLDER)
    .requiredOption("--out <folder>", "where the files go; not where an engine writes its own")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(session: string, flags: FilesFlags): Promise<void> {
  const { JournalFiles } = await import("@mexoms/live");
  const dir = path.resolve(flags.out);
  await interruptible(async (check) => {
    const files = new JournalFiles({
      journal: journalIn(session),
      dir,
      everyMs: Number.POSITIVE_INFINITY,
    });
    let records = 0;
    try {
      for (let done = -1; done !== 0; records += Math.max(0, done)) {
        check();
        done = files.doWork();
      }
    } finally {
      files.close();
    }
    const { repair } = files.files;
    const cut = repair === undefined ? "" : `; ${repair.cutBytes} bytes of fills.csv were cut`;
    console.log(`${dir}: from ${records} records${cut}`);
  });
}
