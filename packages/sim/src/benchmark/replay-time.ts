import { type Interval, ratioInterval } from "./bootstrap.ts";
import type { ProbeJob, ReplayTimes } from "./probe-job.ts";
import { runProbe } from "./probe-process.ts";

const LEAST_WARM_ROWS = 200_000;
const LEAST_NS = 200e6;
const SEED = 1;

/**
 * Rows for a second of CPU time, over fresh processes. Absolute: for the eye, never for a gate.
 */
export interface Speed {
  readonly rowsPerSecondBest: number;
  readonly rowsPerSecondMedian: number;
  readonly processes: number;
}

export interface ReplayTime {
  readonly head: Speed;
  readonly base: Speed | undefined;
  /** Time of head over time of base: above 1 head is slower. */
  readonly ratio: Interval | undefined;
  readonly pairs: number;
}

type Job = Omit<ProbeJob, "task">;

/**
 * Times head and base in fresh processes, in pairs whose order alternates, so that whatever the
 * machine does besides falls on both. Each process is one observation: the best of its replays.
 */
export async function replayTime(options: {
  readonly head: Job;
  readonly base: Job | undefined;
  readonly rows: number;
  readonly pairs: number;
  readonly smoke: boolean;
}): Promise<ReplayTime> {
  const { head, base, pairs } = options;
  const warmups = options.smoke ? 0 : Math.max(3, Math.ceil(LEAST_WARM_ROWS / options.rows));
  const task = { kind: "time", warmups, leastNs: options.smoke ? 0 : LEAST_NS } as const;
  const time = async (job: Job): Promise<ReplayTimes> =>
    (await runProbe<ReplayTimes>({ ...job, task })).told;
  const heads: ReplayTimes[] = [];
  const bases: ReplayTimes[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    if (base === undefined) {
      heads.push(await time(head));
    } else if (pair % 2 === 0) {
      heads.push(await time(head));
      bases.push(await time(base));
    } else {
      bases.push(await time(base));
      heads.push(await time(head));
    }
  }
  const logRatios = bases.map(({ bestNs }, i) => Math.log(heads[i]!.bestNs / bestNs));
  return {
    head: speedOf(heads),
    base: base === undefined ? undefined : speedOf(bases),
    ratio: base === undefined ? undefined : ratioInterval(logRatios, SEED),
    pairs,
  };
}

function speedOf(times: readonly ReplayTimes[]): Speed {
  const { rows } = times[0]!;
  const best = Math.min(...times.map(({ bestNs }) => bestNs));
  const medians = times.map(({ medianNs }) => medianNs).toSorted((a, b) => a - b);
  return {
    rowsPerSecondBest: (rows / best) * 1e9,
    rowsPerSecondMedian: (rows / medians[medians.length >> 1]!) * 1e9,
    processes: times.length,
  };
}
