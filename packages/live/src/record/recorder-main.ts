import { createInterface } from "node:readline";
import { connectBus } from "../bus/bus.ts";
import { record } from "./record.ts";
import type { RecorderLine, RecorderSettings } from "./recorder-process.ts";

// The process of RecorderProcess: settings come as the first line of its standard input, whose end
// ends the recording in order. What there is to tell goes out as lines of JSON.

function tell(line: RecorderLine): void {
  console.log(JSON.stringify(line));
}

async function run(settings: RecorderSettings, signal: AbortSignal): Promise<void> {
  const { memory, session, url, stream } = settings;
  const name = `${session} recorder`;
  const bus = await connectBus({ url, name, role: "recorder", waitForServer: true });
  let isTold = false;
  const report = await record({
    from: { memory, session },
    stream: { bus, name: stream },
    signal,
    say: (said) => tell({ said }),
    onProgress: () => {
      if (!isTold) tell({ recording: true });
      isTold = true;
    },
  });
  const missing = report.sourceGaps + (report.stream?.gaps ?? 0);
  tell({ rows: report.rows, missing, settled: report.settled });
  if (bus.connected) await bus.close();
}

const stop = new AbortController();
const input = createInterface({ input: process.stdin });
let isRunning = false;
input.on("close", () => {
  stop.abort();
  if (!isRunning) process.exit(1);
});
input.once("line", (line) => {
  isRunning = true;
  run(JSON.parse(line) as RecorderSettings, stop.signal).then(
    () => process.exit(0),
    (error: unknown) => {
      tell({ said: error instanceof Error ? error.message : String(error) });
      process.exit(1);
    },
  );
});
// Ends with its owner and not before: a terminal's interrupt reaches both.
process.on("SIGINT", () => {});
process.stdout.on("error", () => {});
