import {
  defineStrategy,
  type Instrument,
  instrument,
  type Params,
  type StrategyContext,
} from "@mexoms/core";
import type { AccountConfig, RunOptions } from "@mexoms/sim/engine";
import fc from "fast-check";
import { runOptions } from "../driver/run.ts";
import { type Row, tape, testInstrument } from "../driver/tape.ts";
import { FUTURES, SPOT } from "./accounts.ts";

export const COINS: Instrument = testInstrument({ market: "spot" });
export const LINEAR: Instrument = testInstrument({ market: "swap" });
export const INVERSE: Instrument = testInstrument({
  market: "coin",
  symbol: "BTCUSD",
  quote: "USD",
  payoff: "inverse",
  contractSize: "10",
  tickSize: "0.5",
  lotSize: "1",
});
const SECOND = 1e9;

interface Move {
  readonly byPercent: number;
  readonly afterMs: number;
  readonly lots: number;
  readonly trade: "buy" | "sell" | "none";
}

const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({
    byPercent: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -25, max: 25 })),
    afterMs: fc.integer({ min: 1, max: 4000 }),
    lots: fc.integer({ min: 1, max: 3000 }),
    trade: fc.constantFrom("buy", "sell", "none"),
  }),
  { minLength: 3, maxLength: 25, size: "max" },
);

/** Books of two levels a side around a price that moves and jumps. */
function rowsOf(all: readonly Move[], startTicks: number): Row[] {
  let mid = startTicks;
  let ns = 0;
  const rows: Row[] = [];
  for (const { byPercent, afterMs, lots, trade } of [{ ...CALM, afterMs: 0 }, ...all, CALM]) {
    mid = Math.max(20, mid + Math.trunc((mid * byPercent) / 100));
    ns += afterMs * 1e6;
    if (trade === "buy") rows.push(["trade", "buy", mid + 2, lots, ns]);
    if (trade === "sell") rows.push(["trade", "sell", mid - 2, lots, ns]);
    rows.push(["clear", "none", 0, 0, ns]);
    for (const level of [1, 3]) {
      rows.push(["depth", "buy", mid - level, lots, ns], ["depth", "sell", mid + level, lots, ns]);
    }
  }
  return rows;
}

const CALM: Move = { byPercent: 0, afterMs: 2500, lots: 1000, trade: "none" };

const coins: fc.Arbitrary<AccountConfig> = fc
  .record({ kind: fc.constantFrom("spot", "margin"), usdt: fc.integer({ min: 0, max: 300 }) })
  .map(({ kind, usdt }) => ({
    ...SPOT,
    kind,
    balances: { USDT: String(usdt), BTC: "0.7" },
    ...(kind === "spot" ? {} : { margin: MARGIN }),
  }));

const MARGIN = {
  leverage: "3",
  liquidationLevel: "1.1",
  liquidationFee: "1%",
  // Absurd, so that an hour that begins within the run is felt.
  borrow: { USDT: "10%/hour", BTC: "99%/day" },
  markInterval: "1s",
};

const futures = (name: string): fc.Arbitrary<AccountConfig> =>
  fc
    .record({
      marginMode: fc.constantFrom("cross", "isolated"),
      leverage: fc.constantFrom("3", "10", "50"),
      funding: fc.constantFrom("none", "30bps/1s", "-10bps/2s"),
      usdt: fc.integer({ min: 1, max: 200 }),
    })
    .map(({ usdt, marginMode, leverage, funding }) => ({
      ...FUTURES,
      name,
      trades: ["test:swap", "test:coin"],
      balances: { USDT: String(usdt), BTC: "0.5" },
      fees: { default: { maker: name === "first" ? "-0.3bps" : "1bps", taker: "7bps" } },
      futures: {
        ...FUTURES.futures,
        marginMode,
        leverage: { default: leverage },
        brackets: {
          default: [
            { upTo: "100", maxLeverage: "50", maintenance: "1%", maintenanceAmount: "0" },
            { maxLeverage: "10", maintenance: "5%", maintenanceAmount: "4" },
          ],
        },
        funding: { default: funding },
      },
    }));

/** Submits, amends and cancels at random on all instruments and accounts, until a time. */
function busy(
  ctx: StrategyContext,
  instruments: readonly Instrument[],
  { seed, untilNs, named }: { seed: number; untilNs: number; named: boolean },
): void {
  let state = seed + 1;
  const below = (bound: number): number => {
    state = (state * 16807) % 2147483647;
    return state % bound;
  };
  const names = new Map([
    [COINS.id, ["main"]],
    [LINEAR.id, ["first", "second"]],
    [INVERSE.id, ["first", "second"]],
  ]);
  ctx.every("250ms", () => {
    if (ctx.nowNs >= untilNs) return;
    const one = instruments[below(instruments.length)]!;
    const book = ctx.book(one);
    const open = ctx.orders.open(one);
    const order = open[below(Math.max(1, open.length))];
    const mid = book.valid ? Math.round((book.bid + book.ask) / 2) : 1000;
    const priceTicks = Math.max(1, mid + below(13) - 6);
    const qtyLots = 1 + below(one.id === INVERSE.id ? 8 : 1500);
    const accounts = names.get(one.id)!;
    const act = below(7);
    if (act < 5) {
      ctx.orders.submit({
        instrument: one,
        side: below(2) === 0 ? "buy" : "sell",
        priceTicks,
        qtyLots,
        timeInForce: (["gtc", "gtc", "ioc", "post-only"] as const)[below(4)]!,
        type: below(6) === 0 ? "market" : "limit",
        ...(named ? { account: accounts[below(accounts.length)]! } : {}),
      });
    } else if (order && act === 5) ctx.orders.amend(order, { priceTicks, qtyLots });
    else if (order) ctx.orders.cancel(order);
  });
}

/** Runs on spot, linear and inverse, by a coin account and two futures accounts. */
export const randomRun: fc.Arbitrary<RunOptions<Params>> = randomRuns({ withAccounts: true });

/** The same without accounts. */
export const randomFreeRun: fc.Arbitrary<RunOptions<Params>> = randomRuns({ withAccounts: false });

function randomRuns({ withAccounts }: { withAccounts: boolean }): fc.Arbitrary<RunOptions<Params>> {
  return fc
    .record({
      all: moves,
      main: coins,
      first: futures("first"),
      second: futures("second"),
      seed: fc.integer({ min: 1, max: 1e6 }),
      exchange: fc.constantFrom("no-partial", "partial"),
      // Not at the start of an hour, so that one begins within the run.
      beforeHourNs: fc.integer({ min: 1, max: 30 }),
    })
    .map(({ all, main, first, second, seed, exchange, beforeHourNs }) => {
      const epochNs = EPOCH - BigInt(beforeHourNs * SECOND);
      const endNs = all.reduce((sum, { afterMs }) => sum + afterMs * 1e6, 0);
      const tapes = [
        tape(rowsOf(all, 1000), COINS, epochNs),
        tape(rowsOf(all, 1000), LINEAR, epochNs),
        tape(rowsOf(all, 200), INVERSE, epochNs),
      ];
      const strategy = defineStrategy({
        name: "busy",
        params: { coins: instrument(), linear: instrument(), inverse: instrument() },
        start(ctx, p) {
          busy(ctx, [p.coins, p.linear, p.inverse], { seed, untilNs: endNs, named: withAccounts });
          ctx.after(endNs + 0.5 * SECOND, () => void ctx.orders.cancelAll());
        },
      });
      const accounts = withAccounts ? { accounts: [main, first, second] } : {};
      const setup = { ...accounts, exchange, latency: [2e6, 3e6] as const, seed };
      return {
        ...runOptions(tapes, () => undefined, setup),
        strategy,
        params: { coins: COINS.id, linear: LINEAR.id, inverse: INVERSE.id },
      };
    });
}

const EPOCH = 1_700_006_400_000_000_000n;
