import { type MarketState, SEEN_BOOK, SEEN_TRADE } from "../kernel/market-state.ts";
import { BUY, SELL, sideSign } from "../market/side.ts";
import { NO_LEVEL } from "../book/ladder.ts";
import type { Finding } from "./finding.ts";
import { PPM } from "./limit-texts.ts";
import type { OrderLimits } from "./order-limits.ts";
import type { Proposal } from "./proposal.ts";

/** Checks of one order's price against the market. Each returns whether it passes. */
export class PriceChecks {
  readonly #finding: Finding;
  readonly #clock: Float64Array;

  constructor(finding: Finding, clock: Float64Array) {
    this.#finding = finding;
    this.#clock = clock;
  }

  /** The book is fresh and whole, where that is asked for. */
  data({ seen, book }: MarketState, { bookAgeNs }: OrderLimits): boolean {
    if (bookAgeNs.most === Number.POSITIVE_INFINITY) return true;
    if (book.gapped) return this.#finding.set("R502", "none", 0, 0, bookAgeNs.scope);
    const age = this.#clock[0]! - seen[SEEN_BOOK]!;
    if (age <= bookAgeNs.most) return true;
    return this.#finding.set("R501", "ns", age, bookAgeNs.most, bookAgeNs.scope);
  }

  price(proposal: Proposal, market: MarketState, limits: OrderLimits): boolean {
    const { ticks, order } = proposal;
    const { priceCollar, tradeCollar, crossing } = limits;
    // Without a limit there is no price to look at: the caps of value and depth hold such orders.
    if (ticks === 0) return true;
    const { book } = market;
    const two = book.has(BUY) && book.has(SELL);
    const looksAtBook = Math.min(priceCollar.most, crossing.most) < Number.POSITIVE_INFINITY;
    if (looksAtBook && !two) return this.#finding.set("R503", "none", 0, 0, "");
    if (priceCollar.most < Number.POSITIVE_INFINITY) {
      // A stop's limit belongs to its trigger, which may well be far from the market of now.
      const twice =
        order.triggerTicks > 0
          ? 2 * order.triggerTicks
          : book.bestTicks(BUY) + book.bestTicks(SELL);
      const off = Math.abs(2 * ticks - twice);
      if (off * PPM > priceCollar.most * twice) {
        return this.#away("R301", off, twice, priceCollar);
      }
    }
    if (tradeCollar.most < Number.POSITIVE_INFINITY && order.triggerTicks === 0) {
      const last = market.seen[SEEN_TRADE]!;
      if (last === 0) return this.#finding.set("R506", "none", 0, 0, tradeCollar.scope);
      const off = Math.abs(ticks - last);
      if (off * PPM > tradeCollar.most * last) return this.#away("R302", off, last, tradeCollar);
    }
    if (crossing.most < Number.POSITIVE_INFINITY && !proposal.crossing) {
      const other = book.bestTicks(1 - proposal.side);
      const through = sideSign(proposal.side) * (ticks - other);
      if (through * PPM > crossing.most * other) {
        return this.#away("R305", through, other, crossing);
      }
    }
    return true;
  }

  /** The size is a fair share of what the other side shows. */
  depth({ lots, side }: Proposal, { book }: MarketState, { depths }: OrderLimits): boolean {
    for (let i = 0; i < depths.length; i++) {
      const { share, levels, scope } = depths[i]!;
      const ladder = book.ladder(1 - side);
      let shown = 0;
      let most = 0;
      let key = ladder.best;
      // No further than to what is enough, which most often the first level is.
      for (let n = 0; n < levels && key !== NO_LEVEL && lots > most; n++) {
        shown += ladder.lotsAt(key);
        // Beyond 2^53 the product is rounded by less than a lot in a billion.
        most = Math.floor((shown * share) / PPM);
        key = ladder.next(key);
      }
      if (lots > most) return this.#finding.set("R303", "lots", lots, most, scope);
    }
    return true;
  }

  #away(
    code: string,
    off: number,
    of: number,
    { most, scope }: { readonly most: number; readonly scope: string },
  ): false {
    return this.#finding.set(code, "ppm", Math.ceil((off * PPM) / of), most, scope);
  }
}
