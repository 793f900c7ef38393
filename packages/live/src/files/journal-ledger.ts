import { DataError, type Instrument } from "@mexoms/core";
import {
  BUY,
  type Kernel,
  type KernelObserver,
  type KernelState,
  LEDGER,
  type OrderGateway,
  SELL,
} from "@mexoms/core/internal";
import { ANSWER, ANSWER_FILLED, FILL_REASONS } from "@mexoms/sim/internal";
import { KernelInputs } from "../kernel/kernel-inputs.ts";
import { openKernel, startKernel } from "../kernel/open-kernel.ts";
import { recordText } from "../kernel/record-text.ts";
import { sentRequest } from "../kernel/sent-request.ts";
import { parseSessionStart, type SessionStart } from "../kernel/session-start.ts";
import type { RecordCursor } from "../journal/record-cursor.ts";
import { INPUT, MARK, OUTPUT } from "../journal/record-kinds.ts";
import { HEADER, HEADER_FIELDS } from "../link/messages.ts";
import type { MarkedPosition } from "./day-ledger.ts";
import type { BookedFill } from "./fill-line.ts";

/** Told what a journal says, record by record. */
export interface LedgerListener {
  /** A session begins; positions are those that it begins with. */
  started(start: SessionStart, nowNs: number, sequence: number): void;
  filled(fill: BookedFill): void;
  stopped(why: string, nowNs: number): void;
}

/** An instrument's position, and the prices that both sides of its book had together last. */
class Mark implements MarkedPosition {
  bidTicks = 0;
  askTicks = 0;
  #kernel: Kernel;
  readonly #market: number;

  constructor(kernel: Kernel, market: number) {
    this.#kernel = kernel;
    this.#market = market;
  }

  get position(): MarkedPosition["position"] {
    return this.#kernel.markets[this.#market]!.position;
  }

  follow(kernel: Kernel): void {
    this.#kernel = kernel;
  }

  look(): void {
    const { book } = this.#kernel.markets[this.#market]!;
    if (!book.has(BUY) || !book.has(SELL)) return;
    this.bidTicks = book.bestTicks(BUY);
    this.askTicks = book.bestTicks(SELL);
  }
}

const NO_GATEWAY: OrderGateway = {
  submit: () => {},
  cancel: () => {},
  amend: () => {},
  cancelAll: () => {},
};
const NO_OBSERVER: KernelObserver = {
  intent: () => {},
  cancelAll: () => {},
  answer: () => {},
  explain: () => {},
};

/** Positions, fills and last prices of a journal: a fold over its records, in their order. */
export class JournalLedger {
  readonly #epochNs: bigint;
  readonly #listener: LedgerListener;
  readonly #marks: Mark[] = [];
  #kernel: Kernel | undefined;
  #inputs: KernelInputs | undefined;
  #accounts: readonly string[] = [];
  #known: SessionStart | undefined;

  /** `known`: the start of a session whose first records are gone; see KernelState in a snapshot. */
  constructor(options: {
    readonly epochNs: bigint;
    readonly listener: LedgerListener;
    readonly known: SessionStart | undefined;
  }) {
    this.#epochNs = options.epochNs;
    this.#listener = options.listener;
    this.#known = options.known;
  }

  /** By the numbers of the markets; empty before the first session. */
  get positions(): readonly MarkedPosition[] {
    return this.#marks;
  }

  record(record: RecordCursor): void {
    const { kind, nowNs, sequence } = record;
    if (kind === INPUT.start) {
      const start = parseSessionStart(recordText(record), sequence);
      this.#open(start, nowNs);
      this.#listener.started(start, nowNs, sequence);
    } else if (kind === MARK.session) {
      this.#known ??= parseSessionStart(recordText(record), sequence);
    } else if (kind === MARK.snapshot) {
      if (this.#kernel === undefined) this.#resume(recordText(record), nowNs);
    } else if (kind === OUTPUT.request) {
      const request = sentRequest(record.fields, record.index, this.#accounts);
      this.#begun(sequence).requested(request);
    } else if (kind === INPUT.stop) {
      const { why } = JSON.parse(recordText(record)) as { readonly why?: string };
      this.#listener.stopped(why ?? "", nowNs);
    } else if (kind === INPUT.event) {
      this.#event(record);
    } else if (kind === INPUT.rows) {
      this.#inputs?.apply(record);
      this.#marks[record.fields[record.index]!]?.look();
    } else if (kind === INPUT.command || kind === INPUT.timer) {
      this.#inputs?.apply(record);
    }
  }

  #event(record: RecordCursor): void {
    const { fields, index, sequence } = record;
    if (fields[index + HEADER.kind] !== ANSWER_FILLED) {
      // Before its first session an engine asks the venue what is there: nothing of it is booked.
      this.#inputs?.apply(record);
      return;
    }
    const kernel = this.#begun(sequence);
    const field = (at: number): number => fields[index + HEADER_FIELDS + at]!;
    const orderId = field(ANSWER.orderId);
    const order = kernel.desk.find(orderId);
    if (order === undefined) {
      // One that was over for long: the kernel counts it, and books nothing.
      this.#inputs!.apply(record);
      return;
    }
    const { position, instrument } = kernel.markets[order.market]!;
    const before = position.fills;
    this.#inputs!.apply(record);
    // The kernel knows an execution that is told twice.
    if (position.fills === before) return;
    const priceTicks = field(ANSWER.priceTicks);
    const qtyLots = field(ANSWER.qtyLots);
    const maker = field(ANSWER.maker) === 1;
    const feeRate = kernel.accounts.feeRate(order, maker);
    this.#listener.filled({
      sequence,
      exchNs: this.#epochNs + BigInt(field(ANSWER.exchNs)),
      localNs: this.#epochNs + BigInt(record.nowNs),
      instrument,
      market: order.market,
      orderId,
      tradeId: field(ANSWER.tradeId),
      side: order.sideIndex,
      priceTicks,
      qtyLots,
      leavesLots: order.leavesLots,
      maker,
      reason: FILL_REASONS[field(ANSWER.reason)] ?? "",
      fee: position.feeOf(priceTicks, qtyLots, maker, feeRate),
      positionAfter: position.lots,
      account: order.account,
    });
  }

  #begun(sequence: number): Kernel {
    if (this.#kernel !== undefined) return this.#kernel;
    const where = { file: "journal", field: `record ${sequence}` };
    throw new DataError(where, "comes before the start of any session");
  }

  /** Goes on from a snapshot where the session's first records are gone. */
  #resume(json: string, nowNs: number): void {
    const start = this.#known;
    if (start === undefined) return;
    this.#open({ ...start, opening: JSON.parse(json) as KernelState }, nowNs);
  }

  #open(start: SessionStart, nowNs: number): void {
    // What risk denies is no matter of the books, and is in the journal as what was not sent.
    const { risk: _, ...rest } = start;
    const parts = { strategy: LEDGER, gateway: NO_GATEWAY, observer: NO_OBSERVER, forgets: true };
    const kernel = openKernel(rest, parts);
    this.#sameInstruments(kernel);
    startKernel(kernel, rest, nowNs);
    this.#kernel = kernel;
    this.#inputs = new KernelInputs(kernel);
    this.#accounts = start.accounts.map(({ name }) => name);
    for (const [market, mark] of this.#marks.entries()) {
      if (market < kernel.markets.length) mark.follow(kernel);
    }
    for (let market = this.#marks.length; market < kernel.markets.length; market++) {
      this.#marks.push(new Mark(kernel, market));
    }
  }

  #sameInstruments(kernel: Kernel): void {
    const ids = (instruments: readonly Instrument[]): string =>
      instruments.map(({ id }) => id).join(", ");
    const before = ids(this.#marks.map(({ position }) => position.instrument));
    const now = ids(kernel.markets.map(({ instrument }) => instrument));
    if (before === "" || before === now) return;
    const problem = `a session has ${now}, the one before had ${before}: a journal keeps its instruments`;
    throw new DataError({ file: "journal", field: "instruments" }, problem);
  }
}
