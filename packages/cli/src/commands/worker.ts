import os from "node:os";
import path from "node:path";
import { Command } from "commander";
import { untilInterrupted } from "../interrupt.ts";
import { stepLine } from "../print/step-line.ts";
import { workerEndText, workerLine } from "../print/worker.ts";
import { withFlagNames } from "./flag-names.ts";
import { type ServerFlags, withBus, withServerFlags } from "./nats-flags.ts";
import { wholeNumber } from "./whole-number.ts";

interface WorkerFlags extends ServerFlags {
  readonly workers?: string;
  readonly cache?: string;
  readonly once?: true;
}

const EXAMPLES = `
Examples:
  mexoms worker --nats nats://10.0.0.5:4222 --credentials worker.nk
  mexoms worker --workers 4 --cache /var/tmp/mexoms-worker

A worker runs the code of whoever may start sweeps on the server. Ctrl-C or SIGTERM ends it once what
it runs is done; what waits at it goes to other workers.`;

export function workerCommand(): Command {
  return withServerFlags(
    new Command("worker").description("run trials of sweeps that are queued on a NATS server"),
  )
    .option("--workers <number>", "trials at once (default: one for each core)")
    .option("--cache <dir>", "folder for tapes and code (default: ~/.cache/mexoms-worker)")
    .option("--once", "end when a sweep that it took part in is over, and there is no other")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(flags: WorkerFlags): Promise<void> {
  const workers =
    flags.workers === undefined
      ? os.availableParallelism()
      : wholeNumber(flags.workers, "--workers", 1);
  const { runSweepWorker } = await import("@mexoms/live");
  const steps = stepLine(false);
  try {
    await withFlagNames({ nats: "--nats" }, () =>
      withBus(flags, async (bus) => {
        const end = await untilInterrupted((signal) =>
          runSweepWorker({
            bus,
            workers,
            cacheDir: flags.cache ?? defaultCache(),
            signal,
            once: flags.once === true,
            onStatus: (status) => steps.say(workerLine(status)),
            onNote: (note) => {
              steps.done();
              console.error(note);
            },
          }),
        );
        steps.done();
        console.log(workerEndText(end));
      }),
    );
  } finally {
    steps.done();
  }
}

function defaultCache(): string {
  const home = process.env["XDG_CACHE_HOME"] || path.join(os.homedir(), ".cache");
  return path.join(home, "mexoms-worker");
}
