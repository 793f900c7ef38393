import { INPUT, JournalWriter, MARK, OUTPUT } from "@mexoms/live";
import type { InstrumentSpec } from "@mexoms/core";
import { type KernelState, ROW_BUY, ROW_DEPTH, ROW_SELL } from "@mexoms/core/internal";
import {
  ANSWER,
  ANSWER_ACCEPTED,
  ANSWER_FIELDS,
  ANSWER_FILLED,
  REQUEST,
  REQUEST_FIELDS,
  REQUEST_SUBMIT,
} from "@mexoms/sim/internal";
import { BTC_USDM } from "./btc-usdm.ts";

// The layout of messages and rows, said once more: a test of the readers.
const HEADER_FIELDS = 8;
const ROWS_HEAD = 3;

export const BTC: InstrumentSpec = { ...BTC_USDM, market: "swap", makerFee: "1.5bps" };
export const ETH: InstrumentSpec = { ...BTC, symbol: "ETHUSDT", base: "ETH", tickSize: "0.01" };

/** 2024-08-08T23:59:50Z: a UTC day ends ten seconds later. */
export const EPOCH_NS = 1_723_161_590_000_000_000n;

export function sessionStart(more: object = {}): object {
  return {
    version: 1,
    engine: "1",
    strategy: { name: "scripted", codeDigest: "0".repeat(64), source: "scripted" },
    params: { halfSpread: "5bps" },
    instruments: [BTC, ETH],
    accounts: [],
    seed: 1,
    bookIncludesOwn: false,
    explains: false,
    warmupNs: 0,
    clock: { epochNs: EPOCH_NS.toString(), originMonoNs: "0", speed: 1 },
    ...more,
  };
}

/** Writes what a session would have written, without one. */
export class ScriptedJournal {
  readonly writer: JournalWriter;
  nowNs = 0;
  #orders = 0;
  #trades = 0;

  constructor(writer: JournalWriter) {
    this.writer = writer;
  }

  start(more: object = {}): void {
    this.writer.text(INPUT.start, this.nowNs, JSON.stringify(sessionStart(more)));
  }

  stop(why: string): void {
    this.writer.text(INPUT.stop, this.nowNs, JSON.stringify({ why }));
  }

  snapshot(state: KernelState): void {
    this.writer.text(MARK.snapshot, this.nowNs, JSON.stringify(state));
  }

  /** One best price on both sides. */
  quotes(market: number, bidTicks: number, askTicks: number): void {
    const { writer } = this;
    const at = writer.begin(INPUT.rows, this.nowNs, (ROWS_HEAD + 2 * 3) * 8) / 8;
    const { fields, view } = writer;
    fields.set([market, 2, this.nowNs], at);
    for (const [i, [ticks, side]] of (
      [
        [bidTicks, ROW_BUY],
        [askTicks, ROW_SELL],
      ] as const
    ).entries()) {
      const row = at + ROWS_HEAD + i * 3;
      fields.set([this.nowNs, 10], row);
      view.setInt32((row + 2) * 8, ticks, true);
      view.setUint32((row + 2) * 8 + 4, ROW_DEPTH | side, true);
    }
    writer.commit();
  }

  /** An order that the venue takes in. Returns its id. */
  order(market: number, side: number, priceTicks: number, qtyLots: number): number {
    this.#orders += 1;
    const { writer } = this;
    const bytes = (HEADER_FIELDS + REQUEST_FIELDS) * 8;
    const at = writer.begin(OUTPUT.request, this.nowNs, bytes) / 8;
    const message = new Float64Array(HEADER_FIELDS + REQUEST_FIELDS);
    message.set([REQUEST_SUBMIT, this.#orders, market, this.nowNs, 0]);
    message[HEADER_FIELDS + REQUEST.kind] = REQUEST_SUBMIT;
    message[HEADER_FIELDS + REQUEST.orderId] = this.#orders;
    message[HEADER_FIELDS + REQUEST.side] = side;
    message[HEADER_FIELDS + REQUEST.priceTicks] = priceTicks;
    message[HEADER_FIELDS + REQUEST.qtyLots] = qtyLots;
    writer.fields.set(message, at);
    writer.commit();
    this.#event(ANSWER_ACCEPTED, market, { orderId: this.#orders, leavesLots: qtyLots });
    return this.#orders;
  }

  /** An execution of all of an order. Returns its trade id. */
  fill(
    market: number,
    fill: {
      orderId: number;
      priceTicks: number;
      qtyLots: number;
      maker: boolean;
      tradeId?: number;
    },
  ): number {
    this.#trades = fill.tradeId ?? this.#trades + 1;
    const maker = fill.maker ? 1 : 0;
    this.#event(ANSWER_FILLED, market, { ...fill, maker, leavesLots: 0, tradeId: this.#trades });
    return this.#trades;
  }

  #event(kind: number, market: number, body: Partial<Record<keyof typeof ANSWER, number>>): void {
    const { writer } = this;
    const bytes = (HEADER_FIELDS + ANSWER_FIELDS) * 8;
    const at = writer.begin(INPUT.event, this.nowNs, bytes) / 8;
    const message = new Float64Array(HEADER_FIELDS + ANSWER_FIELDS);
    message.set([kind, 0, market, this.nowNs, 0]);
    message[HEADER_FIELDS + ANSWER.filledLots] = -1;
    for (const [name, value] of Object.entries({ kind, exchNs: this.nowNs, ...body })) {
      message[HEADER_FIELDS + ANSWER[name as keyof typeof ANSWER]] = value;
    }
    writer.fields.set(message, at);
    writer.commit();
  }
}
