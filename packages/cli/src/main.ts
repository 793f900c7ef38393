#!/usr/bin/env node
import { CommanderError } from "commander";
import { program } from "./program.ts";

// Stack traces of strategies point to their own .ts lines.
process.setSourceMapsEnabled(true);
// A reader that has seen enough, such as head, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

// Of compare, as of diff, 1 is an answer and not a failure.
const failure = process.argv[2] === "compare" ? 2 : 1;

try {
  await (await program(process.argv.slice(2))).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed its own message by now.
    process.exitCode = error.exitCode === 1 ? failure : error.exitCode;
  } else {
    const { printError } = await import("./print/errors.ts");
    const code = printError(error);
    process.exitCode = code === 1 ? failure : code;
  }
}
