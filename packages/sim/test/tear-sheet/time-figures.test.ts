import { describe, expect, it } from "vitest";
import { openOrder, type Plan, send } from "../driver/run.ts";
import type { Row } from "../driver/tape.ts";
import { FUTURES } from "../account/accounts.ts";
import { quote, SECOND, story } from "./sheet-of.ts";

const at = (seconds: number): number => Math.round(seconds * SECOND);
/** Requests take no time, so that they stand at the venue at the times of the plan. */
const AT_ONCE = { latency: [0, 0] } as const;

describe("presence", () => {
  // A spread of 2 ticks around 10,000, which widens to 10 at 8 s.
  const rows: Row[] = [
    ...quote(0, 9999, 10_001),
    ...quote(at(8), 9995, 10_005),
    ...quote(at(10), 9995, 10_005),
  ];
  const plan: Plan = [
    [at(1), send("buy", 9999, 4)],
    [at(2), send("sell", 10_003, 6)],
    [at(6), (ctx) => void ctx.orders.cancel(openOrder(ctx))],
  ];

  it("adds up the time at which quotes stood on both sides, on one, and at the touch", () => {
    const { own } = story(rows, plan, AT_ONCE);
    const { presence } = own;
    expect(presence.twoSided).toBeCloseTo(0.4, 12);
    expect(presence.oneSided).toBeCloseTo(0.5, 12);
    expect(presence.atTouch.buy).toBeCloseTo(0.5, 12);
    // The market's ask goes beyond ours at 8 s.
    expect(presence.atTouch.sell).toBeCloseTo(0.2, 12);
    expect(presence.within).toEqual([
      { bps: 1, share: 0 },
      { bps: 2, share: 0 },
      ...[5, 10, 20, 50].map((bps) => ({ bps, share: 0.4 })),
    ]);
  });

  it("means the spreads over the time on both sides, and sizes over the run", () => {
    const { own } = story(rows, plan, AT_ONCE);
    expect(own.presence.quotedSpreadBps).toBeCloseTo(4, 10);
    expect(own.presence.marketSpreadBps).toBeCloseTo(2, 10);
    // 4 lots for 5 s and 6 lots for 8 s, of 10 s.
    expect(own.presence.quotedQty).toEqual({ buy: "0.002", sell: "0.0048" });
  });

  it("ends for an order with its fill, and follows what is open of it", () => {
    const filled: Row[] = [
      ...quote(0, 9999, 10_001),
      ["trade", "sell", 9999, 13, at(4)],
      ["trade", "sell", 9000, 13, at(6)],
      ...quote(at(10), 9999, 10_001),
    ];
    const { own } = story(filled, [[at(2), send("buy", 9999, 10)]], {
      ...AT_ONCE,
      exchange: "partial",
    });
    expect(own.presence.oneSided).toBeCloseTo(0.4, 12);
    // 10 lots for 2 s and, when 3 are filled, 7 for 2 s.
    expect(own.presence.quotedQty.buy).toBe("0.0034");
  });

  it("follows an amended order", () => {
    const { own } = story(
      rows,
      [
        [at(2), send("buy", 9999, 4)],
        [at(4), (ctx) => void ctx.orders.amend(openOrder(ctx), { priceTicks: 9990, qtyLots: 8 })],
      ],
      AT_ONCE,
    );
    expect(own.presence.atTouch.buy).toBeCloseTo(0.2, 12);
    expect(own.presence.quotedQty.buy).toBe("0.0056");
  });
});

describe("inventory", () => {
  // Long 10 lots from 2 s, 1 lot from 5 s, none from 9 s of 10 s.
  const rows: Row[] = [...quote(0, 999, 1001), ...quote(at(10), 999, 1001)];
  const take = (side: "buy" | "sell", lots: number): Plan[number][1] =>
    send(side, side === "buy" ? 1001 : 999, lots, { timeInForce: "ioc" });
  const plan: Plan = [
    [at(2), take("buy", 10)],
    [at(5), take("sell", 9)],
    [at(9), take("sell", 1)],
  ];

  it("is meant over time, with its largest and the time near that", () => {
    const { own } = story(rows, plan, AT_ONCE);
    expect(own.inventory).toMatchObject({ meanAbsQty: "0.0034", maxAbsQty: "0.01" });
    expect(own.inventory.atMax).toBeCloseTo(0.3, 12);
    // 20 lots traded in 10 s while 3.4 were held: 8640 times that a day.
    expect(own.inventory.turnsPerDay).toBeCloseTo((20 / 3.4) * 8640, 6);
  });

  it("has no half-life in a run of few intervals, and in one of many that of its autocorrelation", () => {
    const { own } = story(rows, plan, AT_ONCE);
    expect(own.inventory.halfLifeNs).toBeUndefined();
    const finer = story(rows, plan, AT_ONCE, { returnInterval: "100ms" });
    // The position at 0, 0.1, ... 10 s by hand: a fill at 2 s counts from the sample after it.
    const lots = Array.from({ length: 101 }, (_, k): number =>
      k <= 20 ? 0 : k <= 50 ? 10 : k <= 90 ? 1 : 0,
    );
    const mean = lots.reduce((sum, each) => sum + each, 0) / lots.length;
    const off = lots.map((each) => each - mean);
    const r =
      off.slice(1).reduce((sum, each, i) => sum + each * off[i]!, 0) /
      off.reduce((sum, each) => sum + each * each, 0);
    const wanted = (-Math.log(2) / Math.log(r)) * 100e6;
    expect(finer.own.inventory.halfLifeNs! / wanted).toBeCloseTo(1, 9);
    expect(finer.own.inventory.intervalNs).toBe(100e6);
  });

  it("costs what its position would have brought anyway, held", () => {
    const moving: Row[] = [...quote(0, 999, 1001), ...quote(at(10), 1009, 1011)];
    const { sheet } = story(moving, plan, AT_ONCE);
    // 3.4 lots of 0.001 held while the mid rises by 10 ticks of 0.1.
    expect(sheet.currencies[0]!.risk.hold.toString()).toBe("0.0034");
  });
});

describe("risk", () => {
  const rows: Row[] = [0, 40, 39, 45, 41, 60].flatMap((up, i) =>
    quote(at(i * 10), 999 + up, 1001 + up),
  );
  const plan: Plan = [[at(5), send("buy", 1001, 10, { timeInForce: "ioc" })]];
  const free = { ...AT_ONCE, sampleNs: 1e9 };

  it("is undefined below 30 intervals, whose number is told", () => {
    const { sheet } = story(rows, plan, free, { returnInterval: "10s" });
    const { risk } = sheet.currencies[0]!;
    expect(risk).toMatchObject({ intervalNs: at(10), intervals: 5 });
    for (const name of ["sharpe", "sharpeAnnual", "sortino", "cvar95"] as const) {
      expect(risk[name]).toBeUndefined();
    }
    expect(risk.worstHour).toBeUndefined();
    expect(risk.worstDay).toBeUndefined();
  });

  it("is the mean of equal intervals' returns over their spread, and of the worst of them", () => {
    const { sheet } = story(rows, plan, free);
    const { risk } = sheet.currencies[0]!;
    // 10 lots of 0.001 at the mid of 100.0 when they were bought.
    expect(risk.capital.toString()).toBe("1");
    expect(risk.intervals).toBe(50);
    const fee = 100.1 * 0.01 * 5e-4;
    const equity = Array.from({ length: 51 }, (_, k) => {
      const up = [0, 40, 39, 45, 41, 60][Math.floor(k / 10)]!;
      return k < 5 ? 0 : 0.01 * (up * 0.1 - 0.1) - fee;
    });
    const returns = equity.slice(1).map((each, k) => each - equity[k]!);
    const mean = returns.reduce((sum, each) => sum + each, 0) / 50;
    const spread = Math.sqrt(returns.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 49);
    const down = Math.sqrt(returns.reduce((sum, each) => sum + Math.min(0, each) ** 2, 0) / 50);
    expect(risk.sharpe).toBeCloseTo(mean / spread, 9);
    expect(risk.sortino).toBeCloseTo(mean / down, 9);
    // 5 % of 50 are 2.5: the three worst.
    const worst = returns.toSorted((a, b) => a - b).slice(0, 3);
    expect(risk.cvar95).toBeCloseTo(worst.reduce((sum, each) => sum + each, 0) / 3, 9);
    expect(risk.sharpeAnnual).toBeUndefined();
  });

  it("counts what accounts are charged in the interval in which it is", () => {
    const calm = [...quote(0, 999, 1001), ...quote(at(50.5), 999, 1001)];
    const funding = { default: "30bps/1s" };
    const account = { ...FUTURES, futures: { ...FUTURES.futures, funding } };
    const { sheet } = story(calm, plan, { ...free, accounts: [account] });
    const { risk, attribution } = sheet.currencies[0]!;
    // 45 payments of 30 bps on a position of 1 USDT: each is the return of its interval.
    expect(attribution.funding.toString()).toBe("-0.135");
    expect(risk.cvar95).toBeCloseTo(-0.003, 12);
    expect(attribution.residual.units).toBe(0n);
  });

  it("knows the deepest fall and how long it lasted", () => {
    const { sheet } = story(rows, plan, free);
    const { risk } = sheet.currencies[0]!;
    // From 4.5 ticks up at 30 s to 4.1 at 40 s, made good at 50 s.
    expect(risk.maxDrawdown.toString()).toBe("0.004");
    expect(risk.drawdownNs).toBe(at(11));
  });

  it("annualises weeks, and knows the worst hour and day of a long run", () => {
    const hours = Array.from({ length: 8 * 24 + 1 }, (_, h) => h);
    // Up a tick every hour but at the 30th, when it falls by 50, and the 31st, when it rises by 20.
    const mids = hours.map((h) => 1000 + h - (h >= 30 ? 51 : 0) + (h >= 31 ? 19 : 0));
    const long = hours.flatMap((h) => quote(h * 3600e9, mids[h]! - 1, mids[h]! + 1));
    const buy: Plan = [[at(1), send("buy", 1001, 10, { timeInForce: "ioc" })]];
    const { sheet } = story(long, buy, { ...AT_ONCE, sampleNs: 3600e9 }, { returnInterval: "1h" });
    const { risk } = sheet.currencies[0]!;
    expect(risk.intervals).toBe(8 * 24);
    expect(risk.worstHour!.toString()).toBe("-0.05");
    // The second day: 24 hours of +1 but for -50 and +20.
    expect(risk.worstDay!.toString()).toBe("-0.008");
    expect(risk.sharpeAnnual).toBeCloseTo(risk.sharpe! * Math.sqrt(365 * 24), 9);
  });
});

describe("the regimes of volatility", () => {
  it("are thirds of the run's time", () => {
    // A price that stands still for 2 minutes, then moves a little each second, then a lot.
    const rows = Array.from({ length: 360 }, (_, s) => {
      const step = s < 120 ? 0 : s < 240 ? 1 : 8;
      return quote(at(s), 9990 + (s % 2) * step, 10_010 + (s % 2) * step);
    }).flat();
    const take = send("buy", 11_000, 1, { timeInForce: "ioc" });
    const plan: Plan = [100, 230, 350].map((s) => [at(s + 0.5), take] as const);
    const { own } = story(rows, plan, AT_ONCE);
    const groups = own.markouts.filter(({ by }) => by === "volatility");
    expect(groups.map(({ group, fills }) => `${group}: ${fills}`)).toEqual([
      "calm: 1",
      "normal: 1",
      "wild: 1",
    ]);
  });
});
