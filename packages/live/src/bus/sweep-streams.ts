import { parseDuration } from "@mexoms/core";
import { UNLIMITED } from "./byte-size.ts";
import type { SweepsConfig } from "./nats-config.ts";
import type { StreamSpec } from "./stream-spec.ts";

/** Trials that wait for a worker: `sweep.trials.{sweep}.{trial}`. Each goes to one worker. */
export const TRIALS_STREAM = "SWEEP_TRIALS";
/** Ends of trials: `sweep.results.{sweep}.{trial}.{part}`. */
export const RESULTS_STREAM = "SWEEP_RESULTS";
/** Bucket of objects: tapes, code and studies, by the digest of their bytes. */
export const SWEEP_OBJECTS = "sweeps";
/** Bucket of values: `{sweep}` is what a sweep is, `{sweep}.attempts.{trial}` how often it was begun. */
export const SWEEPS_BUCKET = "sweeps";

export const TRIAL_SUBJECTS = "sweep.trials";
export const RESULT_SUBJECTS = "sweep.results";

const DUPLICATE_WINDOW = "2m";

/** What sweeps on several machines need of a server. */
export function sweepStreamSpecs(config: SweepsConfig): StreamSpec[] {
  const { storage, replicas } = config;
  const common = {
    storage,
    discard: "new",
    max_age: parseDuration(config.keep, "keep"),
    max_bytes: UNLIMITED,
    max_msgs: UNLIMITED,
    max_msg_size: UNLIMITED,
    num_replicas: replicas,
    duplicate_window: parseDuration(DUPLICATE_WINDOW, "duplicateWindow"),
    allow_rollup_hdrs: false,
    deny_delete: true,
    allow_direct: false,
  } as const;
  return [
    {
      ...common,
      name: TRIALS_STREAM,
      description: "mexoms: trials of sweeps that wait for a worker",
      subjects: [`${TRIAL_SUBJECTS}.*.*`],
      retention: "workqueue",
      max_msgs_per_subject: UNLIMITED,
    },
    {
      ...common,
      name: RESULTS_STREAM,
      description: "mexoms: results of trials",
      subjects: [`${RESULT_SUBJECTS}.*.*.*`],
      retention: "limits",
      // A trial gives the same whoever runs it: one that is told twice is kept once.
      max_msgs_per_subject: 1,
    },
    {
      ...common,
      name: `OBJ_${SWEEP_OBJECTS}`,
      description: "mexoms: tapes and code of sweeps",
      // As the clients of NATS make buckets of objects, so that they all can read them.
      subjects: [`$O.${SWEEP_OBJECTS}.C.>`, `$O.${SWEEP_OBJECTS}.M.>`],
      retention: "limits",
      max_msgs_per_subject: UNLIMITED,
      allow_rollup_hdrs: true,
      deny_delete: false,
    },
    {
      ...common,
      name: `KV_${SWEEPS_BUCKET}`,
      description: "mexoms: bucket sweeps",
      subjects: [`$KV.${SWEEPS_BUCKET}.>`],
      retention: "limits",
      max_msgs_per_subject: 1,
      allow_rollup_hdrs: true,
      allow_direct: true,
    },
  ];
}
