import { readFileSync } from "node:fs";
import { Command } from "commander";
import { COMMAND_GROUPS, type ListedCommand } from "./command-list.ts";

const EXAMPLES = `
Examples:
  mexoms backtest market-maker --tape data/tapes/synthetic-swap-BTCUSDT.tape
  mexoms params market-maker
  mexoms run market-maker --paper --tape data/tapes/synthetic-swap-BTCUSDT.tape --speed 50x
  mexoms top
  mexoms import binance-raw --instrument binance:usdm:BTCUSDT=btcusdt.gz --out tapes

mexoms COMMAND --help tells more about a command.`;

/**
 * The whole program. Only the command that `args` ask for is loaded with all it needs; of the others
 * only name and description are known, so that a short command does not wait for what a long one uses.
 */
export async function program(args: readonly string[]): Promise<Command> {
  const root = new Command("mexoms")
    .description("Backtest-and-live strategy framework for crypto")
    .version(version(), "--version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", EXAMPLES)
    .showHelpAfterError("(mexoms --help lists the commands)")
    .exitOverride();
  const [first, second] = args;
  const asked = first === "help" ? second : first;
  const listed = COMMAND_GROUPS.flatMap(({ commands }) => commands);
  const wanted = listed.find(({ name }) => name === asked);
  const whole = wanted && (await loaded(wanted));
  for (const { title, commands } of COMMAND_GROUPS) {
    for (const { name, about } of commands) {
      const command = whole?.name() === name ? whole : new Command(name);
      root.addCommand(command.description(about).helpGroup(title));
    }
  }
  return root;
}

async function loaded(listed: ListedCommand): Promise<Command> {
  const command = await listed.load();
  const hint = `(mexoms ${listed.name} --help tells more)`;
  for (const one of [command, ...command.commands]) {
    one.exitOverride().helpOption("-h, --help", "print this help").showHelpAfterError(hint);
  }
  return command;
}

function version(): string {
  const file = new URL("../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
