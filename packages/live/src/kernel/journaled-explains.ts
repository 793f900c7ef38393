import type { KernelObserver } from "@mexoms/core/internal";
import { OUTPUT } from "../journal/record-kinds.ts";
import type { JournalSink } from "./journal-sink.ts";

/** How an explanation stands in a journal. */
export function explainText(topic: string, text: string): string {
  return `${topic}\t${text}`;
}

/** Writes what a strategy explains to the journal. Requests and events are there already. */
export class JournaledExplains implements KernelObserver {
  readonly #journal: JournalSink;

  constructor(journal: JournalSink) {
    this.#journal = journal;
  }

  explain(topic: string, text: string, nowNs: number): void {
    this.#journal.text(OUTPUT.explain, nowNs, explainText(topic, text));
  }

  intent(): void {}
  cancelAll(): void {}
  answer(): void {}
}
