import type { Param } from "@mexoms/core";
import { Command } from "commander";
import { plainTable, WIDTH } from "../print/table.ts";
import { findStrategy } from "../strategies.ts";

const EXAMPLE = `
Examples:
  mexoms params market-maker
  mexoms params ./my-strategy.ts`;

export function paramsCommand(): Command {
  return new Command("params")
    .description("list the parameters of a strategy")
    .argument("<strategy>", "name of a built-in strategy or path of a .ts file")
    .addHelpText("after", EXAMPLE)
    .action(run);
}

async function run(nameOrPath: string): Promise<void> {
  const { strategy } = await findStrategy(nameOrPath);
  const rows = Object.entries(strategy.params).map(([name, param]) => [
    name,
    param.kind,
    param.default ?? whenNotGiven(param),
    range(param.min, param.max),
    param.doc,
  ]);
  const head = ["parameter", "kind", "default", "range", "what it is"];
  console.log(plainTable({ head, rows, width: WIDTH }));
}

function whenNotGiven({ kind, optional }: Param<unknown>): string {
  if (optional === true) return "(none)";
  return kind === "instrument" ? "(next tape)" : "(required)";
}

function range(min: string | undefined, max: string | undefined): string {
  if (min === undefined && max === undefined) return "";
  if (max === undefined) return `>= ${min}`;
  return min === undefined ? `<= ${max}` : `${min} .. ${max}`;
}
