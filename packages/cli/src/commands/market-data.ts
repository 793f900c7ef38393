import type { Command } from "commander";
import { ConfigError, parseTimestamp } from "@mexoms/core";
import { openTape, type Tape } from "@mexoms/sim";
import { stepLine } from "../print/step-line.ts";
import { withFlagNames } from "./flag-names.ts";

/** Where the market data of a run comes from: tape files, or a stream of NATS. */
export interface MarketDataFlags {
  readonly tape?: readonly string[];
  readonly from?: string;
  readonly credentials?: string;
  readonly stream: string;
  readonly since?: string;
  readonly until?: string;
  readonly instrument?: readonly string[];
  readonly recording?: string;
  readonly json?: true;
}

const FLAGS = {
  nats: "--from",
  stream: "--stream",
  instrument: "--instrument",
  recording: "--recording",
};

export interface MarketData {
  readonly tapes: readonly Tape[];
  /** Removes what was put together for the run. */
  close(): void;
}

export function withMarketDataFlags(command: Command): Command {
  return command
    .option("--tape <file...>", "tapes; several of one instrument follow each other")
    .option("--from <url>", "or a recording in a NATS stream: nats://127.0.0.1:4222")
    .option("--stream <name>", "its stream of market data", "MD")
    .option("--since <time>", "data of it received from then on: 2024-08-08T00:00:00Z")
    .option("--until <time>", "and before then")
    .option("--instrument <id...>", "instruments of it, binance:usdm:BTCUSDT (default: all)")
    .option("--recording <name>", "one of several recordings of the same time")
    .option("--credentials <file>", "for NATS: nkey seed, .creds file, or a line user:password");
}

/** Opens the tapes, or makes them of what is in the stream. What is missing there is told. */
export async function openMarketData(flags: MarketDataFlags): Promise<MarketData> {
  if ((flags.tape === undefined) === (flags.from === undefined)) {
    throw new ConfigError("--tape", "give either --tape FILE... or --from nats://HOST:PORT");
  }
  if (flags.tape !== undefined) {
    for (const flag of ["since", "until", "instrument", "recording"] as const) {
      if (flags[flag] !== undefined) throw new ConfigError(`--${flag}`, "goes with --from");
    }
    return { tapes: flags.tape.map((file) => openTape(file, { verify: false })), close: () => {} };
  }
  return await withFlagNames(FLAGS, async () => fromStream(flags.from!, flags));
}

async function fromStream(url: string, flags: MarketDataFlags): Promise<MarketData> {
  const { stream, since, until, instrument, recording, credentials } = flags;
  // Loaded where it is needed: commands on files start without it.
  const { connectBus, tapesFromStream } = await import("@mexoms/live");
  const steps = stepLine(flags.json === true);
  const bus = await connectBus({ url, name: "mexoms backtest", credentials });
  try {
    const found = await tapesFromStream({
      bus,
      stream,
      ...(since === undefined ? {} : { sinceNs: parseTimestamp(since, "--since") }),
      ...(until === undefined ? {} : { untilNs: parseTimestamp(until, "--until") }),
      ...(instrument === undefined ? {} : { instruments: instrument }),
      ...(recording === undefined ? {} : { recording }),
      onProgress: (read, left) => steps.say(`reading ${stream}: ${read} messages, ${left} left`),
    });
    steps.done();
    for (const note of found.notes) console.error(`note: ${note}`);
    return found;
  } finally {
    steps.done();
    await bus.close();
  }
}
