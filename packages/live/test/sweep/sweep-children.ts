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

/** Runs so many trials of the sweep under test in a process of its own. */
export function startCoordinator(url: string, folder: string, trials: number): Promise<Child> {
  return started("sweep-coordinator", [url, folder, String(trials), undefined]);
}

async function started(name: string, args: readonly (string | undefined)[]): Promise<Child> {
  const file = fileURLToPath(new URL(`./processes/${name}.js`, import.meta.url));
  const given = args.filter((arg) => arg !== undefined);
  const child = spawnChild(process.execPath, [file, ...given]);
  await Promise.race([once(child.process.stdout!, "data"), child.ended]);
  return child;
}
