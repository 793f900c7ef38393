import { readFile } from "node:fs/promises";
import { fail } from "@mexoms/core/internal";

/** What made a run folder. */
export interface Versions {
  readonly mexoms: string;
  readonly node: string;
}

export async function readVersions(): Promise<Versions> {
  const file = new URL("../../../package.json", import.meta.url);
  const manifest: unknown = JSON.parse(await readFile(file, "utf8"));
  const version =
    typeof manifest === "object" && manifest !== null && "version" in manifest
      ? manifest.version
      : undefined;
  if (typeof version !== "string") fail(`${file.pathname} has no version`);
  return { mexoms: version, node: process.versions.node };
}
