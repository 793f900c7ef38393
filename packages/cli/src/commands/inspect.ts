import { Command } from "commander";
import { formatInspection, inspectTape, openTape } from "@mexoms/sim";

const EXAMPLE = `
Example:
  mexoms inspect data/tapes/synthetic-swap-BTCUSDT.tape`;

export function inspectCommand(): Command {
  return new Command("inspect")
    .argument("<tape...>", "tape files")
    .addHelpText("after", EXAMPLE)
    .action(run);
}

function run(files: readonly string[]): void {
  for (const file of files) {
    const tape = openTape(file, { verify: true });
    console.log(`${file}\n${formatInspection(inspectTape(tape))}`);
  }
}
