import type { TrialEnd } from "@mexoms/sim";
import type { Bus } from "../bus/bus.ts";
import type { StoredMessage } from "../bus/stored-message.ts";
import { RESULT_SUBJECTS, RESULTS_STREAM } from "../bus/sweep-streams.ts";
import { decodeEnd } from "./result-message.ts";
import { parseResultSubject } from "./sweep-names.ts";

/** The ends of a sweep's trials as workers told them; each is given once, whatever was told twice. */
export class TrialResults {
  readonly #bus: Bus;
  readonly #filter: string;
  readonly #told: (trialId: string, end: TrialEnd) => void;
  readonly #parts = new Map<string, Map<number, Uint8Array>>();
  readonly #known = new Set<string>();
  readonly #end = new AbortController();
  #last = 0;

  constructor(bus: Bus, sweep: string, told: (trialId: string, end: TrialEnd) => void) {
    this.#bus = bus;
    this.#filter = `${RESULT_SUBJECTS}.${sweep}.*.*`;
    this.#told = told;
  }

  /** Reads what is there and was not read before. Throws BusError. */
  async readStored(): Promise<void> {
    const fromSequence = this.#last + 1;
    const options = { stream: RESULTS_STREAM, filter: this.#filter, fromSequence };
    for await (const message of this.#bus.replay(options)) this.#take(message);
  }

  /** Goes on with what comes, until `close`. Throws BusError for what does not pass by itself. */
  async follow(): Promise<void> {
    const messages = this.#bus.replay({
      stream: RESULTS_STREAM,
      filter: this.#filter,
      fromSequence: this.#last + 1,
      follow: true,
      signal: this.#end.signal,
    });
    for await (const message of messages) this.#take(message);
  }

  close(): void {
    this.#end.abort();
  }

  #take({ subject, sequence, data }: StoredMessage): void {
    this.#last = Math.max(this.#last, sequence);
    const { trialId, index, count } = parseResultSubject(subject);
    if (this.#known.has(trialId)) return;
    const parts = this.#parts.get(trialId) ?? new Map<number, Uint8Array>();
    this.#parts.set(trialId, parts.set(index, data));
    if (parts.size < count) return;
    this.#parts.delete(trialId);
    this.#known.add(trialId);
    const inOrder = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
    this.#told(trialId, decodeEnd(Buffer.concat(inOrder)));
  }
}
