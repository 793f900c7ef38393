import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import { writeWholeFile } from "../files/whole-file.ts";
import {
  ANSWER,
  ANSWER_ACCEPTED,
  ANSWER_AMENDED,
  ANSWER_CANCELED,
  ANSWER_EXPIRED,
  ANSWER_FILLED,
  ANSWER_REJECTED,
  ANSWER_TRIGGERED,
  FILL_REASONS,
  REJECTIONS,
} from "@mexoms/sim/internal";
import type { VenueStore } from "./venue-store.ts";

/** While the venue runs: a line for each answer to an order. */
export const LEDGER_LINES = "venue-ledger.jsonl";
/** Once it has ended in order: all orders, all executions, positions. */
export const LEDGER_FILE = "venue-ledger.json";
/** Lines are handed to the system when so many bytes wait. */
const FLUSH_BYTES = 1 << 14;

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
  #lines = "";

  /** Begins anew: a folder holds one session of a venue. */
  constructor(dir: string) {
    this.#dir = dir;
    mkdirSync(dir, { recursive: true });
    this.#fd = openSync(path.join(dir, LEDGER_LINES), "w", 0o600);
  }

  /** An answer to an order: its fields. */
  told(market: number, answer: Float64Array): void {
    const kind = KINDS.get(answer[ANSWER.kind]!);
    if (kind === undefined) return;
    const isFill = kind === "filled";
    const reason = (isFill ? FILL_REASONS : REJECTIONS)[answer[ANSWER.reason]!];
    const line = {
      kind,
      market,
      orderId: answer[ANSWER.orderId]!,
      exchNs: answer[ANSWER.exchNs]!,
      priceTicks: answer[ANSWER.priceTicks]!,
      qtyLots: answer[ANSWER.qtyLots]!,
      leavesLots: answer[ANSWER.leavesLots]!,
      ...(isFill ? { tradeId: answer[ANSWER.tradeId]!, maker: answer[ANSWER.maker] === 1 } : {}),
      ...(reason ? { reason } : {}),
    };
    this.#lines += `${JSON.stringify(line)}\n`;
    if (this.#lines.length >= FLUSH_BYTES) this.flush();
  }

  /** Hands the lines so far to the system. */
  flush(): void {
    if (this.#lines === "") return;
    writeSync(this.#fd, this.#lines);
    this.#lines = "";
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
    writeWholeFile(path.join(this.#dir, LEDGER_FILE), `${JSON.stringify(ledger)}\n`);
  }
}
