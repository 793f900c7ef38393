import { Command } from "commander";
import { ConfigError } from "@mexoms/core";
import {
  checkJournal,
  JournalReader,
  KIND_NAMES,
  kindName,
  RecordDescriber,
} from "@mexoms/live/look";
import { checkText, recordLine } from "../print/journal.ts";
import { journalFilesCommand } from "./journal-files.ts";
import { JOURNAL_FOLDER, journalIn } from "./journal-folder.ts";
import { journalPublishCommand } from "./journal-publish.ts";
import { wholeNumber } from "./whole-number.ts";

interface ShowFlags {
  readonly from?: string;
  readonly limit?: string;
  readonly kind?: readonly string[];
  readonly json?: true;
  readonly follow?: true;
}

const EXAMPLES = `
Examples:
  mexoms journal show out/paper --kind request event --limit 20
  mexoms journal show out/paper --from 12000 --json
  mexoms journal show out/paper --follow
  mexoms journal check out/paper`;
const POLL_MS = 50;
/** Records between two turns to the system. */
const TURN = 256;

export function journalCommand(): Command {
  return new Command("journal")
    .addHelpText("after", EXAMPLES)
    .addCommand(showCommand().exitOverride())
    .addCommand(checkCommand().exitOverride())
    .addCommand(journalFilesCommand().exitOverride())
    .addCommand(journalPublishCommand().exitOverride());
}

function showCommand(): Command {
  return new Command("show")
    .description("print records, a line each; also of a journal that is being written")
    .argument("<dir>", JOURNAL_FOLDER)
    .option("--from <sequence>", "first record; the first that the journal has without it")
    .option("--limit <count>", "print at most so many")
    .option("--kind <kind...>", `only these: ${KIND_NAMES.join(", ")}`)
    .option("--json", "print each record as JSON, with all that it holds but market rows")
    .option("--follow", "at the end wait for more, until it is stopped")
    .action(show);
}

function checkCommand(): Command {
  return new Command("check")
    .description("verify every record of a journal and count what there is")
    .argument("<dir>", JOURNAL_FOLDER)
    .action((folder: string) => console.log(checkText(checkJournal(journalIn(folder)))));
}

async function show(folder: string, flags: ShowFlags): Promise<void> {
  const from = flags.from === undefined ? 0 : wholeNumber(flags.from, "--from", 1);
  const limit = flags.limit === undefined ? Infinity : wholeNumber(flags.limit, "--limit", 1);
  const kinds = new Set(flags.kind ?? KIND_NAMES);
  for (const kind of kinds) {
    if (KIND_NAMES.includes(kind)) continue;
    throw new ConfigError("--kind", `"${kind}" is none of ${KIND_NAMES.join(", ")}`);
  }
  const all = flags.kind === undefined;
  const reader = JournalReader.open(journalIn(folder));
  if (from > 0 && from < reader.nextSequence) {
    throw new ConfigError("--from", `${from} is gone: it begins with ${reader.nextSequence}`);
  }
  const describer = new RecordDescriber(reader.epochNs);
  let printed = 0;
  let looked = 0;
  while (printed < limit) {
    // A reader that has seen enough, or an interrupt, is noticed in between.
    if (++looked % TURN === 0) await new Promise((done) => void setImmediate(done));
    if (!reader.next()) {
      if (flags.follow !== true) break;
      await new Promise((done) => {
        setTimeout(done, POLL_MS);
      });
      continue;
    }
    // Records before the first one wanted tell which instruments it is about.
    if (reader.sequence < from || !(all || kinds.has(kindName(reader.kind)))) {
      describer.learn(reader);
      continue;
    }
    const described = describer.describe(reader);
    console.log(flags.json === true ? JSON.stringify(described) : recordLine(described));
    printed += 1;
  }
  reader.close();
}
