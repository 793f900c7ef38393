import { connectBus, runSweepWorker } from "@mexoms/live";

// A worker in a process of its own: tells what it does, line by line, until SIGTERM.
const [url, cacheDir, workers, credentials] = process.argv.slice(2) as [
  string,
  string,
  string,
  string | undefined,
];
const end = new AbortController();
process.on("SIGTERM", () => end.abort());
const bus = await connectBus({ url, name: "worker", credentials, reconnectMs: 50 });
process.stdout.write("ready\n");
const { done } = await runSweepWorker({
  bus,
  workers: Number(workers),
  cacheDir,
  signal: end.signal,
  once: false,
  onStatus: ({ done }) => process.stdout.write(`done ${done}\n`),
  onNote: (note) => process.stdout.write(`${note}\n`),
});
await bus.close();
process.stdout.write(`ended after ${done}\n`);
