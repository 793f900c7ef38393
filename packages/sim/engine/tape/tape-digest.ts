import { sha256 } from "@noble/hashes/sha2.js";
import type { InstrumentSpec } from "@mexoms/core";
import type { MarketRows } from "@mexoms/core/internal";

/** A running SHA-256: of @noble/hashes here, of node:crypto where there is Node. */
export interface RunningHash {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** The columns of a tape in the order in which they are digested and stored. */
export const TAPE_COLUMNS = ["exchNs", "localNs", "qtyLots", "priceTicks", "event"] as const;
export type TapeColumn = (typeof TAPE_COLUMNS)[number];

/** The columns that order-by-order tapes have besides, in the same order. */
export const ORDER_COLUMNS = ["orderId", "orderLots"] as const;
export type OrderColumn = (typeof ORDER_COLUMNS)[number];

const LAYOUT = "mexoms tape digest 1";

/**
 * The digest of a tape, fed with pieces of its columns: equal for equal instruments, epochs and rows,
 * whatever file format or provenance they came with.
 *
 *   SHA-256(text "LAYOUT\nSPEC\nEPOCH\nROWS\n", then the five SHA-256 of the columns, 32 bytes each)
 *
 * SPEC is the instrument as JSON with sorted keys, EPOCH and ROWS are decimal. A column is the bytes
 * of its numbers, little-endian. An order-by-order tape has a line "orderId orderLots\n" after ROWS,
 * and the SHA-256 of these two columns after the five.
 */
export class TapeDigest {
  readonly #newHash: () => RunningHash;
  readonly #columns: Readonly<Record<TapeColumn, RunningHash>>;
  readonly #orders: Readonly<Record<OrderColumn, RunningHash>>;
  #byOrder = false;

  constructor(newHash: () => RunningHash = () => sha256.create()) {
    this.#newHash = newHash;
    this.#columns = {
      exchNs: newHash(),
      localNs: newHash(),
      qtyLots: newHash(),
      priceTicks: newHash(),
      event: newHash(),
    };
    this.#orders = { orderId: newHash(), orderLots: newHash() };
  }

  update(rows: MarketRows): void {
    for (const column of TAPE_COLUMNS) this.#columns[column].update(bytesOf(rows[column]));
    if (rows.orderId === undefined) return;
    this.#byOrder = true;
    for (const column of ORDER_COLUMNS) this.#orders[column].update(bytesOf(rows[column]!));
  }

  /**
   * May be called once. `columns` are the SHA-256 of each column, in the order of TAPE_COLUMNS and
   * then of ORDER_COLUMNS.
   */
  finish(
    spec: InstrumentSpec,
    epochNs: bigint,
    rows: number,
  ): { digest: string; columns: Uint8Array[] } {
    const columns = TAPE_COLUMNS.map((column) => this.#columns[column].digest());
    if (this.#byOrder) columns.push(...ORDER_COLUMNS.map((name) => this.#orders[name].digest()));
    const more = this.#byOrder ? `${ORDER_COLUMNS.join(" ")}\n` : "";
    const whole = this.#newHash();
    whole.update(ascii(`${LAYOUT}\n${canonicalSpec(spec)}\n${epochNs}\n${rows}\n${more}`));
    for (const column of columns) whole.update(column);
    return { digest: hex(whole.digest()), columns };
  }
}

/** The instrument as JSON text with sorted keys and without what is undefined. */
export function canonicalSpec(spec: InstrumentSpec): string {
  const entries = Object.entries(spec).filter(([, value]) => value !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(entries));
}

function bytesOf(column: Float64Array | Int32Array | Uint8Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

// There is no TextEncoder without a host. What is beyond ASCII stands as a JSON escape.
function ascii(text: string): Uint8Array {
  const escaped = text.replace(
    /[^\n -~]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const bytes = new Uint8Array(escaped.length);
  for (let i = 0; i < escaped.length; i++) bytes[i] = escaped.charCodeAt(i);
  return bytes;
}

function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
