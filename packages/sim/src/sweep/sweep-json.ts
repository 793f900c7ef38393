import { readFileSync } from "node:fs";
import { ConfigError, DataError } from "@mexoms/core";
import type { SweepPlan } from "@mexoms/sim/engine";
import { systemProblem } from "../system-error.ts";
import { checkVersion, isOlder } from "./format-version.ts";

export const SWEEP_KIND = "mexoms-sweep";
export const SWEEP_VERSION = 1;

/** Reads sweep.json. Throws ConfigError when there is none, DataError when it is not one of ours. */
export function readPlan(file: string): SweepPlan {
  const { version, plan } = readDocument(file);
  checkVersion({ file }, version, SWEEP_VERSION);
  return plan as SweepPlan;
}

/** Throws DataError for what is no sweep.json, and for one that a later version of mexoms wrote. */
export function checkPlanClearable(file: string): void {
  const { version } = readDocument(file);
  if (!isOlder(version, SWEEP_VERSION)) checkVersion({ file }, version, SWEEP_VERSION);
}

function readDocument(file: string): { readonly version: unknown; readonly plan: unknown } {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigError(
      "sweep",
      `${file}: ${systemProblem(error)}; give the folder of a sweep, for example out/sweep-market-maker`,
    );
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new DataError({ file }, `is not JSON: ${(error as Error).message}`);
  }
  const { kind, version, plan } = Object(document) as Record<string, unknown>;
  if (kind !== SWEEP_KIND) throw new DataError({ file, field: "kind" }, `is not ${SWEEP_KIND}`);
  return { version, plan };
}
