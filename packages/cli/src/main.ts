#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { backtestCommand } from "./commands/backtest.ts";
import { benchCommand } from "./commands/bench.ts";
import { booksCommand } from "./commands/books.ts";
import { calibrateCommand } from "./commands/calibrate.ts";
import { controlCommand } from "./commands/control.ts";
import { explainCommand } from "./commands/explain.ts";
import { exportCommand } from "./commands/export.ts";
import { generateCommand } from "./commands/generate.ts";
import { importCommand } from "./commands/import.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { journalCommand } from "./commands/journal.ts";
import { lookaheadCommand } from "./commands/lookahead.ts";
import { natsCommand } from "./commands/nats.ts";
import { paramsCommand } from "./commands/params.ts";
import { replayCommand } from "./commands/replay.ts";
import { runCommand } from "./commands/run.ts";
import { topCommand } from "./commands/top.ts";
import { recordCommand } from "./commands/record.ts";
import { printError } from "./print/errors.ts";

const EXAMPLES = `
Examples:
  mexoms backtest market-maker --tape data/tapes/synthetic-swap-BTCUSDT.tape
  mexoms params market-maker
  mexoms import binance-raw --instrument binance:usdm:BTCUSDT=btcusdt.gz --out tapes
  mexoms inspect tapes/binance-usdm-BTCUSDT.tape

mexoms COMMAND --help tells more about a command.`;

function version(): string {
  const file = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

function program(): Command {
  const root = new Command("mexoms")
    .description("Backtest-and-live strategy framework for crypto")
    .version(version(), "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", EXAMPLES)
    .showHelpAfterError("(mexoms --help lists the commands)")
    .exitOverride();
  for (const command of [
    backtestCommand(),
    benchCommand(),
    explainCommand(),
    lookaheadCommand(),
    paramsCommand(),
    replayCommand(),
    importCommand(),
    inspectCommand(),
    exportCommand(),
    generateCommand(),
    calibrateCommand(),
    runCommand(),
    controlCommand(),
    topCommand(),
    journalCommand(),
    recordCommand(),
    booksCommand(),
    natsCommand(),
  ]) {
    const hint = `(mexoms ${command.name()} --help tells more)`;
    for (const one of [command, ...command.commands]) {
      one.exitOverride().helpOption("-h, --help", "print this help").showHelpAfterError(hint);
    }
    root.addCommand(command);
  }
  return root;
}

// Stack traces of strategies point to their own .ts lines.
process.setSourceMapsEnabled(true);
// A reader that has seen enough, such as head, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await program().parseAsync();
} catch (error) {
  // Commander has printed its own message by now.
  process.exitCode = error instanceof CommanderError ? error.exitCode : printError(error);
}
