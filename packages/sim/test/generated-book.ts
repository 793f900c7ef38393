import { ROW_BUY, ROW_DEPTH, ROW_KIND_MASK, ROW_SNAPSHOT, ROW_TRADE } from "@mexoms/core/internal";
import type { GeneratedMarket } from "@mexoms/sim/engine";

export interface Replay {
  /** The mid in half ticks at 0, everyNs, 2 everyNs, ... */
  readonly mids: number[];
  /** Times of messages with trades. */
  readonly takerTimes: number[];
  readonly tradeLots: number[];
  readonly buys: number;
  readonly sells: number;
  readonly meanSpreadTicks: number;
  /** Lots that rest, summed over the sampled times, by their distance from the best price. */
  readonly lotsByDistance: number[];
}

/** One side of a book that knows its best price; `sign` is +1 for bids and -1 for asks. */
class Side {
  readonly levels = new Map<number, number>();
  best = Number.NaN;
  readonly #sign: 1 | -1;

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  set(price: number, lots: number): void {
    if (lots > 0) {
      this.levels.set(price, lots);
      if (!(this.#sign * (this.best - price) >= 0)) this.best = price;
      return;
    }
    this.levels.delete(price);
    if (price !== this.best) return;
    this.best = Number.NaN;
    for (const other of this.levels.keys()) {
      if (!(this.#sign * (this.best - other) >= 0)) this.best = other;
    }
  }
}

/** Rebuilds the book row by row and throws at the first row that breaks a rule of the feed. */
export function replay(market: GeneratedMarket, durationNs: number, everyNs: number): Replay {
  const { event, exchNs, localNs, priceTicks, qtyLots } = market.rows;
  const [bids, asks] = [new Side(1), new Side(-1)];
  const [mids, takerTimes, tradeLots]: [number[], number[], number[]] = [[], [], []];
  const lotsByDistance = Array.from({ length: 1000 }, () => 0);
  const due: { price: number; lots: number; buy: boolean }[] = [];
  let [buys, spread, lastMessage] = [0, 0, -1];
  const sample = (untilNs: number): void => {
    while (mids.length * everyNs < untilNs) {
      const [bid, ask] = [bids.best, asks.best];
      mids.push(bid + ask);
      spread += ask - bid;
      for (const [price, lots] of bids.levels) lotsByDistance[Math.min(999, bid - price)]! += lots;
      for (const [price, lots] of asks.levels) lotsByDistance[Math.min(999, price - ask)]! += lots;
    }
  };
  for (let i = 0; i < event.length; i++) {
    const at = `row ${i} of ${market.instrument.id}`;
    const kind = event[i]! & ROW_KIND_MASK;
    const buy = (event[i]! & ROW_BUY) !== 0;
    const [price, lots] = [priceTicks[i]!, qtyLots[i]!];
    check(Number.isInteger(exchNs[i]) && exchNs[i]! % 1e6 === 0, `${at}: no whole millisecond`);
    check(Number.isInteger(localNs[i]) && localNs[i]! > exchNs[i]!, `${at}: received too early`);
    check(exchNs[i]! < durationNs, `${at}: after the end`);
    if (i > 0) check(exchNs[i]! >= exchNs[i - 1]!, `${at}: venue time goes back`);
    if (i > 0) check(localNs[i]! >= localNs[i - 1]!, `${at}: receipt time goes back`);
    if (i > 0 && exchNs[i]! > exchNs[i - 1]!) sample(exchNs[i]!);
    if (kind === ROW_TRADE) {
      const rests = buy ? asks : bids;
      check(Number.isSafeInteger(lots) && lots > 0, `${at}: trades ${lots} lots`);
      check((rests.levels.get(price) ?? 0) >= lots, `${at}: trades more than rests at ${price}`);
      check(due.length > 0 || price === rests.best, `${at}: trades past the best price`);
      due.push({ price, lots: rests.levels.get(price)! - lots, buy: !buy });
      if (lastMessage !== localNs[i]!) takerTimes.push(exchNs[i]!);
      lastMessage = localNs[i]!;
      tradeLots.push(lots);
      if (buy) buys++;
    }
    if (kind === ROW_DEPTH || kind === ROW_SNAPSHOT) {
      const side = buy ? bids : asks;
      check(Number.isSafeInteger(lots) && lots >= 0 && price > 0, `${at}: bad size or price`);
      check(lots > 0 || side.levels.has(price), `${at}: removes a level that is not there`);
      const owed = due.shift();
      if (owed) {
        const paid = owed.price === price && owed.lots === lots && owed.buy === buy;
        check(paid, `${at}: the book does not show what was traded`);
      }
      side.set(price, lots);
      if (kind === ROW_DEPTH) {
        check(bids.best < asks.best, `${at}: crossed or empty`); // an empty side is NaN
      }
    }
  }
  sample(durationNs);
  check(due.length === 0, "trades at the end without their depth rows");
  const sells = tradeLots.length - buys;
  const meanSpreadTicks = spread / mids.length;
  return { mids, takerTimes, tradeLots, buys, sells, meanSpreadTicks, lotsByDistance };
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}
