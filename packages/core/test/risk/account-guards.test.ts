import { describe, expect, it } from "vitest";
import type { RiskConfig } from "@mexoms/core";
import { type AccountOptions, AMOUNT_DECIMALS } from "@mexoms/core/internal";
import { BTC, depth, ETH, feed, type HandDriven, handDriven } from "../kernel/hand-driven.ts";

type State = AccountOptions["opening"];
type Limits = NonNullable<RiskConfig["accounts"]>[string];

const CENT = 10n ** BigInt(AMOUNT_DECIMALS - 2);
const DAY_NS = 86_400e9;
/** handDriven starts at 22:13:20 UTC. */
const TO_MIDNIGHT_NS = 6400e9;

interface Told {
  readonly version: number;
  /** In cents. */
  readonly usdt?: bigint;
  readonly borrowed?: Readonly<Record<string, bigint>>;
  /** Of BTC, in hundredths. */
  readonly coins?: bigint;
  readonly lots?: number;
  readonly cost?: bigint;
  readonly maintenance?: bigint;
  readonly liquidationTicks?: number;
  readonly funding?: bigint;
}

function told(of: Told): State {
  const debts = Object.entries({ USDT: 0n, BTC: 0n, ...of.borrowed });
  return {
    version: of.version,
    balances: debts.map(([currency, debt]) => {
      const owned = { USDT: of.usdt ?? 1000n, BTC: of.coins ?? 0n }[currency] ?? 0n;
      const total = (owned + debt) * CENT;
      return { currency, total, held: 0n, free: total, borrowed: debt * CENT, interest: 0n };
    }),
    positions: [
      {
        market: 0,
        lots: of.lots ?? 0,
        cost: (of.cost ?? 0n) * CENT,
        margin: 0n,
        maintenance: (of.maintenance ?? 0n) * CENT,
        leverage: "10",
        liquidationTicks: of.liquidationTicks ?? 0,
        funding: (of.funding ?? 0n) * CENT,
        liquidationFees: 0n,
        insurance: 0n,
      },
    ],
  };
}

/** BTC at 100.0 to 100.4, with `lots` bought. */
function withAccount(main: Limits, options: { bought?: number; opening?: Told } = {}): HandDriven {
  const account = (name: string): AccountOptions => ({
    name,
    venue: "test",
    kind: "futures",
    markets: [0, 1],
    opening: told({ version: 0, ...options.opening }),
    fees: new Map(),
  });
  const on = handDriven(() => {}, {
    risk: {
      currency: "USD",
      count: { USDT: "1", BTC: BTC.id },
      resetAt: "00:00",
      accounts: { main },
    },
    accounts: [account("main"), account("sub")],
  });
  price(on, 1000, 1004);
  feed(on.kernel, ETH, depth("buy", 1000, 900), depth("sell", 1004, 900));
  const lots = options.bought ?? 0;
  if (lots !== 0) fill(on, lots > 0 ? "buy" : "sell", Math.abs(lots));
  return on;
}

/** Moves the book of BTC. */
function price(on: HandDriven, bid: number, ask: number): void {
  const { book } = on.kernel.markets[0]!;
  for (const [side, at] of [
    ["buy", book.bestTicks(0)],
    ["sell", book.bestTicks(1)],
  ] as const) {
    if (at > 0) feed(on.kernel, BTC, depth(side, at, 0));
  }
  feed(on.kernel, BTC, depth("buy", bid, 900), depth("sell", ask, 900));
}

function submit(
  on: HandDriven,
  side: "buy" | "sell",
  qtyLots: number,
  account = "main",
  instrument = BTC,
): { id: number; reason: string | undefined } {
  const terms = { priceTicks: 1000, timeInForce: "gtc", account } as const;
  const { id, reason } = on.ctx.orders.submit({ instrument, side, qtyLots, ...terms });
  return { id, reason };
}

function fill(on: HandDriven, side: "buy" | "sell", lots: number): void {
  const { id, reason } = submit(on, side, lots);
  expect(reason).toBeUndefined();
  on.kernel.filled(id, 1, 1000, lots, true, id);
}

/** What is asked while beyond a cap: no growth anywhere on the account, reducing, other accounts. */
function onlyReduces(on: HandDriven, code: string | RegExp): void {
  expect(submit(on, "buy", 5).reason).toMatch(code);
  expect(submit(on, "buy", 5, "main", ETH).reason).toMatch(code);
  expect(submit(on, "sell", 100).reason, "it would flip").toMatch(code);
  expect(submit(on, "sell", 5).reason).toBeUndefined();
  expect(submit(on, "buy", 5, "sub").reason).toBeUndefined();
  expect(on.ctx.risk.headroom(BTC).buyLots).toBe(0);
  expect(on.ctx.risk.headroom(BTC).sellLots).toBeGreaterThan(0);
}

describe("an account's margin use", () => {
  it("beyond its cap lets only what reduces pass, on all its instruments, until the venue tells otherwise", () => {
    const on = withAccount({ marginUse: "60%" }, { bought: 50 });
    // 50 lots for 5.00, worth 5.01 at the middle: equity 10.01.
    const position = { lots: 50, cost: 500n };
    on.kernel.accountChanged(0, told({ version: 1, ...position, maintenance: 600n }));
    expect(submit(on, "buy", 5).reason).toBeUndefined();
    on.kernel.accountChanged(0, told({ version: 2, ...position, maintenance: 601n }));
    onlyReduces(on, /^R703 margin use 6,004bps above 6,000bps \(account main\)$/);
    on.kernel.accountChanged(0, told({ version: 1, ...position }));
    expect(submit(on, "buy", 5).reason, "old news").toMatch(/^R703/);
    on.kernel.accountChanged(0, told({ version: 3, ...position, maintenance: 100n }));
    expect(submit(on, "buy", 5).reason).toBeUndefined();
  });

  it("takes losses that are open off the equity, and is beyond any cap once that is gone", () => {
    const on = withAccount({ marginUse: "60%" }, { bought: 50 });
    price(on, 900, 904);
    const position = { lots: 50, cost: 500n, maintenance: 100n };
    // Worth 4.51: equity 2.00 - 0.49 = 1.51.
    on.kernel.accountChanged(0, told({ version: 1, usdt: 200n, ...position }));
    expect(submit(on, "buy", 5).reason).toMatch(/^R703 margin use 6,622\.\d+bps/);
    on.kernel.accountChanged(0, told({ version: 2, usdt: 49n, ...position }));
    expect(submit(on, "buy", 5).reason).toMatch(/^R703 margin use unknown above/);
  });

  it("without a price is unknown and denies, and is measured once there is one", () => {
    const on = withAccount({ marginUse: "60%" }, { bought: 50 });
    feed(on.kernel, BTC, depth("buy", 1000, 0));
    on.kernel.accountChanged(0, told({ version: 1, lots: 50, cost: 500n, maintenance: 100n }));
    expect(submit(on, "buy", 5).reason).toMatch(/^R703 margin use unknown above 6,000bps/);
    feed(on.kernel, BTC, depth("buy", 1000, 900));
    expect(submit(on, "buy", 5).reason).toBeUndefined();
  });
});

describe("a position's distance from liquidation", () => {
  it.each([
    ["long", 50, 950, [1000, 1004], [999, 1003], "490.49bps"],
    ["short", -50, 1050, [996, 1000], [997, 1001], "489.51bps"],
  ] as const)(
    "of a %s is looked at as the price moves, without a word of the venue",
    (_, lots, liquidationTicks, [farBid, farAsk], [nearBid, nearAsk], distance) => {
      const on = withAccount({ liquidationDistance: "5%" }, { bought: lots });
      const grow = lots > 0 ? "buy" : "sell";
      on.kernel.accountChanged(0, told({ version: 1, lots, liquidationTicks }));
      price(on, farBid, farAsk);
      expect(submit(on, grow, 5).reason).toBeUndefined();
      price(on, nearBid, nearAsk);
      expect(submit(on, grow, 5).reason).toBe(
        `R704 near liquidation ${distance} below 500bps (account main)`,
      );
      expect(submit(on, grow, 5, "main", ETH).reason).toMatch(/^R704/);
      expect(submit(on, grow === "buy" ? "sell" : "buy", 50).reason).toBeUndefined();
      price(on, farBid, farAsk);
      expect(submit(on, grow, 5).reason).toBeUndefined();
    },
  );

  it("without a price is unknown and denies; a position that cannot be liquidated has none", () => {
    const on = withAccount({ liquidationDistance: "5%" }, { bought: 50 });
    on.kernel.accountChanged(0, told({ version: 1, lots: 50, liquidationTicks: 0 }));
    expect(submit(on, "buy", 5).reason).toBeUndefined();
    on.kernel.accountChanged(0, told({ version: 2, lots: 50, liquidationTicks: 100 }));
    feed(on.kernel, BTC, depth("sell", 1004, 0));
    expect(submit(on, "buy", 5).reason).toMatch(/^R704 near liquidation unknown/);
    onlyReduces(on, /^R704/);
    on.kernel.accountChanged(0, told({ version: 3 }));
    expect(submit(on, "buy", 5).reason, "the position is closed").toBeUndefined();
  });
});

describe("what an account has borrowed", () => {
  it("at its cap lets only what reduces pass; coins count at the ask", () => {
    const on = withAccount({ borrowed: "15.05USD" }, { bought: 50 });
    // 0.10 BTC at 100.4.
    const tell = (version: number, usdt: bigint): void =>
      on.kernel.accountChanged(0, told({ version, borrowed: { BTC: 10n, USDT: usdt } }));
    tell(1, 500n);
    expect(submit(on, "buy", 5).reason).toBeUndefined();
    tell(2, 501n);
    onlyReduces(on, /^R705 borrowed 15\.05 USD at 15\.05 USD \(account main\)$/);
    tell(3, 0n);
    expect(submit(on, "buy", 5).reason).toBeUndefined();
  });

  it("before a price is known is measured once there is one, with what the account opened with", () => {
    const on = withAccount(
      { borrowed: "5USD" },
      { opening: { version: 0, borrowed: { BTC: 4n } } },
    );
    expect(submit(on, "buy", 5).reason).toBeUndefined();
  });

  it("in a currency that is not counted is an error that names it", () => {
    const on = withAccount({ borrowed: "5USD" });
    const state = told({ version: 1, borrowed: { DOGE: 4n } });
    expect(() => on.kernel.accountChanged(0, state)).toThrow(/^risk\.count\.DOGE: is due/);
  });
});

describe("funding that an account pays", () => {
  it("counts from what the venue had told at the reset, less what was received", () => {
    const on = withAccount(
      { fundingPaid: "1USD" },
      { bought: 50, opening: { version: 0, funding: -900n } },
    );
    const tell = (version: number, funding: bigint): void =>
      on.kernel.accountChanged(0, told({ version, lots: 50, funding }));
    tell(1, -1000n);
    expect(submit(on, "buy", 5).reason).toBeUndefined();
    tell(2, -1001n);
    onlyReduces(on, /^R706 funding paid 1\.01 USD above 1 USD \(account main\)$/);
    tell(3, -950n);
    expect(submit(on, "buy", 5).reason).toBeUndefined();
    tell(4, -1200n);
    on.kernel.advance(TO_MIDNIGHT_NS - 1);
    expect(submit(on, "buy", 5).reason).toMatch(/^R706 funding paid 3 USD/);
    on.kernel.advance(TO_MIDNIGHT_NS);
    expect(submit(on, "buy", 5).reason).toBeUndefined();
    tell(5, -1301n);
    expect(submit(on, "buy", 5).reason).toMatch(/^R706 funding paid 1\.01 USD/);
    on.kernel.advance(TO_MIDNIGHT_NS + 2 * DAY_NS);
    expect(submit(on, "buy", 5).reason).toBeUndefined();
  });

  it("is not forgotten by a restart on the same day, and is on the next", () => {
    const before = withAccount({ fundingPaid: "1USD" }, { bought: 50 });
    before.kernel.accountChanged(0, told({ version: 1, lots: 50, funding: -90n }));
    const saved = before.kernel.risk!.save()!;
    const after = withAccount({ fundingPaid: "1USD" }, { opening: { version: 0, funding: -90n } });
    after.kernel.risk!.restore(saved);
    expect(submit(after, "buy", 5).reason).toBeUndefined();
    after.kernel.accountChanged(0, told({ version: 1, funding: -101n }));
    expect(submit(after, "buy", 5).reason).toMatch(/^R706 funding paid 1\.01 USD/);
    const later = withAccount({ fundingPaid: "1USD" }, { opening: { version: 0, funding: -90n } });
    const tomorrow = { ...(JSON.parse(saved) as { funding: { resetNs: string } }).funding };
    tomorrow.resetNs = String(BigInt(tomorrow.resetNs) - BigInt(DAY_NS));
    later.kernel.risk!.restore(JSON.stringify({ funding: tomorrow }));
    later.kernel.accountChanged(0, told({ version: 1, funding: -101n }));
    expect(submit(later, "buy", 5).reason).toBeUndefined();
  });
});

it("a balance floor in a coin without a price at the start is measured once there is one", () => {
  const opening: Told = { version: 0, usdt: 0n, coins: 10n };
  const on = withAccount({ minBalance: "9USD" }, { opening });
  expect(submit(on, "buy", 5).reason).toBeUndefined();
});

it("the figures of an account are shown with what they may be", () => {
  const on = withAccount(
    { marginUse: "60%", liquidationDistance: "5%", borrowed: "20USD", fundingPaid: "3USD" },
    { bought: 50 },
  );
  const position = { lots: 50, cost: 501n, maintenance: 250n, liquidationTicks: 900 };
  const debts = { borrowed: { USDT: 100n }, funding: -50n };
  on.kernel.accountChanged(0, told({ version: 1, ...position, ...debts }));
  const figures = on.ctx.risk.figures().filter(({ scope }) => scope === "account main");
  expect(figures.map(({ limit, used, most }) => `${limit} ${used} of ${most}`)).toEqual([
    "marginUse 25% of 60%",
    "liquidationDistance 10% of 5%",
    "borrowed 1 USD of 20 USD",
    "fundingPaid 0.5 USD of 3 USD",
  ]);
});
