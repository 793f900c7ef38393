import { sha256 } from "@noble/hashes/sha2.js";
import type { InstrumentSpec } from "@mexoms/core";
import { fail } from "@mexoms/core/internal";
import type { ExtraColumn, MarketRows } from "@mexoms/core/internal";

/** A running SHA-256: of @noble/hashes here, of node:crypto where there is Node. */
export interface RunningHash {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** The columns of every tape in the order in which they are digested and stored. */
export const TAPE_COLUMNS = ["exchNs", "localNs", "qtyLots", "priceTicks", "event"] as const;
export type TapeColumn = (typeof TAPE_COLUMNS)[number];

const LAYOUT = "mexoms tape digest 1";

/**
 * The digest of a tape, fed with pieces of its columns: equal for equal instruments, epochs and rows,
 * whatever file format or provenance they came with.
 *
 *   SHA-256(text "LAYOUT\nSPEC\nEPOCH\nROWS\n", then the five SHA-256 of the columns, 32 bytes each)
 *
 * SPEC is the instrument as JSON with sorted keys, EPOCH and ROWS are decimal. A column is the bytes
 * of its numbers, little-endian. Behind the five, each extra column adds its name, a line feed and
 * its SHA-256.
 */
export class TapeDigest {
  readonly #newHash: () => RunningHash;
  readonly #columns: readonly (readonly [name: TapeColumn | ExtraColumn, hash: RunningHash])[];

  constructor(
    newHash: () => RunningHash = () => sha256.create(),
    extraColumns: readonly ExtraColumn[] = [],
  ) {
    this.#newHash = newHash;
    this.#columns = [...TAPE_COLUMNS, ...extraColumns.toSorted()].map((name) => [name, newHash()]);
  }

  update(rows: MarketRows): void {
    for (const [name, hash] of this.#columns) hash.update(bytesOf(rows[name], name));
  }

  /** The digest in hex. May be called once. */
  finish(spec: InstrumentSpec, epochNs: bigint, rows: number): string {
    const whole = this.#newHash();
    whole.update(ascii(`${LAYOUT}\n${canonicalSpec(spec)}\n${epochNs}\n${rows}\n`));
    this.#columns.forEach(([name, hash], i) => {
      if (i >= TAPE_COLUMNS.length) whole.update(ascii(`${name}\n`));
      whole.update(hash.digest());
    });
    return hex(whole.digest());
  }
}

/** The instrument as JSON text with sorted keys and without what is undefined. */
export function canonicalSpec(spec: InstrumentSpec): string {
  const entries = Object.entries(spec).filter(([, value]) => value !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(entries));
}

function bytesOf(column: MarketRows[TapeColumn | ExtraColumn], name: string): Uint8Array {
  if (column === undefined) fail(`rows without the column ${name} of their tape`);
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
