import { HEADER, REQUEST_BYTES } from "../link/messages.ts";
import { OUTPUT } from "../journal/record-kinds.ts";
import type { JournalSink } from "./journal-sink.ts";
import type { RequestSink } from "./live-gateway.ts";

/** Writes each request to the journal before it goes on its way. */
export class JournaledRequests implements RequestSink {
  readonly #journal: JournalSink;
  readonly #next: RequestSink;

  constructor(journal: JournalSink, next: RequestSink) {
    this.#journal = journal;
    this.#next = next;
  }

  request(message: Float64Array): void {
    const journal = this.#journal;
    const start = journal.begin(OUTPUT.request, message[HEADER.sentNs]!, REQUEST_BYTES);
    const { fields } = journal;
    const at = start / 8;
    for (let i = 0; i < message.length; i++) fields[at + i] = message[i]!;
    journal.commit();
    this.#next.request(message);
  }
}
