import { DataError } from "@mexoms/core";
import { type Kernel, NEVER, rowWakes } from "@mexoms/core/internal";
import { ANSWER, applyAnswer } from "@mexoms/sim/internal";
import { GATEWAY_EVENT } from "../link/messages.ts";
import type { RecordCursor } from "../journal/record-cursor.ts";
import { INPUT } from "../journal/record-kinds.ts";
import { parseAccount } from "./account-text.ts";
import { JournalAnswer } from "./journal-answer.ts";
import { applyCommand, parseCommand } from "./kernel-command.ts";
import { recordText } from "./record-text.ts";
import { RowColumns, ROWS_HEAD } from "./row-columns.ts";

/** Wakes at one instant after which a strategy is said to set timers without end. */
const MAX_WAKES_AT_ONE_TIME = 100_000;

/**
 * Puts records of a journal to a kernel: the one code by which a live kernel and a replayed one get
 * their inputs. All that a record says is read before the kernel is woken; its memory may be used
 * again then.
 *
 * A kernel is woken after an input when one of its rows wakes the strategy, when a timer is due by
 * its time, or when there is something to tell; at the time of the input, and once.
 */
export class KernelInputs {
  /** Wakes so far. */
  wakes = 0;
  /** Rows and events of venues so far. */
  rows = 0;
  events = 0;
  /** Whether the session is over: a record of kind INPUT.stop came. */
  stopped = false;
  readonly #kernel: Kernel;
  readonly #columns: RowColumns = new RowColumns();
  readonly #answer: JournalAnswer = new JournalAnswer();
  #lastWakeNs = -1;
  #wakesNow = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /**
   * Applies a record of kind rows, timer, event, command or stop, and wakes the kernel if it is due.
   * Throws DataError for one that no kernel can take, ConfigError for a command that is refused.
   */
  apply(record: RecordCursor): void {
    const kernel = this.#kernel;
    const { kind, nowNs } = record;
    kernel.advance(nowNs);
    let wakes = false;
    if (kind === INPUT.rows) wakes = this.#applyRows(record);
    else if (kind === INPUT.event) this.#applyEvent(record);
    else if (kind === INPUT.command) {
      applyCommand(kernel, parseCommand(recordText(record), record.sequence));
    } else if (kind === INPUT.stop) {
      this.stopped = true;
      kernel.stop();
      return;
    } else if (kind !== INPUT.timer) {
      const where = { file: "journal", field: `record ${record.sequence}` };
      throw new DataError(where, `has kind ${kind}, which is no input of a running kernel`);
    }
    if (wakes || kernel.timers.nextNs <= nowNs || kernel.hasNews) this.#wake(nowNs);
  }

  /** Whether a timer is due at `nowNs`. To ask costs no heap, as a time in return may. */
  timerIsDue(nowNs: number): boolean {
    return this.#kernel.timers.nextNs <= nowNs;
  }

  /** Time of the next timer that must fire before anything at `nowNs` happens, NEVER for none. */
  timerBefore(nowNs: number): number {
    const next = this.#kernel.timers.nextNs;
    return next < nowNs ? next : NEVER;
  }

  #applyRows(record: RecordCursor): boolean {
    const columns = this.#columns;
    columns.load(record);
    const market = this.#kernel.markets[record.fields[record.index + ROWS_HEAD.market]!]!;
    const { event } = columns.rows;
    const first = columns.index;
    market.applyRows(columns);
    this.rows += event.length - first;
    const mask = market.wakeMask;
    if (mask === 0) return false;
    for (let i = first; i < event.length; i++) if (rowWakes(event[i]!, mask)) return true;
    return false;
  }

  #applyEvent(record: RecordCursor): void {
    const answer = this.#answer;
    answer.load(record);
    this.events += 1;
    const { kind, text, account } = answer;
    if (kind >= GATEWAY_EVENT.report) return;
    if (account !== undefined) {
      const state = parseAccount(account, record.sequence);
      this.#kernel.accountChanged(answer.field(ANSWER.account), state);
    }
    applyAnswer(this.#kernel, answer, answer.market, text);
  }

  #wake(nowNs: number): void {
    this.#wakesNow = nowNs === this.#lastWakeNs ? this.#wakesNow + 1 : 0;
    this.#lastWakeNs = nowNs;
    if (this.#wakesNow > MAX_WAKES_AT_ONE_TIME) {
      throw new Error(`the strategy sets timers without end at ${nowNs} ns`);
    }
    this.wakes += 1;
    this.#kernel.wake(nowNs);
  }
}
