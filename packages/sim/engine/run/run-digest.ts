import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { TriggerBy } from "@mexoms/core";
import type { Book, KernelObserver, OrderRecord } from "@mexoms/core/internal";
import type { RunningHash } from "../tape/tape-digest.ts";

import type { LedgerEntry } from "../account/ledger.ts";

const CHUNK = 1024;
const INTENT_CODES = { submit: 1, cancel: 2, amend: 3 } as const;
const ANSWER_CODES = {
  accepted: 11,
  filled: 12,
  canceled: 13,
  expired: 14,
  rejected: 15,
  amended: 16,
  refused: 17,
  triggered: 18,
} as const;
const CANCEL_ALL_CODE = 4;
/** Stands before what only special orders have, so that it is no part of a plain order's numbers. */
const SPECIAL_CODE = 41;
const TRIGGER_CODES: Readonly<Record<TriggerBy, number>> = { last: 0, quote: 1, mid: 2 };

export interface Explanation {
  readonly nowNs: number;
  readonly topic: string;
  readonly text: string;
}

/**
 * Hashes every intent, answer and explanation of a run in the order they happen, then the final
 * books. Numbers go in as little-endian doubles, texts as UTF-8 behind their length.
 */
export class RunDigest implements KernelObserver {
  readonly explained: Explanation[] = [];
  readonly #hash: RunningHash;
  readonly #chunk = new Float64Array(CHUNK);
  readonly #bytes = new Uint8Array(this.#chunk.buffer);
  #used = 0;

  constructor(newHash: () => RunningHash = () => sha256.create()) {
    this.#hash = newHash();
  }

  intent(kind: "submit" | "cancel" | "amend", order: OrderRecord, nowNs: number): void {
    this.#order(INTENT_CODES[kind], order, nowNs);
  }

  cancelAll(market: number, id: number, nowNs: number): void {
    for (const value of [CANCEL_ALL_CODE, nowNs, id, market]) this.#number(value);
  }

  answer(change: keyof typeof ANSWER_CODES, order: OrderRecord, nowNs: number): void {
    this.#order(ANSWER_CODES[change], order, nowNs);
    this.#number(order.lastFillTicks);
  }

  explain(topic: string, text: string, nowNs: number): void {
    this.explained.push({ nowNs, topic, text });
    this.#number(21);
    this.#number(nowNs);
    this.text(topic);
    this.text(text);
  }

  book(book: Book): void {
    this.#number(31);
    this.#number(book.size);
    book.visit((side, ticks, lots) => {
      this.#number(side);
      this.#number(ticks);
      this.#number(lots);
    });
  }

  /** Movements of accounts; nothing goes in for none. */
  ledger(entries: readonly LedgerEntry[]): void {
    for (const { atNs, account, currency, kind, market, orderId, units, balance } of entries) {
      this.#number(41);
      this.#number(atNs);
      this.#number(market);
      this.#number(orderId);
      this.text(`${account} ${currency} ${kind} ${units} ${balance}`);
    }
  }

  text(text: string): void {
    const bytes = utf8ToBytes(text);
    this.#number(bytes.length);
    this.#flush();
    this.#hash.update(bytes);
  }

  /** SHA-256 in hex over all that was put in. Ends the digest. */
  finish(): string {
    this.#flush();
    return bytesToHex(this.#hash.digest());
  }

  #order(code: number, order: OrderRecord, nowNs: number): void {
    this.#number(code);
    this.#number(nowNs);
    this.#number(order.id);
    this.#number(order.market);
    this.#number(order.sideIndex);
    this.#number(order.priceTicks);
    this.#number(order.qtyLots);
    this.#number(order.leavesLots);
    this.#number(order.exchNs);
    if (order.special) this.#special(order);
  }

  /** A plain order has none of this, and its runs the digests that they always had. */
  #special(order: OrderRecord): void {
    this.#number(SPECIAL_CODE);
    this.#number(order.triggerTicks);
    this.#number(TRIGGER_CODES[order.triggerBy]);
    this.#number(order.trailTicks);
    this.#number(order.activationTicks);
    this.#number(order.triggeredNs);
    this.#number(order.displayLots);
    this.#number(order.reduceOnly ? 1 : 0);
    this.#number(order.expiresNs);
  }

  #number(value: number): void {
    this.#chunk[this.#used] = value;
    this.#used += 1;
    if (this.#used === CHUNK) this.#flush();
  }

  #flush(): void {
    this.#hash.update(this.#bytes.subarray(0, this.#used * 8));
    this.#used = 0;
  }
}

/** SHA-256 in hex over a value as JSON with sorted keys, and a text behind it. */
export function digestOf(value: unknown, text: string): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(value, sortKeys) + text)));
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
