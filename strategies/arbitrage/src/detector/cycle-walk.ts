import { Money } from "@mexoms/core";
import { AMOUNT_DECIMALS, amountOf, type Cycle, type CycleLeg } from "./cycle.ts";
import { OPEN, PROFIT_GATE, ROOM_GATE, SIZE_GATE } from "./gates.ts";
import { LevelList } from "./level-list.ts";
import type { Leg, Opportunity } from "./opportunity.ts";
import { ONE } from "./ratio-test.ts";

/** Doubles guess the amount to put in; lots are counted exactly, and a guess a hair low costs one. */
const GUESS_DECIMALS = 12;
const NUDGE = 1 + 1e-9;

/** One leg as it would be sent. */
interface SizedLeg {
  readonly leg: CycleLeg;
  readonly levels: LevelList;
  lots: number;
  /** What it turns into what, exactly: amounts of its two currencies. */
  spent: bigint;
  made: bigint;
  worstTicks: number;
}

/** Sizes a cycle that gives enough, from its three books. Reused: one for a detector. */
export class CycleWalk {
  readonly #levels: readonly [LevelList, LevelList, LevelList];
  #legs: readonly SizedLeg[] = [];
  #net = 0n;
  #paid = 0n;

  constructor(levels: number) {
    this.#levels = [new LevelList(levels), new LevelList(levels), new LevelList(levels)];
  }

  /** Walks the three books. Returns the gate that closes on the outcome, or OPEN. */
  run(cycle: Cycle, need: number): number {
    for (const [i, { market, side }] of cycle.legs.entries()) {
      this.#levels[i]!.read(side === "buy" ? market.asks : market.bids, 1, 1);
      const { room } = market;
      if ((side === "buy" ? room.buyLots : room.sellLots) < 1) return ROOM_GATE;
    }
    const guess = marginalAmount(cycle, this.#levels, need);
    let have = BigInt(Math.floor(guess * NUDGE * 10 ** GUESS_DECIMALS));
    have *= 10n ** BigInt(AMOUNT_DECIMALS - GUESS_DECIMALS);
    if (have > cycle.maxValue) have = cycle.maxValue;
    const legs = cycle.legs.map((leg, i) => {
      const sized = convert(leg, this.#levels[i]!, have);
      have = sized.made;
      return sized;
    });
    for (let i = 1; i >= 0; i--) trim(legs[i]!, legs[i + 1]!.spent);
    this.#legs = legs;
    if (legs.some(({ leg, lots, worstTicks }) => refused(leg, lots, worstTicks))) return SIZE_GATE;
    this.#paid = legs[0]!.spent;
    this.#net = legs[2]!.made - legs[0]!.spent + dustValue(legs);
    const enough = this.#net > 0n && this.#net * ONE >= this.#paid * BigInt(cycle.need);
    return enough ? OPEN : PROFIT_GATE;
  }

  /** The opportunity that the last run found. */
  opportunity(cycle: Cycle, foundNs: number): Opportunity {
    return {
      kind: "triangular",
      name: cycle.edge.name,
      legs: this.#legs.map(toLeg),
      net: new Money(this.#net, AMOUNT_DECIMALS),
      currency: cycle.legs[0].from,
      netBps: (Number(this.#net) / Number(this.#paid)) * 10_000,
      foundNs,
    };
  }
}

/** How much of the first currency the levels take while the marginal ones give the need. A double. */
function marginalAmount(
  cycle: Cycle,
  levels: readonly [LevelList, LevelList, LevelList],
  need: number,
): number {
  const at = [0, 0, 0];
  const left = levels.map(({ size }) => size[0] ?? 0);
  let amount = 0;
  while (levels.every(({ count }, i) => at[i]! < count)) {
    const ticks = levels.map(({ price }, i) => price[at[i]!]!);
    if (!cycle.gives(ticks[0]!, ticks[1]!, ticks[2]!, need)) break;
    // What each level takes, in the first currency.
    let unit = 1;
    const takes = cycle.legs.map((leg, i) => {
      const { from, to } = leg.rate(ticks[i]!);
      const perLot = Number(leg.side === "buy" ? from : leg.lotBase) / 10 ** AMOUNT_DECIMALS;
      const take = { first: left[i]! * perLot * unit, lot: perLot * unit };
      unit *= Number(from) / Number(to);
      return take;
    });
    const step = Math.min(...takes.map(({ first }) => first));
    amount += step;
    takes.forEach(({ first, lot }, i) => {
      left[i] = left[i]! - step / lot;
      if (first > step * NUDGE) return;
      at[i] = at[i]! + 1;
      left[i] = levels[i]!.size[at[i] ?? 0] ?? 0;
    });
  }
  return amount;
}

/** The most lots that an amount pays for, or is, within room and book. */
function convert(leg: CycleLeg, levels: LevelList, have: bigint): SizedLeg {
  const { market, side } = leg;
  const { room } = market;
  let most = Math.min(side === "buy" ? room.buyLots : room.sellLots, market.instrument.maxLots);
  if (side === "sell") most = Math.min(most, wholeLots(have, leg.lotBase));
  const pay = side === "buy" && room.pay !== undefined ? amountOf(room.pay) : undefined;
  let lots = 0;
  let rest = have;
  for (let i = 0; i < levels.count && lots < most; i++) {
    const value = leg.lotValue(levels.price[i]!);
    let part = Math.min(levels.size[i]!, most - lots);
    if (side === "buy") part = Math.min(part, wholeLots(rest, value));
    // A limit order is paid for at its limit.
    if (pay !== undefined) part = Math.min(part, Math.max(0, wholeLots(pay, value) - lots));
    if (part === 0) break;
    lots += part;
    rest -= BigInt(part) * value;
  }
  return measure({ leg, levels, lots, spent: 0n, made: 0n, worstTicks: 0 });
}

/** Takes as few lots as make what the next leg needs, and no more than before. */
function trim(sized: SizedLeg, needed: bigint): void {
  const { leg, levels } = sized;
  if (leg.side === "buy") {
    sized.lots = Math.min(sized.lots, wholeLots(needed + leg.lotBase - 1n, leg.lotBase));
  } else {
    let lots = 0;
    let rest = needed;
    for (let i = 0; i < levels.count && rest > 0n && lots < sized.lots; i++) {
      const value = leg.lotValue(levels.price[i]!);
      const part = Math.min(
        levels.size[i]!,
        sized.lots - lots,
        wholeLots(rest + value - 1n, value),
      );
      lots += part;
      rest -= BigInt(part) * value;
    }
    sized.lots = lots;
  }
  measure(sized);
}

/** Works out what the lots of a leg cost and bring. */
function measure(sized: SizedLeg): SizedLeg {
  const { leg, levels } = sized;
  let value = 0n;
  let rest = sized.lots;
  for (let i = 0; i < levels.count && rest > 0; i++) {
    const part = Math.min(rest, levels.size[i]!);
    value += BigInt(part) * leg.lotValue(levels.price[i]!);
    sized.worstTicks = levels.price[i]!;
    rest -= part;
  }
  const base = BigInt(sized.lots) * leg.lotBase;
  sized.spent = leg.side === "buy" ? value : base;
  sized.made = leg.side === "buy" ? base : value;
  return sized;
}

/** What is left over between the legs, in the first currency, each at the side that gives less. */
function dustValue(legs: readonly SizedLeg[]): bigint {
  const [first, second, third] = legs as [SizedLeg, SizedLeg, SizedLeg];
  const ahead = third.leg.rate(third.worstTicks);
  const value = ((second.made - third.spent) * ahead.to) / ahead.from;
  return value + backValue(first.leg, first.made - second.spent);
}

/** What an amount that a leg made gives when it is turned back at the other side of the book. */
function backValue(leg: CycleLeg, amount: bigint): bigint {
  const { to, from } = leg.back().rate(leg.back().topTicks);
  return (amount * to) / from;
}

function refused({ market }: CycleLeg, lots: number, ticks: number): boolean {
  return lots === 0 || market.instrument.refusal(ticks, lots) !== undefined;
}

function wholeLots(amount: bigint, lot: bigint): number {
  const lots = amount / lot;
  return lots < Number.MAX_SAFE_INTEGER ? Number(lots) : Number.MAX_SAFE_INTEGER;
}

function toLeg({ leg, levels, lots, worstTicks }: SizedLeg): Leg {
  let [ticks, rest] = [0, lots];
  for (let i = 0; i < levels.count && rest > 0; i++) {
    const part = Math.min(rest, levels.size[i]!);
    ticks += part * levels.price[i]!;
    rest -= part;
  }
  return {
    instrument: leg.market.instrument,
    side: leg.side,
    qtyLots: lots,
    limitTicks: worstTicks,
    expectedTicks: ticks / lots,
    depthLots: levels.sizeWithin(worstTicks, leg.side === "buy" ? 1 : -1),
  };
}
