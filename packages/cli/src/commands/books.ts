import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import { parseDuration } from "@mexoms/core";
import { memoryFolder, removeLeftovers, SessionBooks, sessionNamed } from "@mexoms/live/look";
import { bookTables, removedLine, SCREEN_CLEAR } from "../print/books.ts";
import { withFlagNames } from "./flag-names.ts";
import { wholeNumber } from "./whole-number.ts";

interface BooksFlags {
  readonly levels: string;
  readonly stale: string;
  readonly memory?: string;
  readonly once?: true;
  readonly clean?: true;
}

const REFRESH_MS = 250;

const EXAMPLES = `
Examples:
  mexoms books
  mexoms books out/paper --levels 10
  mexoms books --clean

A session's books are read from shared memory, as strategies and other programs read them; its
processes notice nothing of it.`;

export function booksCommand(): Command {
  return new Command("books")
    .argument("[session]", "name of a session, or its folder; without it the one that runs")
    .option("--levels <count>", "levels of each side to show", "5")
    .option("--stale <duration>", "silence of a writer after which its book is stale", "1s")
    .option("--once", "print once and end; so it is when the output is no terminal")
    .option("--clean", "remove what sessions left behind whose processes have died")
    .option("--memory <folder>", "memory folder, if not MEXOMS_MEMORY or /dev/shm/mexoms-UID")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(session: string | undefined, flags: BooksFlags): Promise<void> {
  const memory = memoryFolder(flags.memory);
  if (flags.clean) {
    console.log(removedLine(removeLeftovers(memory), memory));
    return;
  }
  await withFlagNames({ levels: "--levels" }, async () => {
    const levels = wholeNumber(flags.levels, "--levels", 1);
    const staleNs = parseDuration(flags.stale, "--stale");
    const options = { memory, levels, staleNs };
    const books = new SessionBooks(
      session === undefined ? options : { ...options, session: sessionNamed(session) },
    );
    try {
      if (flags.once || !process.stdout.isTTY) console.log(bookTables(books));
      else await show(books);
    } finally {
      books.close();
    }
  });
}

/** Until Ctrl-C, which ends the process as it is: there is nothing to clear up. */
async function show(books: SessionBooks): Promise<never> {
  for (;;) {
    process.stdout.write(`${SCREEN_CLEAR}${bookTables(books)}\n`);
    await sleep(REFRESH_MS);
  }
}
