import { Command } from "commander";
import { ConfigError, parseDuration } from "@mexoms/core";
import { findStatus, StatusReader, type StatusReading } from "@mexoms/live/look";
import { Screen } from "../top/screen.ts";
import { lineText } from "../top/styled-line.ts";
import { viewLines } from "../top/view-lines.ts";

interface TopFlags {
  readonly once?: true;
  readonly json?: true;
  readonly every: string;
}

/** What is not a terminal is as wide as it likes. */
const ANY_WIDTH = Number.POSITIVE_INFINITY;
const HELP_LINE = "q quits";
const EXAMPLES = `
Examples:
  mexoms top
  mexoms top out/paper --once
  mexoms top --json | head -c 400

The page is in shared memory and outlives its engine: what an engine that died showed last can still
be read, and says so. MEXOMS_MEMORY names another folder for shared memory.`;

export function topCommand(): Command {
  return new Command("top")
    .argument("[session]", "name of a session, or its folder; without it the one that runs")
    .option("--once", "print once and end, as is done where there is no terminal")
    .option("--json", "print all values as JSON, once")
    .option("--every <duration>", "time between two looks", "500ms")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(session: string | undefined, flags: TopFlags): Promise<void> {
  const file = findStatus(session);
  const everyMs = parseDuration(flags.every, "--every") / 1e6;
  if (everyMs < 20) throw new ConfigError("--every", "must be 20ms or more");
  if (flags.json) {
    console.log(JSON.stringify(look(file), undefined, 2));
  } else if (flags.once || !process.stdout.isTTY) {
    console.log(lines(look(file), ANY_WIDTH).join("\n"));
  } else {
    await watch(file, everyMs);
  }
}

/** Opens the page anew each time: a session that starts again has a new one. */
function look(file: string): StatusReading {
  const reader = StatusReader.open(file);
  try {
    return reader.read();
  } finally {
    reader.close();
  }
}

function lines(reading: StatusReading, width: number): string[] {
  const colours = process.stdout.isTTY && !process.env["NO_COLOR"];
  return viewLines(reading, width).map((line) => lineText(line, width, colours));
}

/** Draws until the person quits. An error is thrown once the terminal is as it was. */
async function watch(file: string, everyMs: number): Promise<void> {
  let reading = look(file);
  await new Promise<void>((resolve, reject) => {
    const end = (): void => {
      clearInterval(timer);
      screen.close();
    };
    const draw = (): void => {
      const all = lines(reading, screen.width);
      const room = Math.max(1, screen.height - 1);
      const shown = all.slice(0, room);
      const rest = all.length - shown.length;
      screen.draw([...shown, rest > 0 ? `${HELP_LINE}; ${rest} more lines` : HELP_LINE]);
    };
    const screen = new Screen({
      out: process.stdout,
      in: process.stdin,
      onResize: draw,
      onQuit: () => {
        end();
        resolve();
      },
    });
    const timer = setInterval(() => {
      try {
        reading = look(file);
        draw();
      } catch (error) {
        end();
        reject(error);
      }
    }, everyMs);
    draw();
  });
}
