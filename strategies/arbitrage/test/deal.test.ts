import { Money, type Side } from "@mexoms/core";
import { describe, expect, it } from "vitest";
import type { Action } from "../src/executor/action.ts";
import { Deal } from "../src/executor/deal.ts";
import type { DealPlan } from "../src/executor/deal-plan.ts";
import type { DealRules } from "../src/executor/rules.ts";
import { Universe } from "../src/executor/universe.ts";
import { EAST, FixedLook, market, PERP, RULES, WEST } from "./markets.ts";

const SECOND = 1e9;

/** A deal that a test tells what happened, and that tells what it wants, as lines. */
class Story {
  readonly look: FixedLook = new FixedLook();
  readonly deal: Deal;
  readonly said: string[] = [];
  readonly #plan: DealPlan;
  #tradeId = 0;
  over: Extract<Action, { kind: "over" }> | undefined;

  constructor(
    rules: Partial<DealRules> = {},
    plan: DealPlan = twoLegs(),
    instruments = [EAST, WEST, PERP],
  ) {
    for (const each of instruments) this.look.set(each, "50000", "50001");
    const universe = new Universe(instruments);
    this.#plan = plan;
    this.deal = new Deal({ id: 1, plan, rules: { ...RULES, ...rules }, universe });
  }

  begin(): this {
    const out: Action[] = [];
    this.deal.prepare(this.#plan.foundNs);
    this.deal.begin(this.#plan.foundNs, this.look, out);
    return this.#note(out);
  }

  fill(ref: number, lots: number, nowNs: number, price?: string): this {
    const { limitTicks, instrument } = this.deal.tickets[ref]!;
    const ticks = price === undefined ? limitTicks : instrument.priceTicks(price);
    this.#tradeId += 1;
    const tradeId = this.#tradeId;
    this.deal.filled({ ref, ticks, lots, maker: false, tradeId, nowNs });
    return this.at(nowNs);
  }

  end(ref: number, how: "expired" | "rejected", nowNs: number): this {
    this.deal.ended(ref, nowNs, how);
    return this.at(nowNs);
  }

  at(nowNs: number): this {
    const out: Action[] = [];
    this.deal.step(nowNs, this.look, out);
    return this.#note(out);
  }

  /** What was said since it was last asked. */
  lines(): string[] {
    return this.said.splice(0);
  }

  #note(out: readonly Action[]): this {
    for (const action of out) {
      if (action.kind === "send") {
        const { ref, instrument, side, qtyLots, limitTicks } = action;
        const price = instrument.tick.format(limitTicks);
        this.said.push(`${ref} ${side} ${qtyLots} at ${price} ${instrument.spec.venue}`);
      }
      if (action.kind === "ask") this.said.push(`ask ${action.ref}`);
      if (action.kind === "alarm") this.said.push(`alarm: ${action.why}`);
      if (action.kind === "over") {
        this.over = action;
        this.said.push(action.record.end);
      }
    }
    return this;
  }
}

/** Buys 0.1 BTC in the east at 50,000 at most, and sells it in the west at 50,100 at least. */
function twoLegs(): DealPlan {
  const leg = (
    instrument: typeof EAST,
    side: Side,
    qtyLots: number,
    price: string,
    depth: number,
  ) => ({
    instrument,
    side,
    qtyLots,
    limitTicks: instrument.priceTicks(price),
    depthLots: depth,
  });
  return {
    kind: "cross-venue",
    name: "BTC east>west",
    currency: "USDT",
    legs: [leg(EAST, "buy", 100, "50000", 500), leg(WEST, "sell", 10_000, "50100", 20_000)],
    references: [
      {
        asset: "BTC",
        buy: { instrument: EAST, ticks: EAST.priceTicks("50000") },
        sell: { instrument: WEST, ticks: WEST.priceTicks("50100") },
      },
    ],
    dust: [],
    expectedNet: new Money(5n, 0),
    expectedBps: 10,
    foundNs: 0,
  };
}

const LEGS = ["0 buy 100 at 50000.0 east", "1 sell 10000 at 50100.00 west"];

describe("a deal", () => {
  it("sends both legs at once, at their limits, and is matched when both are filled", () => {
    const story = new Story().begin();
    expect(story.lines()).toEqual(LEGS);
    story.fill(0, 100, 1).fill(1, 10_000, 2);
    expect(story.lines()).toEqual(["matched"]);
    const { record } = story.over!;
    // 5010 - 5000, less 10 bps of both.
    expect(record).toMatchObject({ realisedNet: "-0.01", value: "5000", residualCost: "0" });
    expect(record.path).toEqual(["sent", "matched"]);
  });

  it("sends the thinner leg first, and of the other as much as was filled of it", () => {
    const story = new Story({ first: "thinner" }).begin();
    expect(story.lines()).toEqual(["0 sell 10000 at 50100.00 west"]);
    story.fill(0, 4_000, 1).end(0, "expired", 2);
    expect(story.lines()).toEqual(["1 buy 40 at 50000.0 east"]);
  });

  it("hedges what is missing a little worse, at once, where it is missing", () => {
    const story = new Story().begin();
    story.look.set(WEST, "50060", "50061");
    story.lines();
    story.fill(0, 100, 1).fill(1, 3_000, 2).end(1, "expired", 3);
    // 10 bps below 50,100.
    expect(story.lines()).toEqual(["2 sell 7000 at 50049.90 west"]);
    story.fill(2, 7_000, 4, "50060");
    // What expired may still tell fills for lateNs.
    expect(story.lines()).toEqual([]);
    expect(story.at(3 + RULES.lateNs).lines()).toEqual(["matched"]);
    // 7 % of a coin sold 40 below the limit, and 10 bps of it in fees.
    expect(story.over!.record.residualCost).toBe("6.3042");
  });

  it("goes to another venue, and then takes the filled leg back", () => {
    const story = new Story().begin();
    story.look.set(WEST, "49000", "49001").set(PERP, "49000", "49001").set(EAST, "49800", "49801");
    story.lines();
    story.fill(0, 100, 1).end(1, "rejected", 2);
    expect(story.lines()).toEqual([]);
    story.look.set(PERP, "50052", "50053");
    expect(story.at(2 + RULES.stageNs).lines()).toEqual(["2 sell 10 at 50050.0 south"]);
    story.end(2, "rejected", 3 + RULES.stageNs);
    story.look.set(PERP, "49000", "49001");
    // 50 bps below the 50,000 that it was bought for.
    expect(story.at(2 + 2 * RULES.stageNs).lines()).toEqual(["3 sell 100 at 49750.0 east"]);
    story.fill(3, 100, 3 * RULES.stageNs, "49800");
    expect(story.lines()).toEqual(["flat"]);
    const path = ["sent", "unbalanced", "rehedge", "other venue", "unwind", "flat"];
    expect(story.over!.record.path).toEqual(path);
  });

  it("holds what nothing clears with an alarm, and tries again later", () => {
    const story = new Story().begin();
    for (const each of [EAST, WEST, PERP]) story.look.set(each, "45000", "45001");
    story.lines();
    story.fill(0, 100, 1).end(1, "rejected", 2);
    for (const n of [1, 2, 3]) story.at(2 + n * RULES.stageNs);
    expect(story.lines()).toEqual(["alarm: a residual could not be cleared: holds 0.1 BTC"]);
    expect(story.deal.phase).toBe("held");
    story.look.set(WEST, "50200", "50201");
    expect(story.at(SECOND * 30).lines()).toEqual([]);
    expect(story.at(SECOND * 61).lines()).toEqual(["2 sell 10000 at 50049.90 west"]);
  });

  it("asks about an order without an answer, counts all of it, and sends nothing meanwhile", () => {
    const story = new Story().begin();
    story.lines();
    story.fill(0, 100, 1);
    expect(story.at(SECOND).lines()).toEqual(["ask 1"]);
    expect(story.deal.phase).toBe("unknown");
    expect(story.deal.ledger.worst("BTC", story.deal.tickets, SECOND)).toEqual({
      low: 0,
      high: 10_000,
    });
    expect(story.at(1.5 * SECOND).lines()).toEqual([]);
    expect(story.at(2 * SECOND).lines()).toEqual(["ask 1"]);
    story.fill(1, 10_000, 2.5 * SECOND);
    expect(story.lines()).toEqual(["matched"]);
    expect(story.over!.record.path).toEqual(["sent", "unknown", "matched"]);
  });

  it("is held with an alarm while an order stays unknown, and is over when the answer comes", () => {
    const story = new Story().begin();
    story.fill(0, 100, 1);
    for (let second = 1; second <= 12; second++) story.at(second * SECOND);
    const alarms = story.lines().filter((line) => line.startsWith("alarm"));
    expect(alarms).toEqual(["alarm: an order has no answer: holds 0 to 0.1 BTC"]);
    story.fill(1, 10_000, 13 * SECOND);
    expect(story.lines()).toEqual(["matched"]);
  });

  it("books an execution once, and one that comes after the end of its order as well", () => {
    const story = new Story().begin();
    story.lines();
    const fill = { ref: 1, ticks: 5_010_000, lots: 10_000, maker: false, tradeId: 7, nowNs: 5 };
    story.fill(0, 100, 1).end(1, "expired", 2);
    expect(story.deal.filled(fill)).toBe(true);
    expect(story.deal.filled(fill)).toBe(false);
    expect(story.at(6).lines()).toEqual(["matched"]);
  });

  it("leaves what is too small for every market as dust, at its worth", () => {
    const story = new Story().begin();
    story.lines();
    // 0.00009 BTC are 4.5 USDT, and less than a lot in the east.
    story.fill(0, 100, 1).fill(1, 9_991, 2).end(1, "expired", 3);
    expect(story.at(3 + RULES.lateNs).lines()).toEqual(["matched"]);
    expect(story.over!.dust).toEqual([{ asset: "BTC", units: 9 }]);
  });

  it("clears both coins of a triangle that has lost a leg, each against the currency", () => {
    const ETH = market({ base: "ETH", symbol: "ETHUSDT", tickSize: "0.01", lotSize: "0.0001" });
    const CROSS = market({
      base: "ETH",
      quote: "BTC",
      symbol: "ETHBTC",
      tickSize: "0.00001",
      lotSize: "0.0001",
      minNotional: "0.0001",
    });
    const plan: DealPlan = {
      ...twoLegs(),
      legs: [
        { instrument: EAST, side: "buy", qtyLots: 50, limitTicks: 500_000, depthLots: 100 },
        { instrument: CROSS, side: "buy", qtyLots: 10_000, limitTicks: 5_000, depthLots: 20_000 },
        { instrument: ETH, side: "sell", qtyLots: 10_000, limitTicks: 250_100, depthLots: 30_000 },
      ],
      references: [
        {
          asset: "BTC",
          buy: { instrument: EAST, ticks: 500_000 },
          sell: { instrument: EAST, ticks: 500_000 },
        },
        {
          asset: "ETH",
          buy: { instrument: ETH, ticks: 250_100 },
          sell: { instrument: ETH, ticks: 250_100 },
        },
      ],
    };
    const story = new Story({}, plan, [EAST, CROSS, ETH]);
    story.look.set(EAST, "49990", "49991").set(ETH, "2500", "2500.5").set(CROSS, "0.05", "0.05001");
    story.begin();
    story.lines();
    story.fill(0, 50, 1).fill(2, 10_000, 2).end(1, "rejected", 3);
    // The coin that was sold is bought back where it was sold; nothing else sells the other one.
    expect(story.at(3 + 2 * RULES.stageNs).lines()).toEqual([
      "3 sell 50 at 49750.0 east",
      "4 buy 10000 at 2513.50 east",
    ]);
    story.fill(3, 50, SECOND).fill(4, 10_000, SECOND, "2500.5");
    expect(story.lines()).toEqual(["flat"]);
  });
});
