import { Decimal, type Instrument } from "@mexoms/core";
import { BUY, SELL } from "@mexoms/core/internal";
import type { OwnOrders } from "./own-orders.ts";
import type { PresenceSheet } from "./tear-sheet.ts";

/** Distances of `within`, in basis points. */
const WITHIN_BPS = [1, 2, 5, 10, 20, 50] as const;

/** Adds up over time what rested at the venue. Prices of the market are fields, 0 for none. */
export class Presence {
  bidTicks = 0;
  askTicks = 0;
  readonly #own: OwnOrders;
  readonly #endNs: number;
  #lastNs = 0;
  #openNs = 0;
  #twoSided = 0;
  #oneSided = 0;
  readonly #touch: [number, number] = [0, 0];
  readonly #within = new Float64Array(WITHIN_BPS.length);
  #quotedBpsNs = 0;
  #marketBpsNs = 0;
  #marketNs = 0;
  readonly #lotsNs: [bigint, bigint] = [0n, 0n];

  /** `endNs`: of the run; what comes later is not counted. */
  constructor(own: OwnOrders, endNs: number) {
    this.#own = own;
    this.#endNs = endNs;
  }

  /** Prices of the market or own orders are about to change: what stood up to now is added. */
  advance(toNs: number): void {
    const at = Math.min(toNs, this.#endNs);
    const ns = at - this.#lastNs;
    if (ns <= 0) return;
    this.#lastNs = at;
    if (this.#own.count > 0) this.#add(ns);
  }

  /** Own orders are about to change; comes after `advance`. */
  advanceOpen(toNs: number): void {
    const at = Math.min(toNs, this.#endNs);
    const ns = BigInt(Math.max(0, at - this.#openNs));
    this.#openNs = Math.max(at, this.#openNs);
    const { openLots } = this.#own;
    this.#lotsNs[BUY] += BigInt(openLots[BUY]) * ns;
    this.#lotsNs[SELL] += BigInt(openLots[SELL]) * ns;
  }

  finish(instrument: Instrument): PresenceSheet {
    this.advance(this.#endNs);
    this.advanceOpen(this.#endNs);
    const share = (ns: number): number => ns / this.#endNs;
    const mean = (lotsNs: bigint): string =>
      new Decimal(lotsNs.toString())
        .div(this.#endNs)
        .mul(instrument.lot.text)
        .toSignificantDigits(12)
        .toFixed();
    return {
      twoSided: share(this.#twoSided),
      oneSided: share(this.#oneSided),
      atTouch: { buy: share(this.#touch[BUY]), sell: share(this.#touch[SELL]) },
      within: WITHIN_BPS.map((bps, i) => ({ bps, share: share(this.#within[i]!) })),
      quotedSpreadBps: this.#marketNs === 0 ? undefined : this.#quotedBpsNs / this.#marketNs,
      marketSpreadBps: this.#marketNs === 0 ? undefined : this.#marketBpsNs / this.#marketNs,
      quotedQty: { buy: mean(this.#lotsNs[BUY]), sell: mean(this.#lotsNs[SELL]) },
    };
  }

  #add(ns: number): void {
    const { bidTicks, askTicks } = this;
    const [ownBid, ownAsk] = this.#own.best;
    // The market's book is without us: at the touch is whoever is not behind it.
    if (ownBid > 0 && bidTicks > 0 && ownBid >= bidTicks) this.#touch[BUY] += ns;
    if (ownAsk > 0 && askTicks > 0 && ownAsk <= askTicks) this.#touch[SELL] += ns;
    if (ownBid === 0 || ownAsk === 0) {
      this.#oneSided += ns;
      return;
    }
    this.#twoSided += ns;
    if (bidTicks === 0 || askTicks === 0) return;
    const mid = (bidTicks + askTicks) / 2;
    this.#marketNs += ns;
    this.#quotedBpsNs += (ns * (ownAsk - ownBid) * 1e4) / mid;
    this.#marketBpsNs += (ns * (askTicks - bidTicks) * 1e4) / mid;
    const farBps = (Math.max(mid - ownBid, ownAsk - mid) * 1e4) / mid;
    for (let i = WITHIN_BPS.length - 1; i >= 0 && farBps <= WITHIN_BPS[i]!; i--) {
      this.#within[i] = this.#within[i]! + ns;
    }
  }
}
