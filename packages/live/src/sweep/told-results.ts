import type { TrialEnd } from "@mexoms/sim";
import type { Bus } from "../bus/bus.ts";
import { BusError } from "../bus/bus-error.ts";
import { PUBLISHER_FULL, type StreamPublisher } from "../bus/stream-publisher.ts";
import { RESULTS_STREAM } from "../bus/sweep-streams.ts";
import { encodeEnd } from "./result-message.ts";
import { resultSubject } from "./sweep-names.ts";

const PART_BYTES = 512 << 10;
const IN_FLIGHT = 64;
const IN_FLIGHT_BYTES = 32 << 20;

interface Ticket {
  readonly stored: () => void;
  readonly refused: (why: string) => void;
}

/** Stores results of trials, over connections and servers that come and go. */
export class ToldResults {
  readonly #publisher: StreamPublisher;
  readonly #tickets = new Map<number, Ticket>();
  readonly #wakes: (() => void)[] = [];

  constructor(bus: Bus) {
    this.#publisher = bus.publisher({
      stream: RESULTS_STREAM,
      inFlight: IN_FLIGHT,
      inFlightBytes: IN_FLIGHT_BYTES,
      refused: "retry",
      onStored: (ticket) => this.#settle(ticket)?.stored(),
      onRefused: (ticket, why, final) => {
        if (final) this.#settle(ticket)?.refused(why);
      },
    });
  }

  /** Resolves once the result is safe on the server. Rejects when the server will never take it. */
  async tell(
    about: { readonly sweep: string; readonly generation: string; readonly trialId: string },
    end: TrialEnd,
  ): Promise<void> {
    const { sweep, generation, trialId } = about;
    const bytes = encodeEnd(end);
    const count = Math.ceil(bytes.length / PART_BYTES);
    const stored: Promise<void>[] = [];
    for (let index = count - 1; index >= 0; index--) {
      const subject = resultSubject(sweep, trialId, { index, count });
      const part = bytes.subarray(index * PART_BYTES, (index + 1) * PART_BYTES);
      const ticket = await this.#send(subject, part, `${generation}.${trialId}.${index}`);
      stored.push(this.#answer(ticket));
    }
    await Promise.all(stored);
  }

  close(): void {
    this.#publisher.close();
  }

  async #send(subject: string, part: Uint8Array, id: string): Promise<number> {
    for (;;) {
      const ticket = this.#publisher.publish(subject, part, id);
      if (ticket !== PUBLISHER_FULL) return ticket;
      await new Promise<void>((done) => this.#wakes.push(done));
    }
  }

  #answer(ticket: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const refused = (why: string): void => reject(new BusError("refused", why));
      this.#tickets.set(ticket, { stored: resolve, refused });
    });
  }

  #settle(ticket: number): Ticket | undefined {
    const found = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    for (const wake of this.#wakes.splice(0)) wake();
    return found;
  }
}
