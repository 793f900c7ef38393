import path from "node:path";
import { Command } from "commander";
import { formatDuration } from "@mexoms/core";
import { STOP_GRACE_NS, sweep, type SweepOptions, type SweepRecord, type Tape } from "@mexoms/sim";
import { afterAbort, INTERRUPTED_CODE, untilInterrupted } from "../interrupt.ts";
import { sweepJson, sweepText } from "../print/sweep.ts";
import { sweepLine } from "../print/sweep-line.ts";
import { findStrategy, type FoundStrategy, isBuiltIn } from "../strategies.ts";
import { MIN_FILLS } from "./doubt-defaults.ts";
import { withFlagNames } from "./flag-names.ts";
import { openMarketData } from "./market-data.ts";
import { SWEEP_FLAGS, type SweepFlags, withSweepFlags } from "./sweep-flags.ts";
import { withSweepExecutor } from "./sweep-nats.ts";
import { analysed, researchFacts } from "./sweep-research.ts";
import { sweepSettings } from "./sweep-settings.ts";

const STILL_RUNNING = `stops when the trials that run have come to their ends, in ${formatDuration(STOP_GRACE_NS)} at the latest; Ctrl-C again ends it at once, and the same command goes on`;

/** No trial gave a result: a job that goes on with the sweep must hear of it. */
const NONE_DONE_CODE = 1;

const EXAMPLES = `
Values of a parameter: a list (1,3,5), a range with a step (1bps:20bps:1bps), or for searches
that draw a range (1bps:20bps).

Examples:
  mexoms sweep market-maker --tape data/tapes/synthetic-swap-BTCUSDT.tape --grid spread=4bps:16bps:2bps
  mexoms sweep ./mine.ts --tape day1.tape day2.tape --grid spread=1bps:5bps:1bps levels=1,3,5
  mexoms sweep ./mine.ts --tape day1.tape --search sobol:200 --space spread=1bps:20bps size=0.01BTC:1BTC

The same line again goes on where a sweep was stopped, or adds what a larger grid asks for.
The last part of the data (--holdout) is kept from every trial. Exits with 1 when all trials
failed, and with 130 when it was stopped.`;

export function sweepCommand(): Command {
  const command = new Command("sweep").argument(
    "<strategy>",
    "comes first: name of a built-in one (market-maker) or path of a .ts file",
  );
  return withSweepFlags(command).addHelpText("after", EXAMPLES).action(run);
}

async function run(nameOrPath: string, flags: SweepFlags): Promise<void> {
  await withFlagNames(SWEEP_FLAGS, async () => {
    const facts = researchFacts(flags);
    const found = await findStrategy(nameOrPath);
    const dir = flags.out ?? path.join("out", `sweep-${found.strategy.name}`);
    const options = { ...sweepSettings(flags), dir };
    const data = await openMarketData(flags);
    try {
      const all = { ...options, ...strategyOf(found), tapes: data.tapes };
      const record = await runOn(nameOrPath, all, flags);
      const analysis = analysed(record, found.strategy, facts);
      const next = reportWords({ dir, nameOrPath, flags });
      console.log(
        flags.json ? sweepJson(record, dir, analysis) : sweepText({ record, dir, analysis, next }),
      );
      if (record.unfinished === "interrupted") process.exitCode = INTERRUPTED_CODE;
      else if (noneDone(record)) process.exitCode = NONE_DONE_CODE;
    } finally {
      data.close();
    }
  });
}

function noneDone({ rows }: SweepRecord): boolean {
  return rows.length > 0 && rows.every(({ outcome }) => outcome === undefined);
}

function strategyOf({
  strategy,
  codeDigest,
  modulePath,
}: FoundStrategy): Required<Pick<SweepOptions, "strategy" | "codeDigest" | "modulePath">> {
  return { strategy, codeDigest, modulePath };
}

async function runOn(
  nameOrPath: string,
  options: SweepOptions & { readonly tapes: readonly Tape[] },
  flags: SweepFlags,
): Promise<SweepRecord> {
  const line = sweepLine(flags.json === true);
  const onNote = (note: string): void => line.note(note);
  const onSent = (bytes: number, total: number): void => line.sent(bytes, total);
  try {
    return await withSweepExecutor(flags, nameOrPath, { onNote, onSent }, (executor) =>
      untilInterrupted(async (signal) => {
        const waiting = afterAbort(signal, () => onNote(STILL_RUNNING));
        try {
          return await sweep({
            ...options,
            ...(executor && { executor }),
            signal,
            onNote,
            onProgress: (progress) => line.show(progress),
          });
        } finally {
          waiting.over();
        }
      }),
    );
  } finally {
    line.done();
  }
}

/** The command that makes the page of this sweep, with all that its tear sheets need. */
function reportWords(of: {
  readonly dir: string;
  readonly nameOrPath: string;
  readonly flags: SweepFlags;
}): string[] {
  const { dir, nameOrPath, flags } = of;
  const { tape, project, minFills } = flags;
  return [
    "mexoms",
    "report",
    dir,
    ...(isBuiltIn(nameOrPath) ? [] : ["--strategy", nameOrPath]),
    ...(tape === undefined ? [] : ["--tape", ...tape]),
    ...(project === undefined ? [] : ["--project", project]),
    ...(minFills === MIN_FILLS ? [] : ["--min-fills", minFills]),
  ];
}
