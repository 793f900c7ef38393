import { latencyModel } from "./create-study.ts";
import { studyRunner } from "./study-runner.ts";
import type { TrialRunner, TrialRunnerOptions } from "./trial-runner.ts";

/**
 * A runner of a study's trials in this thread. What trials have in common is read once. Throws
 * ConfigError or DataError for a study that cannot be run at all.
 */
export function createTrialRunner(options: TrialRunnerOptions): TrialRunner {
  const { latency, latencyFiles } = options.study;
  return studyRunner(options, latencyModel(latency, latencyFiles));
}
