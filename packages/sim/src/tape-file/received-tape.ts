import { existsSync } from "node:fs";
import type { Instrument } from "@mexoms/core";
import { type ExtraColumn, fail, type MarketRows } from "@mexoms/core/internal";
import { epochShiftNs, midnightBefore, RowOrder, type TapeSource } from "@mexoms/sim/engine";
import { RowSpool } from "../import/row-spool.ts";
import type { RowBlock } from "./row-block.ts";
import { TapeWriter } from "./tape-writer.ts";

/**
 * Makes a tape file of rows in order of receipt, in bounded memory. They are kept in a temporary file
 * beside it until all are there: only then their order on a tape is known. The same rows give the
 * same tape and digest as an import of them.
 *
 * `append` the rows, `begin` the tape, `step` until it is done: what a step costs is bounded, so that
 * other work can go on between them. `discard` removes whatever is left.
 */
export class ReceivedTape {
  readonly file: string;
  readonly #spool: RowSpool;
  readonly #epochNs: bigint;
  #writing: Writing | undefined;
  #closed = false;

  /** Times of the rows are relative to `epochNs`; none lies further from it than 104 days. */
  constructor(
    file: string,
    options: { readonly epochNs: bigint; readonly extraColumns: readonly ExtraColumn[] },
  ) {
    this.file = file;
    this.#epochNs = options.epochNs;
    this.#spool = new RowSpool(spoolFile(file), options.extraColumns);
  }

  /** Whether one of that name is being made, or was when its process was killed. */
  static isBegun(file: string): boolean {
    return existsSync(spoolFile(file));
  }

  /** Rows appended so far. */
  get rows(): number {
    return this.#spool.rows;
  }

  /** Adds rows in order of receipt, each once. No local time may go back or lie before its event. */
  append(rows: MarketRows): void {
    const { event, exchNs, localNs, priceTicks, qtyLots, orderId, orderLots } = rows;
    const spool = this.#spool;
    for (let i = 0; i < event.length; i++) {
      spool.push(
        event[i]!,
        exchNs[i]!,
        localNs[i]!,
        priceTicks[i]!,
        qtyLots[i]!,
        orderId?.[i],
        orderLots?.[i],
      );
    }
  }

  /** All rows are there. There must be one at least. */
  begin(instrument: Instrument, source: TapeSource): void {
    const spool = this.#spool;
    if (spool.rows === 0) fail(`no rows for ${this.file}`);
    const midnight = midnightBefore(this.#epochNs);
    const sinceMidnightNs = Number(this.#epochNs - midnight);
    const shiftNs = epochShiftNs(spool.firstExchNs + sinceMidnightNs);
    const writer = new TapeWriter(this.file, { extraColumns: spool.extraColumns });
    this.#writing = {
      instrument,
      source,
      writer,
      order: new RowOrder(spool.disorderNs, writer),
      blocks: spool.blocks(),
      epochNs: midnight + BigInt(shiftNs),
      rebaseNs: sinceMidnightNs - shiftNs,
    };
  }

  /** Does a piece of the rest. Returns the tape's digest once it stands under its name. */
  step(): string | undefined {
    const writing = this.#writing;
    if (!writing) fail(`${this.file} was not begun`);
    const { writer, order, blocks, rebaseNs } = writing;
    const next = blocks.next();
    if (!next.done) {
      pushBlock(next.value, order, rebaseNs);
      return undefined;
    }
    order.finish();
    const digest = writer.finish(writing.instrument, writing.epochNs, writing.source);
    writer.publish();
    this.discard();
    return digest;
  }

  discard(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#writing?.writer.discard();
    this.#spool.close();
  }
}

interface Writing {
  readonly instrument: Instrument;
  readonly source: TapeSource;
  readonly writer: TapeWriter;
  readonly order: RowOrder;
  readonly blocks: Generator<RowBlock>;
  readonly epochNs: bigint;
  readonly rebaseNs: number;
}

function pushBlock(block: RowBlock, order: RowOrder, rebaseNs: number): void {
  const { event, exchNs, localNs, priceTicks, qtyLots, orderId, orderLots, length } = block;
  for (let i = 0; i < length; i++) {
    order.push(
      event[i]!,
      exchNs[i]! + rebaseNs,
      localNs[i]! + rebaseNs,
      priceTicks[i]!,
      qtyLots[i]!,
      orderId?.[i],
      orderLots?.[i],
    );
  }
}

function spoolFile(file: string): string {
  return `${file}.rows.partial`;
}
