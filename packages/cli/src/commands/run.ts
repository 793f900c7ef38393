import path from "node:path";
import { Command } from "commander";
import { ConfigError } from "@mexoms/core";
import { ENGINE_DEADLINES, memoryFolder, runPaper, SEGMENT_BYTES } from "@mexoms/live";
import { parseKeep, WAIT_KINDS, type WaitKind } from "@mexoms/live/internal";
import { readRisk } from "@mexoms/sim";
import { aboutText, endText, viewLine } from "../print/run.ts";
import { stepLine } from "../print/step-line.ts";
import { findStrategy } from "../strategies.ts";
import { INTERRUPTED_CODE } from "../interrupt.ts";
import { readFees, withVenueFlags } from "./backtest.ts";
import { withFlagNames } from "./flag-names.ts";
import { keyValues } from "./key-values.ts";
import { wholeNumber } from "./whole-number.ts";

interface RunFlags {
  readonly paper?: true;
  readonly tape?: readonly string[];
  readonly speed: string;
  readonly out?: string;
  readonly set?: readonly string[];
  readonly latency: string;
  readonly queue: string;
  readonly exchange: string;
  readonly fees?: string;
  readonly accounts?: string;
  readonly rules: string;
  readonly faults?: string;
  readonly risk: string;
  readonly warmup?: string;
  readonly seed: string;
  readonly nats: string;
  readonly record?: true;
  readonly journalSync: string;
  readonly journalKeep: string;
  readonly wait: string;
  readonly json?: true;
}

const FLAGS = {
  dir: "--out",
  tape: "--tape",
  tapes: "--tape",
  speed: "--speed",
  latency: "--latency",
  queue: "--queue",
  exchange: "--exchange",
  fees: "--fees",
  accounts: "--accounts",
  rules: "--rules",
  faults: "--faults",
  risk: "--risk",
  warmup: "--warmup",
  seed: "--seed",
  wait: "--wait",
  record: "--record",
  "journal.sync": "--journal-sync",
  "journal.sync (none, always or an interval)": "--journal-sync",
};
const PROGRESS_MS = 1_000;

const EXAMPLES = `
Examples:
  mexoms run market-maker --paper --tape data/tapes/synthetic-swap-BTCUSDT.tape --speed 50x
  mexoms run ./mine.ts --paper --tape day1.tape --out out/paper --nats none

Ctrl-C cancels all orders, waits for the answers and ends. After a crash the same command goes on where
the journal ends, as long as the paper venue, a process of its own, still runs.`;

export function runCommand(): Command {
  const command = new Command("run")
    .argument("<strategy>", "name of a built-in one (market-maker) or path of a .ts file")
    .option("--paper", "on a simulated venue in a process of its own (the only one there is yet)")
    .option("--tape <file...>", "tapes that the paper venue plays")
    .option("--speed <factor>", "1x is real time", "1x")
    .option("--out <dir>", "folder of the session (default: out/paper-STRATEGY)")
    .option("--set <param=value...>", "parameters, with their units: --set spread=5bps")
    .option("--latency <text>", "on top of the real way to the venue: none, 5ms and so on", "none")
    .option("--risk <which>", "limits before orders: none, default or FILE.json", "none")
    .option("--warmup <time>", "the strategy sees so much of the market before it may trade: 5m")
    .option("--seed <n>", "of the strategy's and the venue's random numbers", "0")
    .option("--nats <which>", "none, auto (NATS_URL, or a server of its own) or an address", "auto")
    .option("--record", "market data of the session to the stream MD, from the first row on")
    .option("--journal-sync <when>", "to disk: none, always, or a time such as 100ms", "100ms")
    .option("--journal-keep <time>", "delete what is older: all (keep it), or as 7d", "all")
    .option("--wait <how>", "without work: spin (fastest, a whole core), yield or sleep", "sleep")
    .option("--json", "print how it ended as JSON");
  return withVenueFlags(command).addHelpText("after", EXAMPLES).action(run);
}

async function run(nameOrPath: string, flags: RunFlags): Promise<void> {
  if (flags.paper !== true) {
    throw new ConfigError("--paper", "is needed: there is no other venue yet");
  }
  const tapes = flags.tape;
  if (tapes === undefined) {
    throw new ConfigError("--tape", "is needed: the recording that the paper venue plays");
  }
  await withFlagNames(FLAGS, async () => {
    const { strategy, codeDigest } = await findStrategy(nameOrPath);
    const dir = flags.out ?? path.join("out", `paper-${strategy.name}`);
    const stop = new AbortController();
    const line = stepLine(flags.json === true);
    const say = (text: string): void => {
      line.done();
      console.error(text);
    };
    const signals = onSignals(stop, say);
    try {
      const end = await runPaper({
        dir,
        memory: memoryFolder(),
        strategy,
        codeDigest,
        source: nameOrPath,
        params: keyValues(flags.set ?? [], "--set", "spread=5bps"),
        tapes,
        speed: speedOf(flags.speed),
        latency: flags.latency,
        queue: flags.queue,
        exchange: flags.exchange,
        ...(flags.fees === undefined ? {} : { fees: readFees(flags.fees) }),
        ...(flags.accounts === undefined ? {} : { accounts: flags.accounts }),
        rules: flags.rules,
        ...(flags.faults === undefined ? {} : { faults: flags.faults }),
        ...riskOf(flags.risk),
        ...(flags.warmup === undefined ? {} : { warmup: flags.warmup }),
        seed: wholeNumber(flags.seed, "--seed", 0),
        wait: waitOf(flags.wait),
        journalSync: flags.journalSync,
        journalKeepNs: parseKeep(flags.journalKeep, "--journal-keep"),
        segmentBytes: SEGMENT_BYTES,
        deadlines: ENGINE_DEADLINES,
        observer: {
          phase: (phase, why) => say(`${phase}: ${why}`),
          filled: () => {},
          note: say,
        },
        nats: flags.nats,
        record: flags.record === true,
        signal: stop.signal,
        say,
        onBegin: (about) => {
          if (flags.json !== true) console.log(aboutText(about, { ...flags, tape: tapes }));
        },
        onView: (view) => line.say(viewLine(view)),
        viewMs: PROGRESS_MS,
      });
      line.done();
      console.log(flags.json === true ? JSON.stringify(end, undefined, 2) : endText(end, dir));
      if (stop.signal.aborted) process.exitCode = INTERRUPTED_CODE;
      else if (end.failed) process.exitCode = 1;
    } finally {
      line.done();
      signals();
    }
  });
}

/** The first Ctrl-C ends the run in order, the second at once. Returns how to let go. */
function onSignals(stop: AbortController, say: (text: string) => void): () => void {
  const on = (): void => {
    if (stop.signal.aborted) process.exit(INTERRUPTED_CODE);
    say("stopping: orders are being canceled; once more ends at once");
    stop.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, on);
  return () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, on);
  };
}

function riskOf(which: string): { risk?: NonNullable<ReturnType<typeof readRisk>> } {
  const risk = readRisk(which);
  return risk === undefined ? {} : { risk };
}

function speedOf(text: string): number {
  const speed = Number(text.replace(/x$/, ""));
  if (speed > 0 && Number.isFinite(speed)) return speed;
  throw new ConfigError("--speed", `"${text}" is not a factor such as 1x or 50x`);
}

function waitOf(text: string): WaitKind {
  const found = WAIT_KINDS.find((kind) => kind === text);
  if (found !== undefined) return found;
  throw new ConfigError("--wait", `"${text}" is not one of ${WAIT_KINDS.join(", ")}`);
}
