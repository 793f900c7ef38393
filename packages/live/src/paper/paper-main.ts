// The paper venue as a process of its own: node paper-main.js SETTINGS.json. See paper-spawn.ts.
import { readPaperSettings } from "./paper-settings.ts";
import { runPaperVenue } from "./paper-process.ts";

const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());

try {
  await runPaperVenue(readPaperSettings(process.argv[2] ?? ""), {
    signal: stop.signal,
    onReady: () => report({ ready: true }),
    onProblem: (problem) => console.error(`${new Date().toISOString()} ${problem}`),
  });
} catch (error) {
  console.error(error);
  process.exitCode = 1;
  report({ ready: false, problem: error instanceof Error ? error.message : String(error) });
}

/** Tells whoever started this process, once; then it goes its own way. */
function report(how: { ready: boolean; problem?: string }): void {
  if (!process.connected) return;
  process.send!(how, () => {
    if (process.connected) process.disconnect();
  });
}
