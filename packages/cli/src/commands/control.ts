import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { Command, Option } from "commander";
import { ConfigError } from "@mexoms/core";
import { type ControlWord, giveOrder } from "@mexoms/live/internal";
import { type ServerFlags, withBus, withServerFlags } from "./nats-flags.ts";

interface ControlFlags extends ServerFlags {
  readonly reason: string;
  readonly by?: string;
  readonly losses?: "keep" | "from-now";
}

const EXAMPLES = `
Examples:
  mexoms control halt paper-demo-1f0c6d2a --reason "fills look wrong"
  mexoms control resume paper-demo-1f0c6d2a --nats nats://127.0.0.1:4222
  mexoms control stop paper-demo-1f0c6d2a

The name of a session is in its first lines and in mexoms top; the address of its NATS, too.`;

export function controlCommand(): Command {
  const command = new Command("control").description("halt, resume or stop a running session");
  command.addHelpText("after", EXAMPLES);
  add("halt", "cancel all orders and take no new ones; also after a restart, until resume");
  add("resume", "end a halt");
  add("rearm", "set off limits of risk that were reached").addOption(
    new Option("--losses <which>", "losses so far go on to count, or not")
      .choices(["keep", "from-now"])
      .default("keep"),
  );
  add("stop", "end the session in order");
  return command;

  function add(word: ControlWord, description: string): Command {
    const one = new Command(word)
      .description(description)
      .argument("<session>", "name of the session")
      .option("--reason <text>", "why; it stands in the journal", "not told")
      .option("--by <name>", "who; your user name unless given")
      .action(async (session: string, flags: ControlFlags) => give(word, session, flags));
    withServerFlags(one).exitOverride();
    command.addCommand(one);
    return one;
  }
}

async function give(word: ControlWord, session: string, flags: ControlFlags): Promise<void> {
  const { reason, losses } = flags;
  const by = flags.by ?? userInfo().username;
  const rearm = losses === undefined ? {} : { losses };
  const order = { version: 1, id: randomUUID(), word, by, reason, ...rearm } as const;
  const answer = await withBus(flags, async (bus) => giveOrder(bus, session, order));
  if (answer === undefined) throw new ConfigError("control", silence(word, session));
  if (!answer.done) throw new ConfigError("control", `${session}: ${answer.text}`);
  console.log(`${session}: ${answer.text}`);
}

function silence(word: ControlWord, session: string): string {
  const said = `no session "${session}" answers`;
  if (word === "halt") return `${said}; its kill switch is set, so that none trades when it starts`;
  if (word === "resume") return `${said}; its kill switch is not set any more`;
  return said;
}
