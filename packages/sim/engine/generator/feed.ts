import {
  BUY,
  ROW_BUY,
  ROW_CLEAR,
  ROW_DEPTH,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
} from "@mexoms/core/internal";
import type { MarketRows } from "@mexoms/core/internal";
import { RowColumns } from "../tape/row-columns.ts";
import type { FeedLatency } from "./config.ts";
import type { Draws } from "./draws.ts";
import type { Ladder } from "./ladder.ts";

const NS_PER_MS = 1_000_000;

/**
 * The market-data feed of one market: stamps what happens with the venue's clock, which shows whole
 * milliseconds, and with the time of receipt. Rows of one message have both times in common.
 */
export class Feed {
  readonly #latency: FeedLatency;
  readonly #draws: Draws;
  readonly #log = new RowColumns();
  #exchNs = 0;
  #localNs = 0;

  constructor(latency: FeedLatency, draws: Draws) {
    this.#latency = latency;
    this.#draws = draws;
  }

  /** Starts the message of what happened at `timeNs`, which never goes back. */
  message(timeNs: number): void {
    this.#exchNs = Math.floor(timeNs / NS_PER_MS) * NS_PER_MS;
    const { baseNs, jitterNs } = this.#latency;
    const latencyNs = baseNs + Math.floor(this.#draws.exponential() * jitterNs);
    // A later message never overtakes an earlier one on the same connection.
    this.#localNs = Math.max(this.#localNs, this.#exchNs + latencyNs);
  }

  trade(aggressor: number, priceTicks: number, lots: number): void {
    this.#row(ROW_TRADE | sideBit(aggressor), priceTicks, lots);
  }

  depth(side: number, priceTicks: number, lots: number): void {
    this.#row(ROW_DEPTH | sideBit(side), priceTicks, lots);
  }

  snapshot(ladders: readonly Ladder[]): void {
    this.#row(ROW_CLEAR, 0, 0);
    for (const ladder of ladders) {
      for (let i = 0; i < ladder.levels; i++) {
        this.#row(ROW_SNAPSHOT | sideBit(ladder.side), ladder.price(i), ladder.lots(i));
      }
    }
  }

  rows(): MarketRows {
    return this.#log.rows();
  }

  #row(event: number, priceTicks: number, lots: number): void {
    this.#log.push(event, this.#exchNs, this.#localNs, priceTicks, lots);
  }
}

function sideBit(side: number): number {
  return side === BUY ? ROW_BUY : ROW_SELL;
}
