import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Child, spawnChild } from "../child.ts";

/** A worker in a process of its own, killed when the test is over. */
export async function startWorker(
  url: string,
  cacheDir: string,
  options: { readonly workers?: number; readonly credentials?: string } = {},
): Promise<Child> {
  const file = fileURLToPath(new URL("./processes/sweep-worker.js", import.meta.url));
  const { workers = 1, credentials } = options;
  const child = spawnChild(process.execPath, [
    file,
    url,
    cacheDir,
    String(workers),
    ...(credentials === undefined ? [] : [credentials]),
  ]);
  await Promise.race([once(child.process.stdout!, "data"), child.ended]);
  return child;
}
