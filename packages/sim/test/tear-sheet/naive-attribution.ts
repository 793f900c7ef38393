import { Decimal, type Instrument } from "@mexoms/core";
import {
  ROW_BUY,
  ROW_CLEAR,
  ROW_EXCH,
  ROW_KIND_MASK,
  ROW_SELL,
  ROW_TRADE,
} from "@mexoms/core/internal";
import { allRows, type BacktestResult, type FillRow, type Tape } from "@mexoms/sim/engine";

interface Change {
  readonly ns: number;
  readonly clears: boolean;
  readonly buy: boolean;
  readonly sell: boolean;
  readonly ticks: number;
  readonly lots: number;
}

/** The mid of a tape at any time, by replaying all of its rows from the start with two maps. */
export class NaiveMids {
  readonly #changes: Change[] = [];
  readonly #tick: Decimal;

  constructor(tape: Tape, startNs: bigint) {
    this.#tick = new Decimal(tape.instrument.tick.text);
    const { event, exchNs, priceTicks, qtyLots } = allRows(tape);
    const shiftNs = Number(tape.epochNs - startNs);
    for (let i = 0; i < event.length; i++) {
      const kind = event[i]! & ROW_KIND_MASK;
      if ((event[i]! & ROW_EXCH) === 0 || kind === ROW_TRADE) continue;
      this.#changes.push({
        ns: exchNs[i]! + shiftNs,
        clears: kind === ROW_CLEAR,
        buy: (event[i]! & ROW_BUY) !== 0,
        sell: (event[i]! & ROW_SELL) !== 0,
        ticks: priceTicks[i]!,
        lots: qtyLots[i]!,
      });
    }
  }

  /** With all rows up to a time; the last that was known at the end of an instant, or undefined. */
  at(ns: number): Decimal | undefined {
    const bids = new Map<number, number>();
    const asks = new Map<number, number>();
    let known: Decimal | undefined;
    this.#changes.forEach((change, i) => {
      if (change.ns > ns) return;
      if (change.clears) {
        bids.clear();
        asks.clear();
      } else {
        const side = change.buy ? bids : asks;
        if (change.lots === 0) side.delete(change.ticks);
        else side.set(change.ticks, change.lots);
      }
      if (this.#changes[i + 1]?.ns === change.ns || bids.size === 0 || asks.size === 0) return;
      const twice = Math.max(...bids.keys()) + Math.min(...asks.keys());
      known = this.#tick.mul(twice).div(2);
    });
    return known;
  }
}

export interface NaiveParts {
  spread: Decimal;
  hedge: Decimal;
  adverse: Decimal;
  inventory: Decimal;
  fees: Decimal;
}

/** The parts of an instrument's profit, each from its definition, in decimals. */
export function naiveParts(of: {
  result: BacktestResult;
  instrument: Instrument;
  tape: Tape;
  adverseNs: number;
}): NaiveParts {
  const { result, instrument, tape, adverseNs } = of;
  const mids = new NaiveMids(tape, result.startNs);
  const endNs = Number(result.endNs - result.startNs);
  const end = mids.at(endNs) ?? new Decimal(0);
  const zero = new Decimal(0);
  const parts = { spread: zero, hedge: zero, adverse: zero, inventory: zero, fees: zero };
  for (const fill of result.fills.filter((each) => each.instrument === instrument.id)) {
    const at = Number(fill.exchNs - result.startNs);
    const maker = fill.liquidity === "maker";
    const price = new Decimal(fill.price);
    const mid = mids.at(maker ? at - 1 : at) ?? price;
    const later = at + adverseNs <= endNs ? (mids.at(at + adverseNs) ?? mid) : end;
    const gained = gain(instrument, fill, price, mid);
    if (maker) parts.spread = parts.spread.plus(gained);
    else parts.hedge = parts.hedge.plus(gained);
    parts.adverse = parts.adverse.plus(gain(instrument, fill, mid, later));
    parts.inventory = parts.inventory.plus(gain(instrument, fill, later, end));
    parts.fees = parts.fees.minus(fill.fee.toDecimal());
  }
  return parts;
}

function gain(instrument: Instrument, fill: FillRow, from: Decimal, to: Decimal): Decimal {
  const size = new Decimal(fill.qty).mul(instrument.spec.contractSize);
  const long =
    instrument.payoff === "inverse" ? size.div(from).minus(size.div(to)) : to.minus(from).mul(size);
  return fill.side === "buy" ? long : long.neg();
}
