import {
  EXTRA_COLUMNS,
  ROW_BUY,
  ROW_CLEAR,
  ROW_DEPTH,
  ROW_GAP,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
} from "@mexoms/core/internal";
import type { RowSink } from "@mexoms/sim/engine";
import type { LineReader, ReaderContext } from "../line-reader.ts";
import { problem, shortened } from "../line-problem.ts";
import { CsvLine } from "./csv-line.ts";
import { OrderFields } from "./order-fields.ts";

export const MEXOMS_CSV_HEADER = "exch_ns,local_ns,kind,side,price,qty";

/** With the fields of order-by-order tapes. */
export const MEXOMS_ORDER_HEADER: string = `${MEXOMS_CSV_HEADER},order_id,order_qty`;

export const ROW_KIND_NAMES: ReadonlyMap<number, string> = new Map([
  [ROW_DEPTH, "depth"],
  [ROW_TRADE, "trade"],
  [ROW_CLEAR, "clear"],
  [ROW_SNAPSHOT, "snapshot"],
  [ROW_GAP, "gap"],
]);
const KINDS: ReadonlyMap<string, number> = new Map(
  [...ROW_KIND_NAMES].map(([kind, name]) => [name, kind]),
);
const SIDES: ReadonlyMap<string, number> = new Map([
  ["buy", ROW_BUY],
  ["sell", ROW_SELL],
  ["", 0],
]);

const NO_ORDER = { orderId: 0, orderLots: 0 } as const;

/** The project's own CSV: one row a line, in order of receipt; its header tells if by order. */
export class MexomsCsvReader implements LineReader {
  readonly #context: ReaderContext;
  #rows: RowSink | undefined;
  /** Undefined for rows of price levels. */
  #orders: OrderFields | undefined;
  readonly #line: CsvLine = new CsvLine();
  #header = true;
  #localNs = -Infinity;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  startFile(): void {
    this.#header = true;
  }

  take(bytes: Buffer, start: number, end: number): void {
    if (this.#header) return this.#takeHeader(bytes.toString("utf8", start, end));
    const line = this.#line;
    line.split(bytes, start, end);
    const orders = this.#orders;
    const fields = orders ? 8 : 6;
    if (line.length !== fields) problem("line", `has ${line.length} fields, not ${fields}`);
    const { base, instrument, log, lots } = this.#context;
    const exchNs = line.ns(0, base, "exch_ns");
    const localNs = line.ns(1, base, "local_ns");
    if (localNs < this.#localNs) problem("local_ns", `goes back by ${this.#localNs - localNs} ns`);
    const name = line.text(2);
    const kind = KINDS.get(name);
    if (kind === undefined) problem("kind", `"${name}" is not ${[...KINDS.keys()].join(", ")}`);
    const side = SIDES.get(line.text(3));
    if (side === undefined) problem("side", `"${line.text(3)}" is not buy, sell or empty`);
    this.#checkFields(kind, side);
    const ticks = line.isEmpty(4) ? 0 : line.price(4, instrument.tick, "price");
    const size = line.isEmpty(5) ? 0 : line.quantity(5, lots, "qty");
    orders?.read(line, lots, { event: kind | side, exchNs, priceTicks: ticks, qtyLots: size });
    this.#localNs = localNs;
    log.count(name);
    const { orderId, orderLots } = orders ?? NO_ORDER;
    this.#rows!.push(kind | side, exchNs, localNs, ticks, size, orderId, orderLots);
  }

  finish(): void {
    // Nothing is held back.
  }

  #takeHeader(text: string): void {
    const byOrder = text === MEXOMS_ORDER_HEADER;
    if (!byOrder && text !== MEXOMS_CSV_HEADER) {
      const also = `, or that with ,order_id,order_qty`;
      problem("header", `"${shortened(text)}" is not ${MEXOMS_CSV_HEADER}${also}`);
    }
    if (this.#rows && byOrder !== (this.#orders !== undefined)) {
      problem("header", "is another one than that of the file before it");
    }
    if (byOrder) this.#orders ??= new OrderFields();
    this.#rows ??= this.#context.streams.open("rows", 0, byOrder ? EXTRA_COLUMNS : []);
    this.#header = false;
    this.#context.log.count("header");
  }

  #checkFields(kind: number, side: number): void {
    const line = this.#line;
    if (kind === ROW_DEPTH || kind === ROW_SNAPSHOT || kind === ROW_TRADE) {
      if (side === 0 && kind !== ROW_TRADE) problem("side", "is missing: buy or sell");
      if (line.isEmpty(4)) problem("price", "is missing");
      if (line.isEmpty(5)) problem("qty", "is missing");
      return;
    }
    if (kind === ROW_GAP && side !== 0) problem("side", "must be empty for a gap");
    if (!line.isEmpty(5)) problem("qty", "must be empty for a gap or a clear row");
    const priced = kind === ROW_CLEAR && side !== 0;
    if (priced && line.isEmpty(4)) problem("price", "is missing: the last level that goes");
    if (!priced && !line.isEmpty(4)) problem("price", "must be empty without a side");
  }
}
