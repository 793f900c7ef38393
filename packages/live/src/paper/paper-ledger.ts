import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import {
  ANSWER,
  ANSWER_ACCEPTED,
  ANSWER_AMENDED,
  ANSWER_CANCELED,
  ANSWER_EXPIRED,
  ANSWER_FIELDS,
  ANSWER_FILLED,
  ANSWER_REJECTED,
  ANSWER_TRIGGERED,
  FILL_REASONS,
  REJECTIONS,
} from "@mexoms/sim/internal";
import { writeWholeFile } from "@mexoms/sim/files";
import type { VenueStore } from "./venue-store.ts";

/** While the venue runs: a line for each answer to an order. */
export const LEDGER_LINES = "venue-ledger.jsonl";
/** Once it has ended in order: all orders, all executions, positions. */
export const LEDGER_FILE = "venue-ledger.json";
/** Lines are made and handed to the system when so many answers wait. */
const WAITING_MAX = 4_096;
/** An answer that waits: its market, then its fields. */
const WAITING_FIELDS = 1 + ANSWER_FIELDS;

const KINDS: ReadonlyMap<number, string> = new Map([
  [ANSWER_ACCEPTED, "accepted"],
  [ANSWER_FILLED, "filled"],
  [ANSWER_CANCELED, "canceled"],
  [ANSWER_EXPIRED, "expired"],
  [ANSWER_REJECTED, "rejected"],
  [ANSWER_AMENDED, "amended"],
  [ANSWER_TRIGGERED, "triggered"],
]);

/** What a venue's ledger says in the end. */
export interface VenueLedger {
  readonly instruments: readonly string[];
  /** Submissions of an order id that was known already; they reached no market. */
  readonly duplicates: number;
  /** Requests that could not be understood. */
  readonly malformed: number;
  readonly orders: ReturnType<VenueStore["orders"]["all"]>;
  readonly fills: ReturnType<VenueStore["executions"]["report"]>;
  readonly positionLots: readonly number[];
}

/**
 * The venue's own record of a session, as files in a folder: the truth that an engine's is compared
 * with. Prices in ticks, sizes in lots, times in nanoseconds since the session's epoch.
 */
export class PaperLedger {
  readonly #dir: string;
  readonly #fd: number;
  readonly #waiting: Float64Array = new Float64Array(WAITING_MAX * WAITING_FIELDS);
  #count = 0;

  /** Begins anew: a folder holds one session of a venue. */
  constructor(dir: string) {
    this.#dir = dir;
    mkdirSync(dir, { recursive: true });
    this.#fd = openSync(path.join(dir, LEDGER_LINES), "w", 0o600);
  }

  /** Notes an answer to an order: its fields. Its line is made by the next `flush`. */
  told(market: number, answer: Float64Array): void {
    const at = this.#count * WAITING_FIELDS;
    this.#waiting[at] = market;
    for (let i = 0; i < ANSWER_FIELDS; i++) this.#waiting[at + 1 + i] = answer[i]!;
    this.#count += 1;
    if (this.#count === WAITING_MAX) this.flush();
  }

  /** Makes the lines of what was noted, and hands them to the system: not on the way of an answer. */
  flush(): void {
    let lines = "";
    for (let n = 0; n < this.#count; n++) lines += lineOf(this.#waiting, n * WAITING_FIELDS);
    this.#count = 0;
    if (lines !== "") writeSync(this.#fd, lines);
  }

  /** Ends the lines, and makes nothing that looks whole. */
  abandon(): void {
    this.flush();
    closeSync(this.#fd);
  }

  /** Ends the record; what is whole appears under its name. */
  finish(store: VenueStore, of: { instruments: readonly string[]; malformed: number }): void {
    this.abandon();
    const ledger: VenueLedger = {
      ...of,
      duplicates: store.duplicates,
      orders: store.orders.all(),
      fills: store.executions.report([]),
      positionLots: store.executions.positionLots,
    };
    writeWholeFile(path.join(this.#dir, LEDGER_FILE), `${JSON.stringify(ledger)}\n`, {
      sync: true,
    });
  }
}

/** The line of the answer at `at`; empty for one that is not about an order. */
function lineOf(waiting: Float64Array, at: number): string {
  const field = (index: number): number => waiting[at + 1 + index]!;
  const kind = KINDS.get(field(ANSWER.kind));
  if (kind === undefined) return "";
  const isFill = kind === "filled";
  const reason = (isFill ? FILL_REASONS : REJECTIONS)[field(ANSWER.reason)];
  const line = {
    kind,
    market: waiting[at]!,
    orderId: field(ANSWER.orderId),
    exchNs: field(ANSWER.exchNs),
    priceTicks: field(ANSWER.priceTicks),
    qtyLots: field(ANSWER.qtyLots),
    leavesLots: field(ANSWER.leavesLots),
    ...(isFill ? { tradeId: field(ANSWER.tradeId), maker: field(ANSWER.maker) === 1 } : {}),
    ...(reason ? { reason } : {}),
  };
  return `${JSON.stringify(line)}\n`;
}
