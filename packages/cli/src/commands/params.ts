import type { Param } from "@mexoms/core";
import { Command } from "commander";
import { broken, WIDTH } from "../print/table.ts";
import { findStrategy } from "../strategies.ts";

const EXAMPLE = `
Examples:
  mexoms params market-maker
  mexoms params ./my-strategy.ts`;

export function paramsCommand(): Command {
  return new Command("params")
    .argument("<strategy>", "name of a built-in strategy or path of a .ts file")
    .addHelpText("after", EXAMPLE)
    .action(run);
}

async function run(nameOrPath: string): Promise<void> {
  const { strategy } = await findStrategy(nameOrPath);
  const params = Object.entries(strategy.params);
  const facts = params.map(([name, param]): readonly [string, string, string] => [
    name,
    param.default ?? whenNotGiven(param),
    range(param),
  ]);
  const [names, defaults] = [0, 1].map((i) =>
    Math.max(HEAD[i]!.length, ...facts.map((row) => row[i]!.length)),
  );
  const line = (cells: readonly string[]): string => {
    const before = `${cells[0]!.padEnd(names!)}  ${cells[1]!.padEnd(defaults!)}  `;
    const rest = broken(cells[2]!, WIDTH - before.length).replaceAll(
      "\n",
      `\n${" ".repeat(before.length)}`,
    );
    return `${before}${rest}`.trimEnd();
  };
  const blocks = params.map(([, { doc }], i) => {
    const meaning = broken(doc, WIDTH - INDENT.length).replaceAll("\n", `\n${INDENT}`);
    return doc === "" ? line(facts[i]!) : `${line(facts[i]!)}\n${INDENT}${meaning}`;
  });
  console.log([line(HEAD), ...blocks].join("\n"));
}

const HEAD = ["parameter", "default", "kind and range"] as const;
const INDENT = "    ";

function whenNotGiven({ kind, optional }: Param<unknown>): string {
  if (optional === true) return "(none)";
  return kind === "instrument" ? "(next tape)" : "(required)";
}

/** Kind and range; of a choice its words, which may be broken into lines. */
function range({ kind, min, max }: Param<unknown>): string {
  const words = kind.replaceAll("|", " | ");
  if (min === undefined && max === undefined) return words;
  if (max === undefined) return `${words} >= ${min}`;
  return min === undefined ? `${words} <= ${max}` : `${words} ${min} .. ${max}`;
}
