import type { Instrument } from "@mexoms/core";
import type { Look } from "../pipeline/look.ts";
import {
  CUT_BY_BALANCE,
  CUT_BY_ROOM,
  type LeftOut,
  type QuoteSide,
  SIZED_BY_INVENTORY,
} from "../pipeline/quote-plan.ts";
import type { QuoteRules } from "./quote-rules.ts";
import type { QuoteSources } from "./quote-sources.ts";

/** Sizes of the quotes; leaves out those that may not be, or would be too small. */
export class QuoteSizer {
  readonly #instrument: Instrument;
  readonly #rules: QuoteRules;
  readonly #sources: QuoteSources;
  /** What others have up to each level from the one before. */
  readonly #depth: Float64Array;

  constructor(instrument: Instrument, rules: QuoteRules, sources: QuoteSources) {
    this.#instrument = instrument;
    this.#rules = rules;
    this.#sources = sources;
    this.#depth = new Float64Array(rules.levels);
  }

  /** Turns the prices of all levels of a side into its quotes. */
  size(side: QuoteSide, sign: 1 | -1, look: Look): void {
    const { levels, byDepth, lots } = this.#rules;
    const { inventory } = look;
    const factor = sign > 0 ? inventory.buyFactor : inventory.sellFactor;
    let room = sign > 0 ? inventory.buyCapLots : inventory.sellCapLots;
    let funds = sign > 0 ? this.#sources.funds.quoteTickLots : this.#sources.funds.sellableLots;
    side.count = 0;
    side.leftOut = "";
    const depth = byDepth ? this.#measure(side, sign) : 0;
    for (let level = 0; level < levels; level++) {
      const priceTicks = side.priceTicks[level]!;
      if (!(priceTicks > 0)) {
        leaveOut(side, "no-price");
        break;
      }
      let why = side.why[level]!;
      const shared =
        depth > 0 ? (lots[level]! * levels * this.#depth[level]!) / depth : lots[level]!;
      const full = Math.min(Math.floor(shared * factor), this.#instrument.maxLots);
      if (full !== Math.floor(shared)) why |= SIZED_BY_INVENTORY;
      let size = full;
      if (size > room) {
        size = room;
        why |= CUT_BY_ROOM;
      }
      const payable = sign > 0 ? Math.floor(funds / priceTicks) : funds;
      if (size > payable) {
        size = payable;
        why |= CUT_BY_BALANCE;
      }
      if (size < 1 || this.#instrument.refusal(priceTicks, size) !== undefined) {
        leaveOut(side, reasonFor(why, full));
        continue;
      }
      room -= size;
      funds -= sign > 0 ? size * priceTicks : size;
      side.priceTicks[side.count] = priceTicks;
      side.lots[side.count] = size;
      side.why[side.count] = why;
      side.count += 1;
    }
  }

  /** Fills #depth and returns its sum. */
  #measure(side: QuoteSide, sign: 1 | -1): number {
    const { levels, dustLots } = this.#rules;
    const walk = sign > 0 ? this.#sources.bids : this.#sources.asks;
    this.#depth.fill(0);
    walk.restart();
    let level = 0;
    let sum = 0;
    while (walk.next()) {
      while (level < levels && -sign * (walk.priceTicks - side.priceTicks[level]!) > 0) level += 1;
      if (level === levels) break;
      if (walk.qtyLots < dustLots) continue;
      this.#depth[level] = this.#depth[level]! + walk.qtyLots;
      sum += walk.qtyLots;
    }
    return sum;
  }
}

function leaveOut(side: QuoteSide, reason: LeftOut): void {
  if (side.leftOut === "") side.leftOut = reason;
}

function reasonFor(why: number, fullLots: number): LeftOut {
  if ((why & CUT_BY_ROOM) !== 0) return "no-room";
  if ((why & CUT_BY_BALANCE) !== 0) return "no-balance";
  return fullLots === 0 && (why & SIZED_BY_INVENTORY) !== 0 ? "size-skew" : "below-minimum";
}
