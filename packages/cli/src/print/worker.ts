import type { SweepWorkerStatus } from "@mexoms/live";

/** What a worker does now, in one line. */
export function workerLine({ done, failed, running, sweeps }: SweepWorkerStatus): string {
  const of = sweeps.map((sweep) => `${sweep.strategy} ${sweep.name.slice(0, 8)}: ${sweep.done}`);
  return `${countText(done, failed)}, ${running} running${of.length === 0 ? "" : ` (${of.join(", ")})`}`;
}

/** What a worker did. */
export function workerEndText({ done, failed }: SweepWorkerStatus): string {
  return `worker ended: ${countText(done, failed)}`;
}

function countText(done: number, failed: number): string {
  return `${done} ${done === 1 ? "trial" : "trials"} done${failed === 0 ? "" : `, ${failed} of them failed`}`;
}
