import { InvariantError } from "@mexoms/core";
import type { TrialEnd } from "@mexoms/sim";
import type { Trial } from "@mexoms/sim/engine";
import type { Bus } from "../bus/bus.ts";
import { TRIALS_STREAM } from "../bus/sweep-streams.ts";
import type { Work, WorkQueue } from "../bus/work-queue.ts";
import type { PreparedSweep } from "./prepared-sweep.ts";
import type { SweepManifest } from "./sweep-manifest.ts";

/** A sweep as a worker sees it: first met, then prepared or refused, until it is over. */
export class WorkerSweep {
  readonly name: string;
  /** Trials of it that this worker has told. */
  done = 0;
  readonly #bus: Bus;
  readonly #onWork: (work: Work) => void;
  #manifest: SweepManifest | undefined;
  #prepared: PreparedSweep | undefined;
  #queue: WorkQueue | undefined;
  #refused = false;
  #closed = false;

  constructor(
    name: string,
    { bus, onWork }: { readonly bus: Bus; readonly onWork: (work: Work) => void },
  ) {
    this.name = name;
    this.#bus = bus;
    this.#onWork = onWork;
  }

  get strategy(): string | undefined {
    return this.#manifest?.strategy;
  }

  get generation(): string {
    return this.#manifest?.generation ?? "";
  }

  get ackWaitMs(): number {
    return this.#manifest?.ackWaitMs ?? Infinity;
  }

  /** Whether trials of it are taken. */
  get takes(): boolean {
    return this.#queue !== undefined;
  }

  get refused(): boolean {
    return this.#refused;
  }

  /** Takes trials from now on. False when it was closed before it was prepared. */
  start(manifest: SweepManifest, prepared: PreparedSweep): boolean {
    if (this.#closed) return false;
    this.#manifest = manifest;
    this.#prepared = prepared;
    this.#queue = this.#bus.workQueue({
      stream: TRIALS_STREAM,
      queue: this.name,
      onWork: this.#onWork,
    });
    return true;
  }

  /** So many more trials may come. */
  want(count: number): void {
    this.#queue?.want(count);
  }

  /** As PreparedSweep.run. */
  async run(trial: Trial): Promise<TrialEnd | undefined> {
    if (this.#prepared === undefined) throw new InvariantError(`${this.name} is not prepared`);
    return await this.#prepared.run(trial);
  }

  /** Takes no trials any more. */
  async stop(): Promise<void> {
    const queue = this.#queue;
    this.#queue = undefined;
    await queue?.close();
  }

  refuse(): void {
    this.#refused = true;
    void this.stop();
  }

  /** Ends it, and what runs: a trial may never come to an end, and nobody asks for it any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.stop();
    await this.#prepared?.close();
  }
}
