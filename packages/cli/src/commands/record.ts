import { Command } from "commander";
import { ConfigError, parseDuration } from "@mexoms/core";
import type { RecordOptions } from "@mexoms/live";
import type { Rotation } from "@mexoms/live/internal";
import { openTape } from "@mexoms/sim";
import { untilInterrupted } from "../interrupt.ts";
import { recordLine, recordText } from "../print/record.ts";
import { stepLine } from "../print/step-line.ts";
import { withFlagNames } from "./flag-names.ts";
import { wholeNumber } from "./whole-number.ts";

interface RecordFlags {
  readonly tape?: readonly string[];
  readonly session?: string;
  readonly memory?: string;
  readonly instrument?: readonly string[];
  readonly nats?: string;
  readonly credentials?: string;
  readonly stream: string;
  readonly out?: string;
  readonly rotate?: string;
  readonly speed: string;
  readonly json?: true;
}

const FLAGS = {
  nats: "--nats",
  stream: "--stream",
  session: "--session",
  tape: "--tape",
  speed: "--speed",
  out: "--out",
  instrument: "--instrument",
};

const EXAMPLES = `
Examples:
  mexoms record --session paper --nats nats://127.0.0.1:4222 --out recordings --rotate 1h
  mexoms record --tape data/tapes/synthetic-swap-BTCUSDT.tape --out copy --speed max

Ctrl-C ends a recording in order. Ends with 1 when rows are missing in what was recorded.`;

export function recordCommand(): Command {
  return new Command("record")
    .option("--tape <file...>", "tapes to play as if they came from a feed")
    .option("--session <name>", "or the session whose market data to take from shared memory")
    .option("--memory <dir>", "where sessions are (default: MEXOMS_MEMORY or /dev/shm/mexoms-UID)")
    .option("--instrument <id...>", "of the session, such as binance:usdm:BTCUSDT (default: all)")
    .option("--nats <url>", "server of the stream: nats://127.0.0.1:4222")
    .option("--credentials <file>", "nkey seed, .creds file, or a line user:password")
    .option("--stream <name>", "stream of market data", "MD")
    .option("--out <dir>", "folder for tape files")
    .option("--rotate <when>", "begin a new tape file every 1h (of UTC), or every 1000000rows")
    .option("--speed <factor>", "of tapes: 1x, 50x, or max", "max")
    .option("--json", "print the summary as JSON")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(flags: RecordFlags): Promise<void> {
  await withFlagNames(FLAGS, async () => {
    const from = await readSource(flags);
    const rotation = readRotation(flags.rotate);
    const { nats, out } = flags;
    if (nats === undefined && out === undefined) {
      throw new ConfigError("--nats", "give --nats URL, --out FOLDER, or both: where to record to");
    }
    const { connectBus, record } = await import("@mexoms/live");
    const steps = stepLine(flags.json === true);
    const say = (line: string): void => {
      steps.done();
      console.error(line);
    };
    const bus =
      nats === undefined
        ? undefined
        : await connectBus({ url: nats, name: "mexoms record", credentials: flags.credentials });
    try {
      const report = await untilInterrupted(async (signal) =>
        record({
          from,
          ...(bus ? { stream: { bus, name: flags.stream } } : {}),
          ...(out === undefined ? {} : { files: { folder: out, rotation } }),
          signal,
          say,
          onProgress: (now) => steps.say(recordLine(now)),
        }),
      );
      steps.done();
      console.log(flags.json ? JSON.stringify(report, undefined, 2) : recordText(report));
      const missing = report.sourceGaps + (report.stream?.gaps ?? 0);
      const whole = missing === 0 && report.settled && report.filesFailure === undefined;
      if (!whole) process.exitCode = 1;
    } finally {
      steps.done();
      await bus?.close();
    }
  });
}

async function readSource(flags: RecordFlags): Promise<RecordOptions["from"]> {
  const { tape, session, memory, instrument } = flags;
  if ((tape === undefined) === (session === undefined)) {
    throw new ConfigError("--tape", "give either --tape FILE... or --session NAME: what to record");
  }
  if (session !== undefined) {
    const { memoryFolder } = await import("@mexoms/live");
    const instruments = instrument === undefined ? {} : { instruments: instrument };
    return { memory: memoryFolder(memory), session, ...instruments };
  }
  const tapes = tape!.map((file) => openTape(file, { verify: false }));
  return { tapes, speed: readSpeed(flags.speed) };
}

/** Reads 1x, 50x or max. Throws ConfigError. */
function readSpeed(text: string): number | "max" {
  if (text === "max") return text;
  const factor = /^(\d+(?:\.\d+)?)x$/.exec(text)?.[1];
  if (factor !== undefined && Number(factor) > 0) return Number(factor);
  throw new ConfigError("--speed", `"${text}" is not like 1x, 50x or max`);
}

function readRotation(text: string | undefined): Rotation {
  if (text === undefined) return {};
  if (text.endsWith("rows")) return { rows: wholeNumber(text.slice(0, -4), "--rotate", 1) };
  try {
    const everyNs = parseDuration(text, "--rotate");
    if (everyNs > 0) return { everyNs };
  } catch {
    // Told below, with both forms.
  }
  throw new ConfigError("--rotate", `"${text}" is not like 1h or 1000000rows`);
}
