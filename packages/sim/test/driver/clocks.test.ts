import { describe, expect, it } from "vitest";
import { interpolatedLatency } from "@mexoms/sim/engine";
import { openOrder, type Plan, run, runPlan, send } from "./run.ts";
import { BTC, EPOCH_NS, ETH, type Row, tape } from "./tape.ts";

const QUIET: Row[] = [
  ["depth", "buy", 100, 5, 0],
  ["depth", "sell", 103, 5, 0],
];
const LAST: Row = ["depth", "buy", 1, 1, 10_000];

function later(...rows: Row[]) {
  return tape([...QUIET, ...rows, LAST]);
}

/** Round trips at times of the run: sent, arrived, answered. */
function trips(...rows: readonly (readonly [number, number, number])[]) {
  const at = (ns: number): bigint => EPOCH_NS + BigInt(ns);
  return interpolatedLatency(
    rows.map(([sent, arrived, heard]) => ({
      requestNs: at(sent),
      exchNs: arrived === 0 ? 0n : at(arrived),
      responseNs: at(heard),
    })),
    "test",
  );
}

describe("order latency", () => {
  it("passes before a request arrives, and again before its answer does", () => {
    const { result, told } = runPlan(later(), [[40, send("buy", 100, 1)]], { latency: [7, 13] });
    expect(result.orders[0]!.acceptedNs - result.startNs).toBe(47n);
    expect(told).toEqual(["60: 1 accepted"]);
  });

  it("of nothing answers at the same instant, and the strategy may go on at once", () => {
    const at: string[] = [];
    run(
      later(),
      (ctx) => {
        const next = { instrument: BTC, side: "buy", qtyLots: 1, timeInForce: "gtc" } as const;
        ctx.after(40, () => ctx.orders.submit({ ...next, priceTicks: 100 }));
        return {
          order(order, change) {
            at.push(`${ctx.nowNs}: ${order.id} ${change}`);
            if (change === "accepted") ctx.orders.cancel(order);
            else if (order.id < 3) ctx.orders.submit({ ...next, priceTicks: 99 });
          },
        };
      },
      { latency: [0, 0] },
    );
    expect(at).toEqual([
      "40: 1 accepted",
      "40: 1 canceled",
      "40: 2 accepted",
      "40: 2 canceled",
      "40: 3 accepted",
      "40: 3 canceled",
    ]);
  });

  it("of nothing, with a strategy that never rests, ends in an error and not in a hang", () => {
    const endless = (): unknown =>
      run(
        later(),
        (ctx) => {
          const again = (): void => {
            ctx.orders.submit({
              instrument: BTC,
              side: "buy",
              priceTicks: 103,
              qtyLots: 1,
              timeInForce: "ioc",
            });
          };
          ctx.after(1, again);
          return { order: again };
        },
        { latency: [0, 0] },
      );
    expect(endless).toThrow(
      /sends orders without end at 1 ns; with zero latency time stands still/,
    );
  });

  it("that falls lets no request overtake the one before it: they arrive together, in order", () => {
    // 100 at the start, 10 from 20 on: what is sent at 20 would be there at 30, before the first.
    const latency = trips([0, 100, 101], [20, 100, 101]);
    const plan: Plan = [
      [0, send("buy", 100, 1)],
      [20, send("buy", 99, 1)],
    ];
    const { result, told } = runPlan(later(), plan, { latency });
    expect(result.orders.map((order) => order.acceptedNs - result.startNs)).toEqual([100n, 100n]);
    expect(told.map((line) => line.replace(/.*: /, ""))).toEqual(["1 accepted", "2 accepted"]);
    const steep = trips([0, 100, 101], [90, 100, 101]);
    const late = runPlan(later(), [plan[0]!, [95, send("buy", 99, 1)]], { latency: steep });
    const arrived = late.result.orders.map((order) => order.acceptedNs - late.result.startNs);
    expect(arrived).toEqual([100n, 105n]);
  });

  it("that falls lets no answer overtake the one before it", () => {
    // An answer of 10 takes 90, one of 20 takes 5.
    const latency = trips([0, 10, 100], [10, 20, 25]);
    const { told } = runPlan(
      later(),
      [
        [0, send("buy", 100, 1)],
        [10, send("buy", 99, 1)],
      ],
      { latency },
    );
    expect(told).toEqual(["100: 1 accepted", "100: 2 accepted"]);
  });

  it("that loses a submission tells the strategy, rejected, when it would have heard", () => {
    const latency = trips([0, 10, 20], [100, 0, 160], [200, 210, 220]);
    const { result, told } = runPlan(later(), [[100, send("buy", 104, 1)]], { latency });
    expect(told).toEqual(["160: 1 rejected"]);
    expect(result.orders[0]).toMatchObject({ state: "rejected", acceptedNs: 0n });
    expect(result.fills).toEqual([]);
  });

  it("that loses a cancel or an amend leaves the order as it was, free for another request", () => {
    const latency = trips([0, 10, 20], [1, 11, 21], [100, 0, 160], [200, 210, 220]);
    const { told, result } = runPlan(
      later(["trade", "sell", 100, 6, 400]),
      [
        [0, send("buy", 100, 1)],
        [0, send("buy", 100, 2)],
        [100, (ctx) => ctx.orders.cancel(openOrder(ctx, 0))],
        [100, (ctx) => ctx.orders.amend(openOrder(ctx, 1), { priceTicks: 99, qtyLots: 1 })],
        [300, (ctx) => ctx.orders.cancel(openOrder(ctx, 0))],
      ],
      { latency },
    );
    expect(told.slice(2)).toEqual([
      "160: 1 cancel-refused",
      "160: 2 amend-refused",
      "320: 1 canceled",
      "410: 2 fill of 2",
      "410: 2 filled",
    ]);
    expect(result.orders[1]).toMatchObject({ price: "10.0", qty: "0.002" });
  });
});

describe("what happens at one instant", () => {
  it("at the venue: a row comes before a request that arrives then", () => {
    // The ask comes down to the order's price at the very instant at which the order arrives.
    const rows = later(["depth", "sell", 101, 5, 50]);
    const { fills } = runPlan(rows, [[40, send("buy", 101, 1)]]);
    expect(fills).toEqual(["1 buy 1@101 [0] taker took-level 50>70"]);
    // Had it been there, the trade of its instant would have filled it.
    const traded = runPlan(later(["trade", "sell", 99, 5, 50]), [[40, send("buy", 100, 1)]]);
    expect(traded.fills).toEqual([]);
  });

  it("at the venue: requests that arrive together are handled in the order they were sent", () => {
    const { fills, told } = runPlan(later(["trade", "sell", 99, 1, 100]), [
      [40, send("buy", 100, 1)],
      [85, (ctx) => ctx.orders.amend(openOrder(ctx), { priceTicks: 104, qtyLots: 1 })],
      [85, (ctx) => ctx.orders.cancel(openOrder(ctx), { again: true })],
    ]);
    expect(fills).toEqual(["1 buy 1@103 [0] taker took-level 95>115"]);
    expect(told.slice(1)).toEqual([
      "115: 1 amended",
      "115: 1 fill of 1",
      "115: 1 filled",
      "115: 1 cancel-refused",
    ]);
  });

  it("on our side: book, trades and answers are all there when the strategy is woken, once", () => {
    const seen: string[] = [];
    // The order is accepted at 50 and the answer is here at 70, with a row and a timer.
    const rows = later(
      ["depth", "buy", 101, 9, { exch: 65, local: 70 }],
      ["trade", "buy", 103, 1, { exch: 66, local: 70 }],
    );
    run(rows, (ctx) => {
      const look = (what: string): void => {
        const state = ctx.orders.open(BTC)[0]?.state;
        if (ctx.nowNs > 0) seen.push(`${ctx.nowNs} ${what}: ${ctx.book(BTC).bid} ${state}`);
      };
      ctx.after(40, () => send("buy", 100, 1)(ctx));
      ctx.after(70, () => look("timer"));
      return {
        order: () => look("order"),
        trade: () => look("trade"),
        book: () => look("book"),
        wake: () => look("wake"),
      };
    });
    expect(seen.slice(1)).toEqual([
      "70 order: 101 working",
      "70 trade: 101 working",
      "70 book: 101 working",
      "70 timer: 101 working",
      "70 wake: 101 working",
    ]);
  });

  it("on our side: rows of one instant wake the strategy once, with the last state", () => {
    const bids: number[] = [];
    const rows = later(["depth", "buy", 101, 1, 50], ["depth", "buy", 102, 1, 50]);
    run(rows, () => ({ book: (book) => void bids.push(book.bid) }));
    expect(bids).toEqual([100, 102]);
  });
});

describe("a strategy sees", () => {
  it("the book as it was received, while its orders meet the book as it is at the venue", () => {
    const seen: number[] = [];
    const rows = later(["depth", "sell", 101, 5, { exch: 20, local: 90 }]);
    const { fills } = runPlan(rows, [
      [40, (ctx) => void seen.push(ctx.book(BTC).ask)],
      [40, send("buy", 101, 1)],
    ]);
    expect(seen).toEqual([103]);
    expect(fills).toEqual(["1 buy 1@101 [0] taker took-level 50>70"]);
  });

  it("an answer between its timers, and can act on it then", () => {
    const { told } = runPlan(later(), [
      [0, send("buy", 100, 1)],
      [1000, () => {}],
    ]);
    expect(told).toEqual(["30: 1 accepted"]);
  });

  it.each<[string, Row[]]>([
    [
      "a level",
      [
        ["depth", "sell", 101, 1, 50],
        ["depth", "sell", 100, 1, 60],
      ],
    ],
    [
      "a trade",
      [
        ["trade", "sell", 100, 1, 50],
        ["trade", "sell", 99, 1, 60],
      ],
    ],
  ])(
    "a fill by %s before the venue has gone on: what is canceled in time is not filled",
    (_, rows) => {
      const states = (latencyNs: number): string[] =>
        run(
          later(...rows),
          (ctx) => {
            ctx.after(0, () => {
              for (const ticks of [101, 100]) send("buy", ticks, 1)(ctx);
            });
            return { fill: () => void ctx.orders.cancelAll() };
          },
          { latency: [latencyNs, latencyNs] },
        ).orders.map((order) => order.state);
      expect(states(4)).toEqual(["filled", "canceled"]);
      expect(states(5)).toEqual(["filled", "filled"]);
    },
  );

  it("an answer of one instrument before the other's venue has gone on: it can still be acted on", () => {
    // Filled in BTC at 50, heard at 70; the cancel in ETH is there at 80, before the trade of 85.
    const btc = later(["trade", "sell", 99, 1, 50]);
    const raced = (tradeNs: number, ethFirst: boolean) => {
      const rows: Row[] = [
        ...QUIET,
        ["depth", "sell", 120, 1, 45], // something to handle in ETH before anything in BTC
        ["trade", "sell", 99, 1, tradeNs],
        LAST,
      ];
      const eth = tape(rows, ETH);
      return run(ethFirst ? [eth, btc] : [btc, eth], (ctx) => {
        const quote = { side: "buy", priceTicks: 100, qtyLots: 1, timeInForce: "gtc" } as const;
        ctx.after(0, () => {
          for (const instrument of [BTC, ETH]) ctx.orders.submit({ ...quote, instrument });
        });
        return {
          fill: ({ instrument }) => {
            if (instrument === BTC) ctx.orders.cancelAll(ETH);
          },
        };
      }).orders.map((order) => order.state);
    };
    for (const ethFirst of [false, true]) {
      expect(raced(85, ethFirst)).toEqual(["filled", "canceled"]);
      expect(raced(80, ethFirst)).toEqual(["filled", "filled"]);
    }
  });
});

describe("a tape that follows another", () => {
  const next: Row[] = [
    ["trade", "sell", 99, 1, { exch: 480, local: 505 }],
    ["depth", "buy", 1, 1, 900],
  ];

  it("goes on where the one before ended, on both clocks, with its own epoch", () => {
    const first = tape([...QUIET, ["depth", "buy", 99, 1, 500]]);
    const midnight = 86_400_000_000_000;
    const second = tape([["trade", "sell", 99, 1, 600]], BTC, EPOCH_NS + BigInt(midnight));
    const third = tape([["depth", "buy", 1, 1, 9_000]], BTC, second.epochNs);
    const { fills } = runPlan([third, first, second], [[40, send("buy", 100, 1)]]);
    const at = midnight + 600;
    expect(fills).toEqual([`1 buy 1@100 [0] maker traded-through ${at}>${at + 20}`]);
  });

  it("with rows that happened before the last one of the tape before does not turn time back", () => {
    const first = tape([...QUIET, ["depth", "buy", 99, 1, 500]]);
    for (const latency of [
      [10, 20],
      [0, 0],
    ] as const) {
      const plan: Plan = [
        [40, send("buy", 100, 1)],
        [495, () => {}],
        [499, () => {}],
      ];
      const { fills } = runPlan([first, tape(next)], plan, { latency });
      const heard = 500 + latency[1];
      expect(fills).toEqual([`1 buy 1@100 [0] maker traded-through 500>${heard}`]);
    }
  });
});
