import { randomUUID } from "node:crypto";
import { ConfigError } from "@mexoms/core";
import type { Study, Tape, TrialEnd, TrialExecutor } from "@mexoms/sim";
import type { Trial } from "@mexoms/sim/engine";
import type { Bus } from "../bus/bus.ts";
import { BusError } from "../bus/bus-error.ts";
import type { ObjectProgress } from "../bus/object-store.ts";
import { SWEEP_OBJECTS, SWEEPS_BUCKET, TRIALS_STREAM } from "../bus/sweep-streams.ts";
import { queueWaiters } from "../bus/work-queue-setup.ts";
import { QueuedTrials } from "./queued-trials.ts";
import { readManifest, removeOldSweeps, removeSweep } from "./sweep-cleaning.ts";
import { encodeManifest, type SweepManifest } from "./sweep-manifest.ts";
import { sweepName } from "./sweep-names.ts";
import { SweepObjects } from "./sweep-objects.ts";
import { TrialResults } from "./trial-results.ts";

export interface NatsExecutorOptions {
  /** A connection with the role `sweep`, which stays open when the executor is closed. */
  readonly bus: Bus;
  readonly study: Study;
  /** The strategy's code as `portableStrategy` gives it: workers run it. */
  readonly strategy: { readonly code: string; readonly codeDigest: string };
  /** The study's tapes without the hold-out: nothing of it goes to workers. */
  readonly tapes: readonly Tape[];
  /** Leave queue, results and tapes on the server when it is closed. */
  readonly keep: boolean;
  /** A trial whose worker was not heard of for so long is given to another one. 30000 unless told. */
  readonly ackWaitMs?: number;
  /** Ends also the way of what workers need to the server. */
  readonly signal?: AbortSignal;
  /** What workers need is on its way to the server. */
  readonly onProgress?: ObjectProgress;
  /** Told in words, such as that no worker is there. */
  readonly onNote?: (note: string) => void;
}

const ACK_WAIT_MS = 30_000;
const LOOK_MS = 2000;
const ALIVE_MS = 60_000;
// Without any result for so long it is looked whether trials were lost, or nobody takes them.
const QUIET_MS = 10_000;
const MOST_TRIES = 5;
const TRY_AGAIN_MS = 500;
const OLD_MS = 7 * 86_400_000;

interface Round {
  readonly waiting: Map<string, Trial>;
  readonly told: (trial: Trial, end: TrialEnd) => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs trials by workers on other machines: `mexoms worker`. Study, code and tapes are put on the
 * server once, trials are queued there, and results come back. Whoever is killed and makes it again
 * for the same study takes up the results that there are, and what is queued is not queued twice.
 *
 * Throws ConfigError and BusError when the server lacks the streams or does not allow it, and the
 * signal's reason.
 */
export async function natsExecutor(options: NatsExecutorOptions): Promise<TrialExecutor> {
  const { study, strategy } = options;
  if (strategy.codeDigest !== study.strategy.codeDigest) {
    throw new ConfigError("strategy", "the code for workers is not that of the study: start again");
  }
  await patiently(() => removeOldSweeps(options.bus, Date.now() - OLD_MS)).catch(absentStreams);
  const objects = await SweepObjects.open({ study, code: strategy.code, tapes: options.tapes });
  const executor = new NatsExecutor(options, objects);
  try {
    await executor.open();
    return executor;
  } catch (error) {
    await (options.signal?.aborted === true ? executor.close() : executor.abandon());
    throw error;
  }
}

function absentStreams(error: unknown): never {
  if (error instanceof BusError && error.code === "absent") {
    throw new ConfigError("nats", 'the server has no streams for sweeps: run "mexoms nats setup"');
  }
  throw error;
}

class NatsExecutor implements TrialExecutor {
  readonly #options: NatsExecutorOptions;
  readonly #bus: Bus;
  readonly #objects: SweepObjects;
  readonly #sweep: string;
  readonly #results: TrialResults;
  readonly #ends = new Map<string, TrialEnd>();
  #queue: QueuedTrials | undefined;
  #following: Promise<void> | undefined;
  #manifest: SweepManifest | undefined;
  #round: Round | undefined;
  #failure: Error | undefined;
  #timer: NodeJS.Timeout | undefined;
  #tending = false;
  #heardMs = 0;
  #lonely = false;

  constructor(options: NatsExecutorOptions, objects: SweepObjects) {
    this.#options = options;
    this.#bus = options.bus;
    this.#objects = objects;
    this.#sweep = sweepName(JSON.stringify(options.study));
    this.#results = new TrialResults(options.bus, this.#sweep, (id, end) => this.#hear(id, end));
  }

  async open(): Promise<void> {
    const { ackWaitMs = ACK_WAIT_MS } = this.#options;
    await patiently(() => this.#put(ackWaitMs));
    await patiently(() => this.#results.readStored());
    this.#following = this.#results.follow().catch((error: unknown) => this.#fail(error));
    const queue = new QueuedTrials({
      bus: this.#bus,
      sweep: this.#sweep,
      ackWaitMs,
      onRefused: (why) => this.#fail(new BusError("refused", `${TRIALS_STREAM}: ${why}`)),
    });
    this.#queue = queue;
    await patiently(() => queue.open());
    this.#timer = setInterval(() => void this.#tend(), LOOK_MS);
    this.#timer.unref();
  }

  /** Tells of the sweep, and brings what workers need. */
  async #put(ackWaitMs: number): Promise<void> {
    const { study, signal, onProgress } = this.#options;
    const before = await readManifest(this.#bus, this.#sweep);
    const generation = before?.generation ?? randomUUID();
    this.#manifest = {
      version: 1,
      generation,
      engine: study.engine,
      strategy: study.strategy.name,
      study: this.#objects.study,
      code: this.#objects.code,
      tapes: this.#objects.tapes,
      ackWaitMs,
      aliveMs: Date.now(),
    };
    // What a sweep needs is named before it is put, so that nobody clears it up in between.
    await this.#announce();
    await this.#objects.put(this.#bus.objects(SWEEP_OBJECTS), { signal, progress: onProgress });
  }

  async run(
    trials: readonly Trial[],
    told: (trial: Trial, end: TrialEnd) => void,
    signal: AbortSignal,
  ): Promise<void> {
    if (this.#failure) throw this.#failure;
    const waiting = new Map<string, Trial>();
    for (const trial of trials) {
      if (signal.aborted) return;
      const end = this.#ends.get(trial.id);
      if (end === undefined) waiting.set(trial.id, trial);
      else told(trial, end);
    }
    if (waiting.size === 0) return;
    let stop = (): void => {};
    try {
      await new Promise<void>((resolve, reject) => {
        stop = resolve;
        signal.addEventListener("abort", stop);
        this.#heardMs = performance.now();
        this.#round = { waiting, told, resolve, reject };
        void this.#add([...waiting.values()]);
      });
    } finally {
      signal.removeEventListener("abort", stop);
      this.#round = undefined;
    }
    // Workers need not run what nobody waits for.
    if (signal.aborted) await this.#queue?.clear().catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.abandon();
    if (this.#options.keep) return;
    try {
      await removeSweep(this.#bus, this.#sweep);
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      this.#options.onNote?.(
        `the sweep stays on the server until its streams drop it: ${error.message}`,
      );
    }
  }

  /** Ends it here, and leaves all on the server. */
  async abandon(): Promise<void> {
    clearInterval(this.#timer);
    this.#results.close();
    this.#queue?.close();
    await this.#following;
    this.#objects.close();
  }

  async #add(trials: readonly Trial[]): Promise<void> {
    try {
      await this.#queue?.add(trials, {
        readResults: () => this.#results.readStored(),
        wanted: ({ id }) => this.#round?.waiting.has(id) === true,
      });
    } catch (error) {
      // The server is away: looked after again when nothing came for a while.
      if (!passes(error)) this.#fail(error);
    }
  }

  #hear(trialId: string, end: TrialEnd): void {
    this.#heardMs = performance.now();
    this.#ends.set(trialId, end);
    const round = this.#round;
    const trial = round?.waiting.get(trialId);
    if (round === undefined || trial === undefined) return;
    round.waiting.delete(trialId);
    try {
      round.told(trial, end);
    } catch (error) {
      round.reject(error);
    }
    if (round.waiting.size === 0) round.resolve();
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
    this.#round?.reject(this.#failure);
  }

  /** Looks after what the server has of this sweep: it may have lost or dropped some of it. */
  async #tend(): Promise<void> {
    if (this.#tending || !this.#bus.connected) return;
    this.#tending = true;
    try {
      const quiet = performance.now() - this.#heardMs > QUIET_MS;
      const alive = Date.now() - (this.#manifest?.aliveMs ?? 0) < ALIVE_MS;
      if (!alive || quiet) {
        await this.#findAgain();
        await this.#announce();
        await this.#objects.put(this.#bus.objects(SWEEP_OBJECTS));
        await this.#queue?.open();
      }
      if (quiet && this.#round !== undefined) {
        await this.#add([...this.#round.waiting.values()]);
        this.#heardMs = performance.now();
        await this.#lookForWorkers();
      }
    } catch (error) {
      if (!passes(error)) this.#fail(error);
    } finally {
      this.#tending = false;
    }
  }

  /** Somebody who ran the same sweep may have ended it, and taken its results away. */
  async #findAgain(): Promise<void> {
    const there = await readManifest(this.#bus, this.#sweep);
    // Results under the ids of before would be taken for those.
    if (there !== undefined || this.#manifest === undefined) return;
    this.#manifest = { ...this.#manifest, generation: randomUUID() };
  }

  async #announce(): Promise<void> {
    if (this.#manifest === undefined) return;
    this.#manifest = { ...this.#manifest, aliveMs: Date.now() };
    const bucket = await this.#bus.keyValue(SWEEPS_BUCKET);
    await bucket.put(this.#sweep, encodeManifest(this.#manifest));
  }

  async #lookForWorkers(): Promise<void> {
    const lonely = (await queueWaiters(this.#bus, TRIALS_STREAM, this.#sweep)) === 0;
    if (lonely && !this.#lonely) {
      this.#options.onNote?.(
        "no worker takes trials of this sweep: start mexoms worker --nats URL",
      );
    }
    this.#lonely = lonely;
  }
}

/** Tries again while the server is on its way back. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries === MOST_TRIES || !passes(error)) throw error;
    }
    await new Promise((done) => setTimeout(done, TRY_AGAIN_MS));
  }
}

/** Whether an error goes when the server is back. */
function passes(error: unknown): boolean {
  return (
    error instanceof BusError && ["timeout", "disconnected", "no-responders"].includes(error.code)
  );
}
