#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { backtestCommand } from "./commands/backtest.ts";
import { exportCommand } from "./commands/export.ts";
import { generateCommand } from "./commands/generate.ts";
import { importCommand } from "./commands/import.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { paramsCommand } from "./commands/params.ts";
import { printError } from "./print/errors.ts";

// Stack traces of strategies point to their own .ts lines.
process.setSourceMapsEnabled(true);

const program = new Command("mexoms")
  .description("Backtest-and-live strategy framework for crypto")
  .addHelpText(
    "after",
    "\nExamples:\n" +
      "  mexoms backtest market-maker --tape data/tapes/synthetic-swap-BTCUSDT.tape\n" +
      "  mexoms import binance-raw --instrument binance:usdm:BTCUSDT=btcusdt.gz --out tapes\n" +
      "  mexoms inspect tapes/binance-usdm-BTCUSDT.tape",
  )
  .showHelpAfterError("(mexoms COMMAND --help tells more)")
  .exitOverride();
for (const command of [
  backtestCommand(),
  paramsCommand(),
  importCommand(),
  inspectCommand(),
  exportCommand(),
  generateCommand(),
]) {
  program.addCommand(command.exitOverride().showHelpAfterError("(--help tells more)"));
}

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed its own message by now.
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
  } else {
    printError(error);
    process.exitCode = 1;
  }
}
