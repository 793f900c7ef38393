#!/usr/bin/env node
import { runCommand } from "./run-command.ts";

// Stack traces of strategies point to their own .ts lines.
process.setSourceMapsEnabled(true);
// A reader that has seen enough, such as head, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

await runCommand(process.argv.slice(2));
