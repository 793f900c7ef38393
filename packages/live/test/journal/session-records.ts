import type { InstrumentSpec } from "@mexoms/core";
import { BUY, ROW_BUY, ROW_DEPTH, ROW_EXCH, ROW_LOCAL, ROW_TRADE } from "@mexoms/core/internal";
import { INPUT, type JournalWriter, MARK, OUTPUT } from "@mexoms/live";
import {
  ANSWER,
  ANSWER_ACCEPTED,
  ANSWER_CANCELED,
  ANSWER_FIELDS,
  ANSWER_FILLED,
  ANSWER_REJECTED,
  QUEUE_REACHED,
  REQUEST,
  REQUEST_FIELDS,
  REQUEST_SUBMIT,
  TIF_POST_ONLY,
} from "@mexoms/sim/internal";
import { BTC_USDM } from "../btc-usdm.ts";

export const SPEC: InstrumentSpec = BTC_USDM;

const HEADER_FIELDS = 8;

type Fields<T> = Partial<Record<keyof T, number>>;

/** Writes records as an engine does. Times grow by a millisecond. */
export class SessionRecords {
  readonly #writer: JournalWriter;
  #nowNs = 0;

  readonly #started: object = {
    version: 1,
    strategy: { name: "market-maker" },
    instruments: [SPEC],
    accounts: [{ name: "sub_mm", markets: [0] }],
  };

  constructor(writer: JournalWriter) {
    this.#writer = writer;
  }

  start(more: object = {}): void {
    this.#text(INPUT.start, JSON.stringify({ ...this.#started, ...more }));
  }

  snapshot(state: object = {}): void {
    this.#text(MARK.snapshot, JSON.stringify({ version: 1, orders: [], ...state }));
  }

  /** What stands before a snapshot that a journal may begin with. */
  session(): void {
    this.#text(MARK.session, JSON.stringify(this.#started));
  }

  command(command: object): void {
    this.#text(INPUT.command, JSON.stringify(command));
  }

  explain(topic: string, text: string): void {
    this.#text(OUTPUT.explain, `${topic}\t${text}`);
  }

  /** `count` depth rows and one trade of 2 lots. */
  rows(count: number): void {
    const writer = this.#writer;
    const start = writer.begin(INPUT.rows, ++this.#nowNs * 1e6, (3 + (count + 1) * 3) * 8);
    writer.fields.set([0, count + 1, this.#nowNs * 1e6], start / 8);
    for (let i = 0; i <= count; i++) {
      const row = start / 8 + 3 + i * 3;
      writer.fields.set([(this.#nowNs - 1) * 1e6, 2], row);
      writer.view.setInt32(row * 8 + 16, 600_000 + i, true);
      const kind = i === count ? ROW_TRADE : ROW_DEPTH;
      writer.view.setUint32(row * 8 + 20, kind | ROW_BUY | ROW_LOCAL | ROW_EXCH, true);
    }
    writer.commit();
  }

  submit(orderId: number, order: Fields<typeof REQUEST> = {}): void {
    const body = { orderId, side: BUY, priceTicks: 600_001, qtyLots: 100, ...order };
    const usual = { kind: REQUEST_SUBMIT, timeInForce: TIF_POST_ONLY };
    const fields = fieldsOf(REQUEST, REQUEST_FIELDS, { ...usual, ...body });
    this.#message(OUTPUT.request, fields, "");
  }

  accepted(orderId: number): void {
    this.event({ kind: ANSWER_ACCEPTED, orderId, priceTicks: 600_001, leavesLots: 100 });
  }

  filled(orderId: number, tradeId: number, qtyLots: number, leavesLots: number): void {
    const fill = { kind: ANSWER_FILLED, orderId, tradeId, qtyLots, leavesLots, maker: 1 };
    this.event({ ...fill, priceTicks: 600_001, reason: QUEUE_REACHED });
  }

  canceled(orderId: number): void {
    this.event({ kind: ANSWER_CANCELED, orderId });
  }

  rejected(orderId: number, text: string): void {
    this.event({ kind: ANSWER_REJECTED, orderId }, text);
  }

  event(answer: Fields<typeof ANSWER>, text = ""): void {
    const exchNs = this.#nowNs * 1e6;
    const fields = fieldsOf(ANSWER, ANSWER_FIELDS, { exchNs, ...answer });
    this.#message(INPUT.event, fields, text);
  }

  #message(kind: number, body: number[], text: string): void {
    const bytes = Buffer.from(text);
    const length = (HEADER_FIELDS + body.length) * 8;
    const writer = this.#writer;
    const start = writer.begin(kind, ++this.#nowNs * 1e6, length + bytes.length);
    const head = [body[0]!, 1, 0, this.#nowNs * 1e6, bytes.length, 0, 0, 0];
    writer.fields.set([...head, ...body], start / 8);
    writer.bytes.set(bytes, start + length);
    writer.commit();
  }

  #text(kind: number, text: string): void {
    this.#writer.text(kind, ++this.#nowNs * 1e6, text);
  }
}

function fieldsOf(
  layout: Readonly<Record<string, number>>,
  count: number,
  values: Readonly<Record<string, number | undefined>>,
): number[] {
  const fields = Array.from({ length: count }, () => 0);
  for (const [name, value] of Object.entries(values)) fields[layout[name]!] = value ?? 0;
  return fields;
}
