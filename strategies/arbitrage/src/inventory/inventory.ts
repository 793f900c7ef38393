import {
  type Fill,
  type Instrument,
  Money,
  type Order,
  type Side,
  type StrategyContext,
} from "@mexoms/core";
import type { Room } from "../detector/detector-market.ts";
import type { Look } from "../executor/hedge-order.ts";
import { middleMoney, times, valueOf } from "../executor/price.ts";
import type { Universe } from "../executor/universe.ts";

/** What one place (a market of a venue) has of an asset. */
export interface Holding {
  /** "venue:market". */
  readonly place: string;
  readonly asset: string;
  /** At the start by the venue's account; zero in a run without accounts. */
  readonly opening: Money;
  /** Changed by own fills of this run, fees included. */
  readonly moved: Money;
}

export interface InventoryOptions {
  readonly ctx: StrategyContext;
  readonly universe: Universe;
  readonly look: Look;
  /** Most that trading may move a market away from where it started, and in which currency. */
  readonly maxPosition: Money;
  readonly currency: string;
}

const NOTHING = new Money(0n, 0);

/** What trading has moved between venues: by place and asset, and by instrument. */
export class Inventory {
  readonly #options: InventoryOptions;
  readonly #lots = new Map<Instrument, number>();
  readonly #moved = new Map<string, Money>();

  constructor(options: InventoryOptions) {
    this.#options = options;
  }

  /** Signed lots of an instrument that own fills add up to, with those of earlier runs. */
  lots(instrument: Instrument): number {
    return this.#lots.get(instrument) ?? 0;
  }

  /** Sets what an earlier run has left. */
  restore(instrument: Instrument, lots: number): void {
    this.#lots.set(instrument, lots);
  }

  /** Sets what an earlier run has moved at a place. */
  restoreMoved(place: string, asset: string, amount: Money): void {
    this.#moved.set(`${place} ${asset}`, amount);
  }

  filled({ instrument, side, priceTicks, qtyLots, liquidity }: Fill): void {
    const { universe } = this.#options;
    const sign = side === "buy" ? 1 : -1;
    this.#lots.set(instrument, this.lots(instrument) + sign * qtyLots);
    const { base, quote } = instrument.spec;
    this.#move(
      instrument,
      base,
      universe.amount(base, sign * qtyLots * universe.lotUnits(instrument)),
    );
    const fee = universe.feeOf(instrument, priceTicks, qtyLots, liquidity);
    const value = valueOf(instrument, priceTicks, qtyLots);
    const paid = sign > 0 ? value : NOTHING.minus(value);
    this.#move(instrument, quote, NOTHING.minus(paid).minus(fee));
  }

  /** By place and asset, in the order of the instruments. */
  holdings(): Holding[] {
    const { universe, ctx } = this.#options;
    const all = new Map<string, Holding>();
    for (const instrument of universe.instruments) {
      for (const asset of [instrument.spec.base, instrument.spec.quote]) {
        const place = placeOf(instrument);
        const key = `${place} ${asset}`;
        if (all.has(key)) continue;
        const moved = this.#moved.get(key) ?? NOTHING;
        const now = ctx.account(instrument)?.balance(asset).total;
        all.set(key, { place, asset, opening: now ? now.minus(moved) : NOTHING, moved });
      }
    }
    return [...all.values()];
  }

  /**
   * How far a market is from where it started, as a share of what it may be: +1 when no more may be
   * bought there, -1 when no more may be sold. NaN while its book shows no price.
   */
  fullness(instrument: Instrument): number {
    const lots = this.lots(instrument);
    if (lots === 0) return 0;
    const value = this.#value(instrument, Math.abs(lots));
    if (value === undefined) return Number.NaN;
    const share = value.toNumber() / this.#options.maxPosition.toNumber();
    return lots > 0 ? Math.min(1, share) : Math.max(-1, -share);
  }

  /**
   * What limits and, where there are accounts, balances leave room for. What `own`, an order that
   * rests, binds of a balance counts as free: it is what the order is to be measured by.
   */
  room(instrument: Instrument, own?: Order): Room {
    const most = this.#mostLots(instrument);
    const lots = this.lots(instrument);
    const account = this.#options.ctx.account(instrument);
    const spot = isSpot(instrument);
    const free = account?.balance(instrument.spec.base).free;
    const bound = own !== undefined && own.acceptedNs >= 0 && !own.closed ? own.leavesLots : 0;
    const [boundBuy, boundSell] = own?.side === "buy" ? [bound, 0] : [0, bound];
    const owned =
      free && spot
        ? instrument.lot.floor(free.toDecimal(), "balance") + boundSell
        : Number.MAX_SAFE_INTEGER;
    const pay = spot ? account?.balance(instrument.spec.quote).free : undefined;
    return {
      buyLots: Math.max(0, most - lots),
      sellLots: Math.max(0, Math.min(most + lots, owned)),
      pay: pay?.plus(valueOf(instrument, own?.priceTicks ?? 0, boundBuy)),
    };
  }

  /** The most lots that a market may be away from where it started, at its price now. */
  #mostLots(instrument: Instrument): number {
    const { maxPosition, currency } = this.#options;
    if (instrument.spec.quote !== currency) return Number.MAX_SAFE_INTEGER;
    const one = this.#value(instrument, 1);
    if (one === undefined || one.units <= 0n) return 0;
    return maxPosition.toDecimal().div(one.toDecimal()).floor().toNumber();
  }

  #value(instrument: Instrument, lots: number): Money | undefined {
    const { look, universe } = this.#options;
    const [bid, ask] = [look.best(instrument, "buy"), look.best(instrument, "sell")];
    if (!(bid > 0 && ask > 0)) return undefined;
    const units = lots * universe.lotUnits(instrument);
    const amount = universe.amount(instrument.spec.base, units);
    return times(amount, middleMoney(instrument, bid, ask));
  }

  #move(instrument: Instrument, asset: string, by: Money): void {
    const key = `${placeOf(instrument)} ${asset}`;
    this.#moved.set(key, (this.#moved.get(key) ?? NOTHING).plus(by));
  }
}

/** Coins are held there, and can be moved to another venue. */
export function isSpot({ spec }: Instrument): boolean {
  return spec.market === "spot";
}

export function placeOf({ spec }: Instrument): string {
  return `${spec.venue}:${spec.market}`;
}

/** What the inventory makes of an edge: a leg that fills a full place or empties an empty one costs. */
export function shadowBps(
  inventory: Pick<Inventory, "fullness">,
  legs: readonly { readonly instrument: Instrument; readonly side: Side }[],
  priceBps: number,
): number {
  let sum = 0;
  for (const { instrument, side } of legs) {
    const fullness = inventory.fullness(instrument);
    if (Number.isNaN(fullness)) continue;
    sum += (side === "buy" ? -fullness : fullness) * priceBps;
  }
  return sum;
}
