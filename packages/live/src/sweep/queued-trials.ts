import { randomUUID } from "node:crypto";
import type { Trial } from "@mexoms/sim/engine";
import type { Bus } from "../bus/bus.ts";
import { PUBLISHER_FULL, type StreamPublisher } from "../bus/stream-publisher.ts";
import { TRIAL_SUBJECTS, TRIALS_STREAM } from "../bus/sweep-streams.ts";
import { heldSubjects, openWorkQueue, purgeSubjects } from "../bus/work-queue-setup.ts";
import { trialSubject } from "./sweep-names.ts";

const IN_FLIGHT = 256;
const IN_FLIGHT_BYTES = 4 << 20;

export interface QueuedTrialsOptions {
  readonly bus: Bus;
  readonly sweep: string;
  readonly ackWaitMs: number;
  /** A trial cannot be queued, and why. */
  readonly onRefused: (why: string) => void;
}

/** The trials of a sweep that wait for workers. */
export class QueuedTrials {
  readonly #options: QueuedTrialsOptions;
  readonly #publisher: StreamPublisher;
  #wake: (() => void) | undefined;
  #closed = false;
  readonly #owner: string = randomUUID();
  #rounds = 0;

  constructor(options: QueuedTrialsOptions) {
    this.#options = options;
    this.#publisher = options.bus.publisher({
      stream: TRIALS_STREAM,
      inFlight: IN_FLIGHT,
      inFlightBytes: IN_FLIGHT_BYTES,
      refused: "retry",
      onStored: () => this.#wake?.(),
      onRefused: (_ticket, why, final) => {
        if (final && !this.#closed) options.onRefused(why);
        this.#wake?.();
      },
    });
  }

  /** Makes the queue that workers take from, unless it is there. */
  async open(): Promise<void> {
    const { bus, sweep, ackWaitMs } = this.#options;
    const filter = `${TRIAL_SUBJECTS}.${sweep}.*`;
    await openWorkQueue(bus, { stream: TRIALS_STREAM, queue: sweep, filter, ackWaitMs });
  }

  /**
   * Puts trials into the queue that are not there and that, looked at after the queue, are `wanted`:
   * a result is stored before its trial goes from the queue. `readResults` brings them up to date.
   */
  async add(
    trials: readonly Trial[],
    options: {
      readonly readResults: () => Promise<void>;
      readonly wanted: (trial: Trial) => boolean;
    },
  ): Promise<void> {
    const { sweep } = this.#options;
    // Ids of messages keep apart what is sent twice now; what an earlier owner sent is asked for.
    const there = await this.#held();
    await options.readResults();
    const round = this.#rounds++;
    for (const trial of trials) {
      const subject = trialSubject(sweep, trial.id);
      if (there.has(subject)) continue;
      const data = new TextEncoder().encode(JSON.stringify(trial));
      const id = `${this.#owner}.${round}.${trial.id}`;
      for (;;) {
        if (this.#closed || !options.wanted(trial)) break;
        if (this.#publisher.publish(subject, data, id) !== PUBLISHER_FULL) break;
        await new Promise<void>((done) => (this.#wake = done));
      }
    }
  }

  /** Takes away what no worker has begun. */
  async clear(): Promise<void> {
    const { bus, sweep } = this.#options;
    await this.#publisher.settled();
    await purgeSubjects(bus, TRIALS_STREAM, `${TRIAL_SUBJECTS}.${sweep}.*`);
  }

  close(): void {
    this.#closed = true;
    this.#publisher.close();
    this.#wake?.();
  }

  #held(): Promise<Set<string>> {
    const { bus, sweep } = this.#options;
    return heldSubjects(bus, TRIALS_STREAM, `${TRIAL_SUBJECTS}.${sweep}.*`);
  }
}
