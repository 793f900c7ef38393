import { Command } from "commander";
import { formatInspection, inspectTape, openTape } from "@mexoms/sim";

export function inspectCommand(): Command {
  return new Command("inspect")
    .description("tell what is on tapes: span, counts, gaps, latency, activity")
    .argument("<tape...>", "tape files")
    .action(run);
}

async function run(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const tape = await openTape(file, { verify: true });
    console.log(`${file}\n${formatInspection(inspectTape(tape))}`);
  }
}
