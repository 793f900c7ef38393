import { CommanderError } from "commander";
import { program } from "./program.ts";

/**
 * Runs the command that the arguments ask for. What goes wrong is printed for a person, and the exit
 * code is left in `process.exitCode`.
 */
export async function runCommand(args: readonly string[]): Promise<void> {
  // Of compare, as of diff, 1 is an answer and not a failure.
  const failure = args[0] === "compare" ? 2 : 1;
  try {
    await (await program(args)).parseAsync(args, { from: "user" });
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
}
