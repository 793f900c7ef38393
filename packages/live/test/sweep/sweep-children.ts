import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Child, spawnChild } from "../child.ts";

/** A worker in a process of its own, killed when the test is over. */
export function startWorker(
  url: string,
  cacheDir: string,
  options: { readonly workers?: number; readonly credentials?: string } = {},
): Promise<Child> {
  const { workers = 1, credentials } = options;
  return started("sweep-worker", [url, cacheDir, String(workers), credentials]);
}

/** Starts another worker whenever one has ended, until it is stopped. */
export function keepWorker(start: () => Promise<Child>): {
  /** All that were started. */
  readonly workers: readonly Child[];
  stop(): void;
} {
  const workers: Child[] = [];
  const kept = { workers, over: false, stop: () => void (kept.over = true) };
  const keep = async (): Promise<void> => {
    while (!kept.over) {
      const worker = await start();
      workers.push(worker);
      await worker.ended;
    }
  };
  void keep();
  return kept;
}

/** Runs so many trials of the sweep under test in a process of its own. */
export function startCoordinator(url: string, folder: string, trials: number): Promise<Child> {
  // Killed while it writes a tape to be put, it leaves that behind: in the test's own folder.
  return started("sweep-coordinator", [url, folder, String(trials)], folder);
}

async function started(
  name: string,
  args: readonly (string | undefined)[],
  tmp?: string,
): Promise<Child> {
  const file = fileURLToPath(new URL(`./processes/${name}.js`, import.meta.url));
  const given = args.filter((arg) => arg !== undefined);
  const child = spawnChild(process.execPath, [file, ...given], tmp);
  await Promise.race([once(child.process.stdout!, "data"), child.ended]);
  return child;
}
