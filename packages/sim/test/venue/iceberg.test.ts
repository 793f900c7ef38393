import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillLines, runPlan, send, untimed } from "../driver/run.ts";
import { BTC, type Row, tape } from "../driver/tape.ts";
import { type Act, book, LAST, story } from "./story.ts";

// Orders sent at 0 arrive at 10. Answers take 20.
const QUIET = book([[100, 5]], [[103, 5]]);
const iceberg: Act = [0, "buy", 100, 7, { displayLots: 3 }];
const trade = (lots: number, ns: number): Row => ["trade", "sell", 100, lots, ns];

function later(...rows: Row[]): Row[] {
  return [...QUIET, ...rows, LAST];
}

describe("an iceberg", () => {
  it("without partial fills, fills by the part that shows, each behind the whole level anew", () => {
    const rows = later(trade(6, 50), trade(5, 60), trade(1, 70), trade(99, 80));
    expect(story(rows, [iceberg]).fills).toEqual([
      "1 buy 3@100 [4] maker queue-reached 50>70",
      "1 buy 3@100 [1] maker queue-reached 70>90",
      "1 buy 1@100 [0] maker queue-reached 80>100",
    ]);
  });

  it("with partial fills, fills by the lots that reach it, but never past what shows", () => {
    const rows = later(trade(7, 50), trade(9, 60), trade(8, 70), trade(6, 80));
    expect(story(rows, [iceberg], { exchange: "partial" }).fills).toEqual([
      "1 buy 2@100 [5] maker queue-reached 50>70",
      "1 buy 1@100 [4] maker queue-reached 60>80",
      "1 buy 3@100 [1] maker queue-reached 70>90",
      "1 buy 1@100 [0] maker queue-reached 80>100",
    ]);
  });

  it("fills whole when the market goes through its price", () => {
    const through: Row[] = [["trade", "sell", 99, 1, 50]];
    expect(untimed(story(later(...through), [iceberg]).fills)).toEqual([
      "1 buy 7@100 [0] maker traded-through",
    ]);
    const crossed: Row[] = [["depth", "sell", 100, 1, 50]];
    expect(untimed(story(later(...crossed), [iceberg]).fills)).toEqual([
      "1 buy 7@100 [0] maker book-crossed",
    ]);
  });

  it("takes with its whole size when it crosses", () => {
    const act: Act = [0, "buy", 103, 7, { displayLots: 3 }];
    expect(untimed(story(later(), [act]).fills)).toEqual(["1 buy 7@103 [0] taker took-level"]);
  });

  it("keeps its place when it is amended to a smaller size, and loses it otherwise", () => {
    const rows = later(["depth", "buy", 100, 9, 20], trade(6, 100), trade(9, 110), trade(1, 120));
    const amend = (lots: number): string[] =>
      story(rows, [iceberg, [50, "amend", 100, lots]]).fills;
    expect(untimed(amend(4))).toEqual([
      "1 buy 3@100 [1] maker queue-reached",
      "1 buy 1@100 [0] maker queue-reached",
    ]);
    expect(amend(8)).toEqual(["1 buy 3@100 [5] maker queue-reached 110>130"]);
  });

  it("shows the strategy's book view no more of itself than it shows others", () => {
    const seen: number[] = [];
    const look = (ns: number) =>
      [
        ns,
        (ctx: Parameters<ReturnType<typeof send>>[0]) => {
          seen.push(ctx.book(BTC).ownLotsAt("buy", 100));
        },
      ] as const;
    runPlan(
      tape(later(trade(7, 50), trade(1, 60), trade(9, 70))),
      [[0, send("buy", 100, 7, { displayLots: 3 })], look(40), look(75), look(85), look(95)],
      { exchange: "partial" },
    );
    expect(seen).toEqual([3, 1, 3, 1]);
  });

  it("is what separate orders are that follow each other, each sent at the fill of the last", () => {
    const row = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant("trade"), lots: fc.integer({ min: 1, max: 12 }) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant("depth"), lots: fc.integer({ min: 1, max: 9 }) }),
      },
    );
    let slices = 0;
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 3, maxLength: 40, size: "max" }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom("risk", "log2", "power3:3"),
        (drawn, qtyLots, shows, queue) => {
          const displayLots = Math.min(qtyLots, shows);
          const rows = later(
            ...drawn.map(({ kind, lots }, i): Row => [
              kind,
              kind === "trade" ? "sell" : "buy",
              100,
              lots,
              10 + 10 * i,
            ]),
          );
          // Without latency a separate order arrives at the instant of the fill before.
          for (const exchange of ["no-partial", "partial"] as const) {
            const setup = { latency: [0, 0], queue, exchange } as const;
            const whole = runPlan(
              tape(rows),
              [[0, send("buy", 100, qtyLots, { displayLots })]],
              setup,
            );
            const apart = separately(rows, qtyLots, displayLots, setup);
            const short = (lines: string[]): string[] =>
              lines.map((line) => line.replace(/^\d+ /, "").replace(/\[\d+\] /, ""));
            expect(short(whole.fills)).toEqual(short(apart));
            slices += whole.fills.length;
          }
        },
      ),
      { numRuns: 200 },
    );
    expect(slices).toBeGreaterThan(300);
  });
});

/** Fills of orders of at most `displayLots`, the next one sent when one is filled. */
function separately(
  rows: readonly Row[],
  qtyLots: number,
  displayLots: number,
  setup: Parameters<typeof runPlan>[2],
): string[] {
  let left = qtyLots;
  const { result } = runPlan(
    tape(rows),
    [
      [
        0,
        (ctx) => {
          const submit = (): void => {
            const lots = Math.min(left, displayLots);
            left -= lots;
            if (lots > 0) send("buy", 100, lots)(ctx);
          };
          submit();
          ctx.every(1, () => ctx.orders.open(BTC).length === 0 && submit());
        },
      ],
    ],
    setup,
  );
  return fillLines(result);
}
