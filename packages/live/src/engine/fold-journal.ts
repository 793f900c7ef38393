import { existsSync, readdirSync } from "node:fs";
import { DataError } from "@mexoms/core";
import { type Kernel, type KernelObserver, type KernelState, LEDGER } from "@mexoms/core/internal";
import { ANSWER, REQUEST } from "@mexoms/sim/internal";
import { JournalReader } from "../journal/journal-reader.ts";
import type { RecordCursor } from "../journal/record-cursor.ts";
import { listSegments } from "../journal/segment.ts";
import { INPUT, MARK, OUTPUT } from "../journal/record-kinds.ts";
import { HEADER, HEADER_FIELDS } from "../link/messages.ts";
import { parseCommand } from "../kernel/kernel-command.ts";
import { KernelInputs } from "../kernel/kernel-inputs.ts";
import { LiveGateway } from "../kernel/live-gateway.ts";
import { isAboutOrder, Oms } from "../oms/oms.ts";
import { openKernel } from "../kernel/open-kernel.ts";
import { recordText } from "../kernel/record-text.ts";
import { sentRequest } from "../kernel/sent-request.ts";
import { parseSessionStart, type SessionStart } from "../kernel/session-start.ts";

/** Where the sessions of a journal left off, as far as the journal knows. */
export interface Fold {
  /** Follows the last session's kernel; it has no strategy and sends nothing. */
  readonly ledger: Kernel;
  readonly oms: Oms;
  /** Of the last session. */
  readonly start: SessionStart;
  /** Time of the last record. */
  readonly lastNs: number;
  readonly records: number;
  /** The last session was ended in order. */
  readonly stopped: boolean;
}

/** A record after which all before it is told by a state. */
interface Base {
  readonly start: SessionStart;
  readonly state: KernelState | undefined;
  readonly from: number;
  /** The session was ended before it: the last snapshot stands behind the end. */
  readonly stopped: boolean;
}

/**
 * Reads a journal and rebuilds what its last kernel knew: from the last snapshot, and what came
 * after it. Undefined for a journal in which no session began. Throws DataError for damage.
 */
export function foldJournal(dir: string, answerTimeoutNs: number): Fold | undefined {
  const base = findBase(dir);
  if (base === undefined) return undefined;
  const start = { ...base.start, opening: base.state };
  const ledger = ledgerOf(start);
  const oms = omsOf(ledger, base.state, answerTimeoutNs);
  const fold = new JournalFold(start, ledger, oms);
  const reader = JournalReader.open(dir, { from: base.from });
  try {
    if (reader.next()) fold.begin(reader);
    while (reader.next()) fold.take(reader);
    const { lastNs, records, stopped } = fold;
    return {
      ledger,
      oms,
      start: base.start,
      lastNs,
      records,
      stopped: stopped || base.stopped,
    };
  } finally {
    reader.close();
  }
}

/** Whether a session ever began in a folder's journal. */
export function hasSession(dir: string): boolean {
  if (!existsSync(dir) || !readdirSync(dir).some((name) => name.endsWith(".journal"))) return false;
  return findBase(dir) !== undefined;
}

/** A kernel that keeps the books of a session and decides nothing. */
export function ledgerOf(start: SessionStart): Kernel {
  const gateway = new LiveGateway({ request: () => {} }, []);
  // Time is not waited for, and nothing is sent that a warm-up could forbid.
  const parts = { strategy: LEDGER, gateway, observer: UNSEEN, forgets: false };
  return openKernel({ ...start, warmupNs: 0 }, parts);
}

/** Orders, positions and executions as a state has them. */
export function omsOf(
  kernel: Kernel,
  state: KernelState | undefined,
  answerTimeoutNs: number,
): Oms {
  const markets = kernel.markets.map(({ position, index }) => ({
    lots: position.lots,
    tradeId: state?.tradeIds[index] ?? 0,
  }));
  const oms = new Oms({ answerTimeoutNs, markets });
  for (const order of state?.orders ?? []) oms.carry(order);
  return oms;
}

/** Looks from the end, as a journal may be of weeks. */
function findBase(dir: string): Base | undefined {
  const places = listSegments(dir);
  let start: SessionStart | undefined;
  let base: SegmentBase | undefined;
  let until = Number.POSITIVE_INFINITY;
  for (const { firstSequence } of places.toReversed()) {
    const here = baseOf(dir, firstSequence, until);
    start ??= here.start;
    if (here.from > 0) base ??= here;
    if (start !== undefined && base !== undefined) {
      return { start, state: base.state, from: base.from, stopped: base.stopped };
    }
    until = firstSequence;
  }
  if (start !== undefined || base !== undefined) throw noStart(dir);
  return undefined;
}

interface SegmentBase {
  /** Of the session that the state is of, or that begins after it. */
  readonly start: SessionStart | undefined;
  readonly state: KernelState | undefined;
  /** The record of the state; 0 for none. */
  readonly from: number;
  /** The session's end stands before the state, in the same segment. */
  readonly stopped: boolean;
}

/** What the records from `from` to before `until` tell. */
function baseOf(dir: string, first: number, until: number): SegmentBase {
  let start: SessionStart | undefined;
  let [state, from]: [KernelState | undefined, number] = [undefined, 0];
  let [ended, stopped] = [false, false];
  const reader = JournalReader.open(dir, { from: first });
  try {
    while (reader.nextSequence < until && reader.next()) {
      const { kind, sequence } = reader;
      if (kind === INPUT.start) {
        start = parseSessionStart(recordText(reader), sequence);
        [state, from] = [start.opening, sequence];
        [ended, stopped] = [false, false];
      } else if (kind === INPUT.stop) {
        ended = true;
      } else if (kind === MARK.session) {
        start ??= parseSessionStart(recordText(reader), sequence);
      } else if (kind === MARK.snapshot) {
        [state, from] = [JSON.parse(recordText(reader)) as KernelState, sequence];
        stopped = ended;
      }
    }
  } finally {
    reader.close();
  }
  return { start, state, from, stopped };
}

function noStart(dir: string): DataError {
  return new DataError(
    { file: dir, field: "journal" },
    "has no record of a session's start, or no state after it",
  );
}

class JournalFold {
  lastNs = 0;
  records = 0;
  stopped = false;
  readonly #ledger: Kernel;
  readonly #oms: Oms;
  readonly #inputs: KernelInputs;
  readonly #accounts: readonly string[];
  /** Rows matter to limits of losses alone. */
  readonly #wantsRows: boolean;

  constructor(start: SessionStart, ledger: Kernel, oms: Oms) {
    this.#ledger = ledger;
    this.#oms = oms;
    this.#inputs = new KernelInputs(ledger);
    this.#accounts = start.accounts.map(({ name }) => name);
    this.#wantsRows = start.risk !== undefined;
  }

  /** The record that the state is of. */
  begin({ nowNs }: RecordCursor): void {
    this.lastNs = nowNs;
    this.#ledger.start(nowNs);
  }

  take(record: RecordCursor): void {
    const { kind, nowNs } = record;
    this.lastNs = Math.max(this.lastNs, nowNs);
    this.records += 1;
    if (kind === OUTPUT.request) this.#request(record);
    else if (kind === INPUT.event) this.#event(record);
    else if (kind === INPUT.timer || (kind === INPUT.rows && this.#wantsRows)) {
      this.#inputs.apply(record);
    } else if (kind === INPUT.command) this.#command(record);
    else if (kind === INPUT.stop) this.stopped = true;
  }

  #request({ fields, index, nowNs }: RecordCursor): void {
    this.#ledger.advance(nowNs);
    this.#ledger.requested(sentRequest(fields, index, this.#accounts));
    this.#oms.requested(fields, index, nowNs);
    this.#oms.handedOver(fields[index + HEADER_FIELDS + REQUEST.orderId]!);
  }

  #event(record: RecordCursor): void {
    const { fields, index } = record;
    this.#oms.event(fields, index);
    const kind = fields[index + HEADER.kind]!;
    const id = fields[index + HEADER_FIELDS + ANSWER.orderId]!;
    // One that was over for long when the state was written: nothing follows from it any more.
    if (isAboutOrder(kind) && this.#oms.order(id) === undefined) return;
    this.#inputs.apply(record);
  }

  /** What was sent for a command stands in the journal by itself; limits that were reset do not. */
  #command(record: RecordCursor): void {
    const { what } = parseCommand(recordText(record), record.sequence);
    if (what === "rearm") this.#inputs.apply(record);
  }
}

const UNSEEN: KernelObserver = {
  intent: () => {},
  cancelAll: () => {},
  answer: () => {},
  explain: () => {},
};
