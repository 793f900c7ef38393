import { Command } from "commander";
import { exportCsv, openTape } from "@mexoms/sim";

const EXAMPLE = `
Example:
  mexoms export data/tapes/synthetic-swap-BTCUSDT.tape --csv swap.csv.gz`;

export function exportCommand(): Command {
  return new Command("export")
    .argument("<tape>", "tape file")
    .requiredOption("--csv <file>", "file to write, compressed when it ends in .gz")
    .addHelpText("after", EXAMPLE)
    .action(run);
}

function run(file: string, flags: { readonly csv: string }): void {
  exportCsv(openTape(file, { verify: true }), flags.csv);
  console.log(flags.csv);
}
