import { writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Tape } from "@mexoms/sim";
import { backtestOfJournal } from "../../src/replay/recorded-run.ts";
import { replayJournal } from "../../src/replay/replay-journal.ts";
import { gambler } from "./gambler.ts";
import { madeUpMarkets } from "./made-up-markets.ts";
import { lookup, scratchFolder, tinySession } from "./tiny-world.ts";

const MARKETS = madeUpMarkets(5);
const LENGTH_NS = 5e9;
const RUNS = Number(process.env["MEXOMS_SESSIONS"] ?? 15);

/** Which of the made-up markets trade, in which order. */
const traded = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1, maxLength: 4 });

const session = fc.record({
  seed: fc.nat(1e6),
  traded,
  polls: fc.constantFrom("fine" as const, "coarse" as const),
  queue: fc.constantFrom("power3:3", "risk", "front"),
  exchange: fc.constantFrom("partial", "no-partial"),
  latency: fc.constantFrom(
    "0ms",
    "3ms",
    "entry=1ms,response=9ms",
    "entry=2ms,cancel=1ms,amend=7ms,response=5ms,fill=1ms",
  ),
  rules: fc.constantFrom("none" as const, "venue" as const),
  /** USDT of the account of the swaps; none for no accounts at all. */
  money: fc.constantFrom(undefined, "100000", "60", "25"),
  warmupNs: fc.constantFrom(0, 400e6),
});

type Session = typeof session extends fc.Arbitrary<infer T> ? T : never;

const LIQUIDATED: Session = {
  seed: 787_837,
  traded: [3, 0],
  polls: "coarse",
  queue: "power3:3",
  exchange: "partial",
  latency: "0ms",
  rules: "none",
  money: "25",
  warmupNs: 400e6,
};

/** Answers about two markets come on one connection, and their order counts. */
const ONE_CONNECTION: Session = {
  seed: 0,
  traded: [0, 1],
  polls: "fine",
  queue: "power3:3",
  exchange: "partial",
  latency: "entry=1ms,response=9ms",
  rules: "none",
  money: undefined,
  warmupNs: 0,
};

/** A cancel is refused, as a cancel of all was faster, while the next cancel is not even sent. */
const OVERTAKEN: Session = { ...ONE_CONNECTION, seed: 449_366, traded: [0, 3, 2] };

/** Two accounts on one market, of which orders may name either, and one at another venue. */
function accountFile(money: string): string {
  const account = (name: string, venue: string, trades: string[], balance: string): object => ({
    name,
    venue,
    kind: "futures",
    trades,
    balances: { USDT: balance, BTC: "1" },
    fees: { default: { maker: "1bps", taker: "60bps" } },
    futures: {
      marginMode: "cross",
      positionMode: "one-way",
      leverage: { default: "20" },
      liquidationFee: "1%",
      funding: { default: "none" },
      markInterval: "20ms",
      brackets: {
        default: [{ maxLeverage: "20", maintenance: "4.99%", maintenanceAmount: "0" }],
      },
    },
  });
  const accounts = [
    account("main", "synthetic", ["synthetic:swap", "synthetic:inverse"], money),
    account("hedge", "synthetic", ["synthetic:swap"], "5000"),
    account("far", "elsewhere", ["elsewhere:swap"], money),
    {
      name: "coins",
      venue: "synthetic",
      kind: "spot",
      trades: ["synthetic:spot"],
      balances: { USDT: "1000000", BTC: "10" },
      fees: { default: { maker: "1bps", taker: "4bps" } },
    },
  ];
  const file = path.join(scratchFolder(), "accounts.json");
  writeFileSync(file, JSON.stringify({ accounts }));
  return file;
}

/** How much happened, so that a test can say that it was enough. */
interface Happened {
  readonly requests: number;
  readonly fills: number;
  readonly liquidations: number;
}

async function compared(of: Session): Promise<Happened> {
  const { traded: chosen, money, rules, ...options } = of;
  // No rules are bundled for a venue that does not exist.
  const known = chosen.every((market) => market !== 3) ? rules : "none";
  const tapes: Tape[] = chosen.map((market) => MARKETS[market]!);
  const [first, ...others] = tapes.map(({ instrument }) => instrument.id);
  const strategy = gambler(Infinity, money === undefined ? [] : ["main", "hedge"]);
  const live = await tinySession({
    ...options,
    rules: known,
    tapes,
    params: { instrument: first!, ...(others.length > 0 ? { others: others.join(",") } : {}) },
    ...(money === undefined ? {} : { accounts: accountFile(money) }),
    strategy,
    endNs: LENGTH_NS,
    explains: true,
  });
  live.run();
  const find = lookup(strategy);
  const replayed = await replayJournal(live.journal.dir, { find });
  expect(replayed.difference).toBeUndefined();
  expect(replayed.sessions[0]!.requests).toBe(live.requests);
  const run = await backtestOfJournal(live.journal.dir, { find, tapes });
  expect(run.difference).toBeUndefined();
  expect(run.strange).toBeUndefined();
  expect(run.fills).toBe(live.fills);
  return { requests: run.requests, fills: run.fills, liquidations: live.liquidations };
}

describe("a random session on made-up markets, whose processes look at random times", () => {
  it("replays byte for byte, and its backtest gives its fills", async () => {
    let [requests, fills, liquidations] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(session, async (of) => {
        const happened = await compared(of);
        requests += happened.requests;
        fills += happened.fills;
        liquidations += happened.liquidations;
      }),
      // The first is one in which the venue liquidates an account.
      { examples: [[LIQUIDATED], [ONE_CONNECTION], [OVERTAKEN]], numRuns: RUNS },
    );
    console.log(`${requests} requests, ${fills} fills, ${liquidations} liquidations`);
    expect(requests).toBeGreaterThan(2_000);
    expect(fills).toBeGreaterThan(200);
    expect(liquidations).toBeGreaterThan(0);
  });
});
