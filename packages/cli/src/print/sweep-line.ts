import { formatDuration } from "@mexoms/core";
import type { SweepProgress } from "@mexoms/sim";
import { stepLine } from "./step-line.ts";

const SECOND_NS = 1e9;
/** Where no line changes, sweeps of so many trials tell once how long they will take, */
const LONG = 10_000;
/** after so many. */
const FIRST = 20;
const MB = 1e6;

/** How far a sweep is, as one line that changes on a terminal. */
export interface SweepLine {
  show(progress: SweepProgress): void;
  /** What workers need is on its way to the server. */
  sent(bytes: number, total: number): void;
  /** A line that stays. */
  note(text: string): void;
  done(): void;
}

export function sweepLine(quiet: boolean): SweepLine {
  const line = stepLine(quiet);
  let sending = false;
  let told = quiet || process.stderr.isTTY;
  return {
    show: (progress) => {
      line.say(progressText(progress));
      const { done, known, expected } = progress;
      if (told || expected <= LONG || done - known < FIRST) return;
      told = true;
      console.error(`note: ${progressText(progress)}`);
    },
    sent: (bytes, total) => {
      line.say(`to the server: ${megabytes(bytes)} of ${megabytes(total)} MB`);
      if (!sending && !quiet && !process.stderr.isTTY) {
        console.error(`note: ${megabytes(total)} MB that workers need go to the server`);
      }
      sending = true;
    },
    note: (text) => {
      line.done();
      console.error(`note: ${text}`);
    },
    done: () => line.done(),
  };
}

function megabytes(bytes: number): string {
  return (bytes / MB).toFixed(1);
}

function progressText(progress: SweepProgress): string {
  const { done, expected, failed, trialsPerSecond, rowsPerSecond, etaNs, best } = progress;
  const parts = [`${done} of ${expected} trials`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (trialsPerSecond > 0) parts.push(`${trialsPerSecond.toFixed(1)}/s`);
  if (rowsPerSecond > 0) parts.push(`${(rowsPerSecond / 1e6).toFixed(1)}M events/s`);
  if (etaNs !== undefined) {
    parts.push(`${formatDuration(Math.ceil(etaNs / SECOND_NS) * SECOND_NS)} left`);
  }
  if (best?.outcome) parts.push(`best pnl ${best.outcome.metrics.pnl}`);
  return parts.join(", ");
}
