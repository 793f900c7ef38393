import type { Recorder } from "./recorder.ts";

/** Between two looks while there is nothing to do, in milliseconds. */
const IDLE_MS = 1;
/** A piece of work after which sockets are served. */
const WORK_MS = 4;
const TELL_MS = 200;

export interface RunRecorderOptions {
  /** What times the recorder goes by: the session's clock, or the machine's. */
  readonly clock: { read(): number };
  /** Ends the recording in order. */
  readonly signal: AbortSignal;
  /** How long the end may take, in milliseconds; what is not at its place then is lost. */
  readonly drainMs: number;
  /** Told several times a second. */
  readonly onProgress?: () => void;
  /** Told once, when the recorder can still be asked how it went. */
  readonly beforeClose?: () => void;
}

/**
 * Lets a recorder work until its source has ended or `signal` comes, and all is at its place. Returns
 * false when that took longer than `drainMs`. Closes the recorder.
 */
export async function runRecorder(
  recorder: Recorder,
  { clock, signal, drainMs, onProgress, beforeClose }: RunRecorderOptions,
): Promise<boolean> {
  let tellAtMs = 0;
  let lateMs = Infinity;
  const finish = (): void => {
    recorder.finish();
    lateMs = performance.now() + drainMs;
  };
  if (signal.aborted) finish();
  signal.addEventListener("abort", finish);
  try {
    for (;;) {
      const worked = work(recorder, clock);
      if (recorder.done) return true;
      const now = performance.now();
      if (now > lateMs) return false;
      if (recorder.finishing && lateMs === Infinity) lateMs = now + drainMs;
      if (now >= tellAtMs) {
        tellAtMs = now + TELL_MS;
        onProgress?.();
      }
      await (worked ? nextTurn() : pause());
    }
  } finally {
    signal.removeEventListener("abort", finish);
    beforeClose?.();
    recorder.close();
  }
}

function work(recorder: Recorder, clock: { read(): number }): boolean {
  const until = performance.now() + WORK_MS;
  let worked = false;
  while (recorder.doWork(clock.read()) > 0) {
    worked = true;
    if (performance.now() >= until) break;
  }
  return worked;
}

function nextTurn(): Promise<void> {
  return new Promise((done) => {
    setImmediate(done);
  });
}

function pause(): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, IDLE_MS);
  });
}
