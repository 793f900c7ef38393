import type { ReconcilerTimes } from "../oms/reconciler.ts";

/** Deadlines of an engine, in milliseconds of the machine: they are about processes, not markets. */
export interface EngineDeadlines {
  /** A request without an answer makes its order UNKNOWN. */
  readonly answerTimeoutMs: number;
  /** A gateway that says nothing for so long is in doubt. */
  readonly silenceMs: number;
  /** Between two reports when there is no doubt, and while there is one. */
  readonly reconcileEveryMs: number;
  readonly reconcileRetryMs: number;
  /** What the venue changed so recently may still be on its way to us. */
  readonly graceMs: number;
  /** A report that does not come for so long is asked for again. */
  readonly reportTimeoutMs: number;
  /** An orderly stop waits so long for the answers to its cancels. */
  readonly stopMs: number;
  /** Between two snapshots of the kernel in the journal. */
  readonly snapshotEveryMs: number;
  /** Between two attempts to connect. */
  readonly connectRetryMs: number;
}

/** What serves a venue on the same machine. */
export const ENGINE_DEADLINES: EngineDeadlines = {
  answerTimeoutMs: 2_000,
  silenceMs: 1_000,
  reconcileEveryMs: 3_000,
  reconcileRetryMs: 200,
  graceMs: 1_000,
  reportTimeoutMs: 2_000,
  stopMs: 5_000,
  snapshotEveryMs: 30_000,
  connectRetryMs: 500,
};

/** The same in nanoseconds of a session's time. */
export interface EngineTimes {
  readonly answerTimeoutNs: number;
  readonly silenceNs: number;
  readonly reconciler: ReconcilerTimes;
  readonly stopNs: number;
  /** Orders that are over for longer do not matter once all was found equal to the venue's. */
  readonly closedKeptNs: number;
  readonly snapshotEveryNs: number;
  readonly connectRetryNs: number;
}

/** `wayNs`: what the models of a venue add to each way, in the session's time. */
export function sessionTimes(
  deadlines: EngineDeadlines,
  { speed, wayNs }: { readonly speed: number; readonly wayNs: number },
): EngineTimes {
  const scaled = (ms: number): number => ms * 1e6 * speed;
  return {
    answerTimeoutNs: scaled(deadlines.answerTimeoutMs) + wayNs,
    silenceNs: scaled(deadlines.silenceMs),
    reconciler: {
      everyNs: scaled(deadlines.reconcileEveryMs),
      retryNs: scaled(deadlines.reconcileRetryMs),
      graceNs: scaled(deadlines.graceMs) + wayNs,
      answerTimeoutNs: scaled(deadlines.reportTimeoutMs) + wayNs,
    },
    stopNs: scaled(deadlines.stopMs),
    closedKeptNs: 2 * (scaled(deadlines.graceMs) + wayNs),
    snapshotEveryNs: scaled(deadlines.snapshotEveryMs),
    connectRetryNs: scaled(deadlines.connectRetryMs),
  };
}
