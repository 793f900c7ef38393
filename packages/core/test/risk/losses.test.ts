import { describe, expect, it } from "vitest";
import type { RiskConfig, RiskEvent } from "@mexoms/core";
import { ROW_GAP } from "@mexoms/core/internal";
import { BTC, depth, ETH, feed, type HandDriven, handDriven } from "../kernel/hand-driven.ts";

const DAY_NS = 86_400e9;
/** An hour before midnight UTC. */
const EPOCH_NS = 20_000n * BigInt(DAY_NS) + 82_800_000_000_000n;
const BASE: RiskConfig = {
  currency: "USDT",
  count: {},
  resetAt: "00:00",
  lookEvery: "1s",
  thresholds: { warn: ["50%", "75%"], reduceOnly: "90%", halt: "100%" },
};

interface Watched extends HandDriven {
  readonly told: RiskEvent[];
}

/** Long 1000 lots (1 BTC) at 1000 ticks (100 USDT): a tick of the bid is 0.1 USDT; fees 0.01 USDT. */
function long(limits: NonNullable<RiskConfig["strategy"]>): Watched {
  const told: RiskEvent[] = [];
  const on = handDriven(() => ({ risk: (event) => void told.push(event) }), {
    risk: { ...BASE, strategy: limits },
    epochNs: EPOCH_NS,
  });
  for (const of of [BTC, ETH]) feed(on.kernel, of, depth("buy", 1000, 5), depth("sell", 1001, 5));
  buy(on, 1000);
  on.kernel.filled(1, 1, 1000, 1000, true, 1);
  on.kernel.wake(1);
  return { ...on, told };
}

function buy(on: HandDriven, qtyLots: number, side: "buy" | "sell" = "buy"): string | undefined {
  const timeInForce = "gtc";
  const priceTicks = side === "buy" ? 900 : 1100;
  const intent = { instrument: BTC, side, priceTicks, qtyLots, timeInForce } as const;
  return on.ctx.orders.submit(intent).reason;
}

/** Moves the bid, and wakes the kernel at a time. */
function bidAt(on: HandDriven, ticks: number, nowNs: number): void {
  const { book } = on.kernel.markets[0]!;
  book.clear();
  feed(on.kernel, BTC, depth("buy", ticks, 5), depth("sell", ticks + 1, 5));
  on.kernel.wake(nowNs);
}

const states = ({ told }: Watched): string[] =>
  told.map(({ before, state }) => `${before}>${state}`);

describe("a daily loss", () => {
  it("warns twice, lets only reduce at 90 % and halts at 100 %, each told once with figures", () => {
    const on = long({ dailyLoss: "10USDT" });
    bidAt(on, 951, 2);
    expect(on.ctx.risk.state).toBe("normal");
    bidAt(on, 950, 3);
    bidAt(on, 925, 4);
    bidAt(on, 910, 5);
    expect(states(on)).toEqual(["normal>warn", "warn>warn", "warn>reduce-only"]);
    expect(on.told[0]!.reason).toBe("dailyLoss 5.01 USDT of 10 USDT (strategy)");
    expect(buy(on, 10)).toBe("R601 reduce-only");
    expect(buy(on, 999, "sell")).toBeUndefined();
    expect(buy(on, 2, "sell"), "the other sell and this one would flip").toBe("R601 reduce-only");
    bidAt(on, 920, 6);
    expect(on.ctx.risk.state, "it does not come and go at the threshold").toBe("reduce-only");
    bidAt(on, 930, 7);
    expect(on.ctx.risk.state).toBe("warn");
    bidAt(on, 900, 8);
    expect(on.ctx.risk.state).toBe("halt");
    expect(buy(on, 2, "sell")).toBe("R602 halted");
    bidAt(on, 1000, 9);
    expect(on.ctx.risk.state, "a halt stays").toBe("halt");
  });

  it("that halts asks to cancel all that is open, also what is accepted later", () => {
    const on = long({ dailyLoss: "10USDT" });
    buy(on, 10);
    buy(on, 11);
    on.kernel.accepted(2, 2);
    on.asked.length = 0;
    bidAt(on, 899, 2);
    expect(on.asked).toEqual(["2: cancel 2"]);
    on.kernel.accepted(3, 3);
    on.kernel.wake(4);
    expect(on.asked).toEqual(["2: cancel 2", "4: cancel 3"]);
  });

  it("counts from the reset in UTC, not from the start of a run", () => {
    const on = long({ dailyLoss: "10USDT" });
    bidAt(on, 950, 2);
    bidAt(on, 950, 3600e9);
    expect(states(on)).toEqual(["normal>warn", "warn>normal"]);
    bidAt(on, 900, 3601e9);
    expect(on.ctx.risk.state).toBe("warn");
    bidAt(on, 849, 3602e9);
    expect(on.ctx.risk.state).toBe("halt");
  });

  it("is looked at without any market data, every lookEvery", () => {
    const on = handDriven(() => {}, { risk: { ...BASE, strategy: { dailyLoss: "1USDT" } } });
    expect(on.kernel.timers.nextNs).toBe(1e9);
  });

  it("that cannot be computed lets only what reduces pass", () => {
    const on = long({ dailyLoss: "10USDT" });
    feed(on.kernel, BTC, [ROW_GAP, "none", 0, 0, 2]);
    expect(buy(on, 10)).toBe("R505 profit not known");
    expect(buy(on, 10, "sell")).toBeUndefined();
  });
});

describe("other losses", () => {
  it("are the fall from the highest profit since the reset", () => {
    const on = long({ drawdown: "10USDT" });
    bidAt(on, 1100, 2);
    bidAt(on, 1001, 3);
    expect(on.ctx.risk.state).toBe("reduce-only");
    bidAt(on, 1000, 4);
    expect(on.ctx.risk.state).toBe("halt");
    expect(on.told.at(-1)!.reason).toBe("drawdown 10 USDT of 10 USDT (strategy)");
  });

  it("are what the last sixty minutes lost: an older loss is forgotten", () => {
    const on = long({ hourLoss: "10USDT" });
    for (let minute = 1; minute <= 180; minute++)
      bidAt(on, 1000 - Math.floor(minute / 2), minute * 60e9);
    expect(on.ctx.risk.state).toBe("normal");
    bidAt(on, 830, 181 * 60e9);
    expect(on.ctx.risk.state).toBe("halt");
  });
});

describe("a restart", () => {
  it("on the same day goes on from the loss, the peak and the halt; on another day it begins anew", () => {
    const first = long({ dailyLoss: "10USDT", drawdown: "20USDT" });
    bidAt(first, 920, 60e9);
    const saved = first.kernel.risk!.save()!;
    const again = (epochNs: bigint): HandDriven => {
      const on = handDriven(() => {}, {
        risk: { ...BASE, strategy: { dailyLoss: "10USDT", drawdown: "20USDT" } },
        epochNs,
      });
      on.kernel.risk!.restore(saved);
      on.kernel.wake(1);
      return on;
    };
    const same = again(EPOCH_NS + 120_000_000_000n);
    expect(same.ctx.risk.state).toBe("warn");
    expect(same.ctx.risk.figures()[0]).toEqual({
      limit: "dailyLoss",
      scope: "strategy",
      used: "8.01 USDT",
      most: "10 USDT",
    });
    expect(again(EPOCH_NS + BigInt(DAY_NS)).ctx.risk.state).toBe("normal");
    bidAt(first, 890, 61e9);
    const halted = handDriven(() => {}, {
      risk: { ...BASE, strategy: { dailyLoss: "10USDT" } },
      epochNs: EPOCH_NS + BigInt(DAY_NS),
    });
    halted.kernel.risk!.restore(first.kernel.risk!.save()!);
    expect(halted.ctx.risk.state).toBe("halt");
  });

  it("after a halt needs a named person, and losses below the limit or counted anew", () => {
    const on = long({ dailyLoss: "10USDT" });
    const risk = on.kernel.risk!;
    const by = { by: "Ada", reason: "hedged elsewhere" } as const;
    expect(() => risk.rearm({ ...by, losses: "keep" })).toThrow(/nothing is halted/);
    bidAt(on, 890, 2);
    expect(() => risk.rearm({ ...by, by: " ", losses: "keep" })).toThrow(/^by: /);
    expect(() => risk.rearm({ ...by, losses: "keep" })).toThrow(/^losses: dailyLoss 11.01 USDT/);
    risk.rearm({ ...by, losses: "from-now" });
    expect(on.ctx.risk.state).toBe("normal");
    expect(risk.changes.at(-1)!.reason).toBe("re-armed by Ada: hedged elsewhere");
    bidAt(on, 789, 3);
    expect(on.ctx.risk.state).toBe("halt");
  });
});
