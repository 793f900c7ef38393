import { DataError } from "@mexoms/core";
import type { Bus } from "../bus/bus.ts";
import {
  RESULT_SUBJECTS,
  RESULTS_STREAM,
  SWEEP_OBJECTS,
  SWEEPS_BUCKET,
  TRIAL_SUBJECTS,
  TRIALS_STREAM,
} from "../bus/sweep-streams.ts";
import { heldSubjects, purgeSubjects, removeWorkQueue } from "../bus/work-queue-setup.ts";
import { lastToken } from "./sweep-names.ts";
import { decodeManifest, objectsOf, type SweepManifest } from "./sweep-manifest.ts";

const BUCKET_STREAM = `KV_${SWEEPS_BUCKET}`;

/** What a sweep is, as the server has it; undefined when it is not there. Throws BusError, DataError. */
export async function readManifest(bus: Bus, sweep: string): Promise<SweepManifest | undefined> {
  const entry = await (await bus.keyValue(SWEEPS_BUCKET)).get(sweep);
  return entry?.value === undefined ? undefined : decodeManifest(sweep, entry.value);
}

/**
 * Removes a sweep from the server with all that nobody else needs: its queue, trials, results, and
 * the objects that no other sweep names. Throws BusError.
 */
export async function removeSweep(bus: Bus, sweep: string): Promise<void> {
  const manifest = await findManifest(bus, sweep);
  await purgeSubjects(bus, BUCKET_STREAM, `$KV.${SWEEPS_BUCKET}.${sweep}`);
  await removeWorkQueue(bus, TRIALS_STREAM, sweep);
  await purgeSubjects(bus, TRIALS_STREAM, `${TRIAL_SUBJECTS}.${sweep}.*`);
  await purgeSubjects(bus, RESULTS_STREAM, `${RESULT_SUBJECTS}.${sweep}.*.*`);
  await purgeSubjects(bus, BUCKET_STREAM, `$KV.${SWEEPS_BUCKET}.${sweep}.>`);
  const needed = await neededObjects(bus);
  const objects = bus.objects(SWEEP_OBJECTS);
  for (const { digest } of typeof manifest === "object" ? objectsOf(manifest) : []) {
    if (needed?.has(digest) === false) await objects.remove(digest);
  }
}

/** Digests that sweeps name; undefined when one is of another version, which may name any of them. */
async function neededObjects(bus: Bus): Promise<ReadonlySet<string> | undefined> {
  const needed = new Set<string>();
  for (const sweep of await sweepNames(bus)) {
    const manifest = await findManifest(bus, sweep);
    if (manifest === "another version's") return undefined;
    for (const { digest } of manifest === undefined ? [] : objectsOf(manifest)) needed.add(digest);
  }
  return needed;
}

/**
 * Removes sweeps whose owner was not heard of since a time, in milliseconds since 1970. Those of
 * another version are left to that, and to the age that their streams end at.
 */
export async function removeOldSweeps(bus: Bus, beforeMs: number): Promise<string[]> {
  const removed: string[] = [];
  for (const sweep of await sweepNames(bus)) {
    const manifest = await findManifest(bus, sweep);
    if (typeof manifest !== "object" || manifest.aliveMs >= beforeMs) continue;
    await removeSweep(bus, sweep);
    removed.push(sweep);
  }
  return removed;
}

/** Sweeps that are on the server. */
async function sweepNames(bus: Bus): Promise<string[]> {
  const subjects = await heldSubjects(bus, BUCKET_STREAM, `$KV.${SWEEPS_BUCKET}.*`);
  return [...subjects].map(lastToken);
}

/** Undefined when it is not there. */
async function findManifest(
  bus: Bus,
  sweep: string,
): Promise<SweepManifest | "another version's" | undefined> {
  try {
    return await readManifest(bus, sweep);
  } catch (error) {
    if (error instanceof DataError) return "another version's";
    throw error;
  }
}
