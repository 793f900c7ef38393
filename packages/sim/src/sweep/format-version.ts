import { DataError } from "@mexoms/core";

/** Whether a file of a sweep is of an earlier version of its format: what it may hold is known. */
export function isOlder(version: unknown, ours: number): boolean {
  return typeof version === "number" && version < ours;
}

/** Throws DataError for a file of a sweep that another version of mexoms wrote. */
export function checkVersion(
  at: { readonly file: string; readonly line?: number },
  version: unknown,
  ours: number,
): void {
  if (version === ours) return;
  const advice = isOlder(version, ours)
    ? "sweep into another folder (--out), or throw this one away (--fresh)"
    : "take the mexoms that wrote it, or another folder (--out); --fresh leaves it alone";
  const problem = `has version ${String(version)}, this mexoms reads ${ours}: ${advice}`;
  throw new DataError({ ...at, field: "version" }, problem);
}
