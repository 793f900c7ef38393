import { describe, expect, it } from "vitest";
import { DEAL_TOPIC, type DealRecord, Rate } from "@mexoms/core";
import { balances, HandDriven, spotAccount } from "./hand-driven.ts";
import { EAST, market, WEST } from "./markets.ts";

const MS = 1e6;
/** Limits are turned into lots once a second. */
const SETTLED = 1_001 * MS;
const RISK = { currency: "USDT", count: {} };
const PAIR = [EAST, WEST] as const;
const MAKE = { mode: "make", makers: EAST.id };
/** The west bids 100 bps above what the east asks. */
const CROSSED = [
  ["50000", "50000.1"],
  ["50500", "50500.01"],
] as const;
const TAKE = {
  minNetBps: "2bps",
  reserveFactor: "0",
  cooldown: "0ms",
  maxSkew: "1h",
  maxAge: "1h",
};

function making(given: Record<string, string> = {}): HandDriven {
  const hand = new HandDriven(PAIR, { ...MAKE, ...given });
  hand.book(EAST, "49990", "50010").book(WEST, "49999", "50001").wake(SETTLED);
  for (const order of hand.sent.slice()) hand.kernel.accepted(order.id, hand.nowNs);
  return hand.wake();
}

function crossed(given: Record<string, string>, more = {}): HandDriven {
  const hand = new HandDriven(PAIR, { ...TAKE, ...given }, more);
  hand
    .book(EAST, ...CROSSED[0])
    .book(WEST, "50000", "50501")
    .wake(SETTLED);
  return hand.book(WEST, ...CROSSED[1]).wake();
}

function dealsOf(hand: HandDriven): DealRecord[] {
  const told = hand.explained.filter(({ topic }) => topic === DEAL_TOPIC);
  return told.map(({ text }) => JSON.parse(text) as DealRecord);
}

describe("a quote that the venue has ended", () => {
  it("stays reserved while a fill of it may still be told, and no longer", () => {
    const hand = making();
    expect(hand.sent).toHaveLength(2);
    const { capLeft } = hand;
    expect(capLeft).toBeLessThan(8000);
    // Without a book to hedge in, nothing new is quoted.
    hand.clear(WEST, "buy", "49999").clear(WEST, "sell", "50001").wake();
    expect(hand.canceled).toHaveLength(2);
    for (const { id } of hand.sent) hand.kernel.ended(id, hand.nowNs, "canceled");
    expect(hand.wake().capLeft).toBe(capLeft);
    expect(hand.wake(200 * MS).capLeft).toBe(capLeft);
    expect(hand.wake(200 * MS).capLeft).toBe(10_000);
  });

  it("is hedged when a fill of it comes after its end, once", () => {
    const hand = making();
    const bid = hand.last(EAST, "buy");
    hand.kernel.ended(bid.id, hand.nowNs, "canceled");
    hand.wake().fill(bid, 10);
    const hedges = hand.sent.filter(({ instrument }) => instrument === WEST);
    expect(hedges.map(({ side, qtyLots }) => [side, qtyLots])).toEqual([["sell", 1000]]);
  });

  it("gives what was rejected back at once", () => {
    const hand = making();
    const { capLeft } = hand;
    const bid = hand.last(EAST, "buy");
    hand.kernel.ended(bid.id, hand.nowNs, "rejected");
    expect(hand.wake().capLeft).toBeGreaterThan(capLeft + 1000);
  });
});

describe("the size of a quote", () => {
  it("goes back when the other book shows less than the quote", () => {
    const hand = making();
    expect(hand.last(EAST, "buy").qtyLots).toBe(20);
    // 0.015 coins, of a quote of 0.02.
    hand.book(WEST, "49999", "50001", 1500).wake(100 * MS);
    expect(new Set(hand.canceled)).toEqual(new Set(hand.sent.map(({ id }) => id)));
  });

  const accounts = (east: Record<string, bigint>, west: Record<string, bigint>) => [
    spotAccount({ venue: "east", market: 0, balances: east }),
    spotAccount({ venue: "west", market: 1, balances: west }),
  ];
  const quoting = (...of: Parameters<typeof accounts>): HandDriven => {
    const hand = new HandDriven(PAIR, MAKE, { accounts: accounts(...of) });
    return hand
      .book(EAST, "49990", "50010")
      .book(WEST, "49999", "50001")
      .wake(101 * MS);
  };

  it("is what its own account can pay, and the account that hedges", () => {
    // Millionths: 200 USDT in the east buy 3 lots, 300 in the west hedge 5 that are sold.
    const hand = quoting(
      { USDT: 200_000_000n, BTC: 1_000_000n },
      { USDT: 300_000_000n, BTC: 1_000_000n },
    );
    expect(hand.last(EAST, "buy").qtyLots).toBe(3);
    expect(hand.last(EAST, "sell").qtyLots).toBe(5);
  });

  it("is not small because the quote itself binds the balance", () => {
    const rich = { USDT: 1_000_000_000_000n, BTC: 1_000_000n };
    const hand = quoting({ ...rich, BTC: 20_000n }, rich);
    for (const { id } of hand.sent.slice()) hand.kernel.accepted(id, hand.nowNs);
    expect(hand.last(EAST, "sell").qtyLots).toBe(20);
    hand.kernel.accountChanged(0, balances(1, { USDT: 999_000_000_000n, BTC: 0n }));
    hand.wake(300 * MS);
    expect(hand.canceled).toEqual([]);
  });
});

describe("the residual cap", () => {
  it("counts dust of an earlier run as soon as a book shows what it is worth", () => {
    const saved = JSON.stringify({
      version: 1,
      lastDeal: 0,
      deals: [],
      dust: [{ asset: "BTC", currency: "USDT", amount: "0.00006" }],
      inventory: [],
    });
    const hand = new HandDriven(PAIR, {}, { saved });
    hand.wake(10 * MS);
    hand.book(EAST, "49999", "50001").wake();
    expect(hand.capLeft).toBe(9997);
  });

  it("counts a late fill of a triangle's cross in the currency of the cap, both of its coins", () => {
    const ETH = market({ base: "ETH", symbol: "ETHUSDT", tickSize: "0.01", lotSize: "0.0001" });
    const CROSS = market({
      base: "ETH",
      quote: "BTC",
      symbol: "ETHBTC",
      tickSize: "0.00001",
      lotSize: "0.0001",
      minNotional: "0.0001",
    });
    const hand = new HandDriven([EAST, CROSS, ETH], { ...TAKE, maxResidual: "20000USDT" });
    hand.book(EAST, "50000", "50000.1").book(CROSS, "0.05", "0.05001");
    hand.book(ETH, "2500", "2600.01").wake(SETTLED).book(ETH, "2600", "2600.01").wake();
    expect(hand.sent).toHaveLength(3);
    const cross = hand.last(CROSS, "buy");
    for (const { id } of hand.sent) hand.kernel.ended(id, hand.nowNs, "expired");
    hand
      .book(ETH, "2500", "2500.01")
      .clear(ETH, "buy", "2600")
      .wake(300 * MS);
    expect(dealsOf(hand).map(({ end }) => end)).toEqual(["missed"]);
    expect(hand.capLeft).toBe(20_000);
    const worth = (cross.qtyLots / 10_000) * 2500;
    hand.fill(cross, cross.qtyLots);
    // It is long of one coin and short of the other.
    expect(20_000 - hand.capLeft).toBeGreaterThan(1.9 * worth);
    expect(hand.explained.find(({ topic }) => topic === "alarm")!.text).toMatch(/fill of deal 1 /);
  });
});

describe("gates", () => {
  it("keep a leg from being sent that risk would deny, and the other with it", () => {
    const limit = (positionQty: string) => ({ risk: { ...RISK, strategy: { positionQty } } });
    const hand = crossed({}, limit("0.01BTC"));
    expect(hand.sent).toEqual([]);
    expect(hand.told["gated"]).toEqual({ "risk: no headroom": expect.any(Number) as number });
    expect(crossed({}, limit("1BTC")).sent).toHaveLength(2);
  });

  it("keep away from a venue that owes an answer, with every asset", () => {
    const [EE, WE] = [EAST, WEST].map(({ spec }) =>
      market({ ...spec, base: "ETH", symbol: "ETHUSDT" }),
    ) as [typeof EAST, typeof EAST];
    const hand = new HandDriven([...PAIR, EE, WE], TAKE);
    hand.book(EE, "2500", "2500.1").book(WE, "2500", "2550.01");
    hand
      .book(EAST, ...CROSSED[0])
      .book(WEST, "50000", "50501")
      .wake(SETTLED);
    hand.book(WEST, ...CROSSED[1]).wake();
    hand.fill(hand.last(EAST, "buy"), hand.last(EAST, "buy").qtyLots);
    hand.wake(1100 * MS);
    const before = hand.sent.length;
    hand.book(EE, "2500", "2500.1").book(WE, "2550", "2550.01").wake();
    expect(hand.sent).toHaveLength(before);
    expect(hand.told["gated"]).toMatchObject({ venue: expect.any(Number) as number });
    // The answer opens it again.
    hand.fill(hand.last(WEST, "sell"), hand.last(WEST, "sell").qtyLots);
    hand.book(WE, "2550", "2550.01").wake();
    expect(hand.sent).toHaveLength(before + 2);
  });

  it("wait for a hedge that is under way", () => {
    const hand = making({ ...TAKE, mode: "both", makeProfit: "10bps" });
    hand.fill(hand.last(EAST, "buy"), 10);
    const before = hand.sent.length;
    expect(hand.last(WEST, "sell").timeInForce).toBe("ioc");
    hand.clear(EAST, "sell", "50010").book(EAST, "49000", "49000.1").wake();
    expect(hand.sent).toHaveLength(before);
    expect(hand.told["gated"]).toMatchObject({ residual: 1 });
  });

  it("ask a reserve for all the time that the last leg is alone, with the thinner one first", () => {
    // 100 bps gross are 80 net: 60 of reserve fit, and 60 * sqrt(3) do not.
    const given = { reserveFactor: "1", sigma: "60bps", legLatency: "1s" };
    expect(crossed(given).sent).toHaveLength(2);
    const thinner = crossed({ ...given, first: "thinner" });
    expect(thinner.sent).toEqual([]);
    expect(thinner.told["gated"]).toMatchObject({ reserve: 1 });
  });
});

it("fees are those of the accounts: an edge that only pays at their tier is taken, and counted so", () => {
  const free = new Map(
    [0, 1].map((n) => [n, { maker: Rate.parse("0bps", "fee"), taker: Rate.parse("0bps", "fee") }]),
  );
  const rich = { USDT: 1_000_000_000_000n, BTC: 1_000_000n };
  const accounts = PAIR.map(({ spec: { venue } }, n) =>
    spotAccount({ venue, market: n, balances: rich, fees: free }),
  );
  const hand = new HandDriven(PAIR, { ...TAKE, minNetBps: "5bps" }, { accounts });
  const listed = new HandDriven(PAIR, { ...TAKE, minNetBps: "5bps" });
  for (const each of [hand, listed]) {
    each.book(EAST, "49999.9", "50000").book(WEST, "49990", "50040.01").wake(SETTLED);
    each.book(WEST, "50040", "50040.01").wake();
  }
  expect(listed.sent).toEqual([]);
  expect(hand.sent).toHaveLength(2);
  for (const order of hand.sent.slice()) hand.fill(order, order.qtyLots);
  const [deal] = dealsOf(hand);
  expect(deal!.end).toBe("matched");
  const coins = deal!.legs[0]!.filledLots / 1000;
  const limits = hand.last(WEST, "sell").priceTicks / 100 - hand.last(EAST, "buy").priceTicks / 10;
  expect(Number(deal!.realisedNet)).toBeCloseTo(coins * limits, 6);
});
