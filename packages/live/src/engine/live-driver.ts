import { ConfigError } from "@mexoms/core";
import { fail, type Kernel, NEVER } from "@mexoms/core/internal";
import { HEADER, HEADER_FIELDS } from "../link/messages.ts";
import { ANSWER_FIELDS } from "@mexoms/sim/internal";
import type { MessageView } from "../link/venue-gateway.ts";
import type { RecordCursor } from "../journal/record-cursor.ts";
import { INPUT } from "../journal/record-kinds.ts";
import type { JournalSink } from "../kernel/journal-sink.ts";
import type { KernelCommand } from "../kernel/kernel-command.ts";
import { KernelInputs } from "../kernel/kernel-inputs.ts";
import { ROW_DOUBLES, type RowBatch } from "../kernel/row-batch.ts";
import { ROWS_HEAD, ROWS_HEAD_DOUBLES } from "../kernel/row-columns.ts";
import { startKernel } from "../kernel/open-kernel.ts";
import type { SessionStart } from "../kernel/session-start.ts";

/**
 * Drives a kernel live: gives each input a time of its own, writes it to the journal, and applies it
 * from the journal's memory. Times grow from input to input; a timer's is exactly its due time.
 *
 * Nothing may be handed in while an input is applied: requests that cannot be sent are answered by an
 * event after it.
 */
export class LiveDriver {
  /** Time of the last input. */
  lastNs: number;
  readonly inputs: KernelInputs;
  readonly #kernel: Kernel;
  readonly #journal: JournalSink;
  #applying = false;

  /** `lastNs`: time of the last record of the journal that stands already. */
  constructor(options: { kernel: Kernel; journal: JournalSink; lastNs: number }) {
    this.#kernel = options.kernel;
    this.#journal = options.journal;
    this.lastNs = options.lastNs;
    this.inputs = new KernelInputs(options.kernel);
  }

  /** Begins the session at `nowNs` and starts the strategy. */
  start(start: SessionStart, nowNs: number): void {
    const atNs = Math.max(nowNs, this.lastNs);
    this.#journal.text(INPUT.start, atNs, JSON.stringify(start));
    this.lastNs = atNs;
    this.#begin();
    startKernel(this.#kernel, start, atNs);
    this.#applying = false;
  }

  /** Fires the timers that are due by `nowNs`, each at its own time. Returns how often one did. */
  timers(nowNs: number): number {
    return this.inputs.timerIsDue(nowNs) ? this.#fireBefore(nowNs + 1) : 0;
  }

  /** Hands in a batch of rows that reached us by `nowNs`; none for an empty one. */
  rows(market: number, batch: RowBatch, nowNs: number): void {
    const { count, doubles } = batch;
    if (count === 0) return;
    this.#timeAt(nowNs);
    const journal = this.#journal;
    const length = count * ROW_DOUBLES;
    const bytes = (ROWS_HEAD_DOUBLES + length) * 8;
    let at = journal.begin(INPUT.rows, this.lastNs, bytes) / 8;
    const { fields } = journal;
    fields[at + ROWS_HEAD.market] = market;
    fields[at + ROWS_HEAD.rows] = count;
    fields[at + ROWS_HEAD.feedNs] = batch.feedNs;
    at += ROWS_HEAD_DOUBLES;
    for (let i = 0; i < length; i++) fields[at + i] = doubles[i]!;
    this.#apply(journal.commit());
  }

  /** Hands in an event of a venue. Its time is not before that at which it was handed over. */
  event(message: MessageView, nowNs: number): void {
    // The clock was read before the poll, and the venue goes on meanwhile.
    this.#timeAt(Math.max(nowNs, message.fields[message.index + HEADER.sentNs]!));
    const journal = this.#journal;
    const length = HEADER_FIELDS + ANSWER_FIELDS;
    const { textBytes } = message;
    const start = journal.begin(INPUT.event, this.lastNs, length * 8 + textBytes);
    const { fields, bytes } = journal;
    const at = start / 8;
    // Some events have no body: it is zeros then.
    const sent = message.textStart / 8 - message.index;
    for (let i = 0; i < length; i++) {
      fields[at + i] = i < sent ? message.fields[message.index + i]! : 0;
    }
    fields[at + HEADER.textBytes] = textBytes;
    const textAt = start + length * 8;
    for (let i = 0; i < textBytes; i++) bytes[textAt + i] = message.bytes[message.textStart + i]!;
    this.#apply(journal.commit());
  }

  /** Hands in a command. Throws ConfigError when the kernel refuses it. */
  command(command: KernelCommand, nowNs: number): void {
    this.#timeAt(nowNs);
    this.#apply(this.#journal.text(INPUT.command, this.lastNs, JSON.stringify(command)));
  }

  /** Ends the session in order: the strategy is told, and nothing can be handed in any more. */
  stop(why: string, nowNs: number): void {
    this.#timeAt(nowNs);
    this.#apply(this.#journal.text(INPUT.stop, this.lastNs, JSON.stringify({ why })));
  }

  /** The time of the next input that comes at `nowNs`, after all timers that are due before it. */
  #timeAt(nowNs: number): void {
    if (this.inputs.stopped) fail("an input comes after the session's end");
    const atNs = Math.max(nowNs, this.lastNs + 1);
    this.#fireBefore(atNs);
    this.lastNs = atNs;
  }

  #fireBefore(nowNs: number): number {
    const { inputs } = this;
    let fired = 0;
    for (;;) {
      const dueNs = inputs.timerBefore(nowNs);
      if (dueNs === NEVER || inputs.stopped) return fired;
      // One that was set for the present instant fires at it, as in a backtest.
      this.lastNs = Math.max(this.lastNs, dueNs);
      this.#journal.begin(INPUT.timer, this.lastNs, 0);
      this.#apply(this.#journal.commit());
      fired += 1;
    }
  }

  #apply(record: RecordCursor): void {
    this.#begin();
    try {
      this.inputs.apply(record);
    } catch (error) {
      // A refused command has changed nothing: the session goes on.
      if (error instanceof ConfigError && record.kind === INPUT.command) this.#applying = false;
      throw error;
    }
    this.#applying = false;
  }

  #begin(): void {
    if (this.#applying) fail("an input is handed in while another one is applied");
    this.#applying = true;
  }
}
