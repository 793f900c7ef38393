import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Kernel } from "@mexoms/core/internal";
import { BTC, handDriven } from "./hand-driven.ts";

/** What happened to an order at its venue, in order; times are places in it. */
const life = fc.record({
  side: fc.constantFrom("buy" as const, "sell" as const),
  stop: fc.boolean(),
  lots: fc.integer({ min: 2, max: 30 }),
  steps: fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant("fill" as const), part: fc.integer({ min: 1, max: 100 }) }),
      fc.record({ kind: fc.constant("amend" as const), lots: fc.integer({ min: 2, max: 30 }) }),
      fc.record({ kind: fc.constant("amend-refused" as const) }),
    ),
    { maxLength: 8 },
  ),
  end: fc.constantFrom("canceled" as const, "expired" as const, "none" as const),
});
type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;

type Answer = (kernel: Kernel) => void;

/** The answers to order 1 in the order in which they were given, and how often it is amended. */
function answersOf({ stop, lots, steps, end }: Life): { answers: Answer[]; amends: number } {
  const answers: Answer[] = [(kernel) => kernel.accepted(1, 1)];
  if (stop) answers.push((kernel) => kernel.triggered(1, 2));
  let leaves = lots;
  let filled = 0;
  let amends = 0;
  steps.forEach((step, i) => {
    const ns = 10 + i;
    if (leaves === 0) return;
    if (step.kind === "fill") {
      const took = Math.max(1, Math.floor((leaves * step.part) / 100));
      leaves -= took;
      filled += took;
      answers.push((kernel) => void kernel.filled(1, ns, 100 + i, took, true, 1 + i));
    } else if (step.kind === "amend") {
      const filledLots = filled;
      const leavesLots = (leaves = step.lots);
      amends += 1;
      answers.push((kernel) => kernel.amended(1, ns, 90 + i, leavesLots, { filledLots }));
    } else {
      amends += 1;
      answers.push((kernel) => kernel.refused(1, ns, "amend"));
    }
  });
  if (leaves > 0 && end !== "none") answers.push((kernel) => kernel.ended(1, 100, end));
  return { answers, amends };
}

function outcome(given: Life, answers: readonly Answer[], amends: number): unknown {
  const { kernel, ctx } = handDriven();
  const order = ctx.orders.submit({
    instrument: BTC,
    side: given.side,
    priceTicks: 80,
    qtyLots: given.lots,
    timeInForce: "gtc",
    ...(given.stop ? { type: "stop-limit", triggerTicks: 85 } : {}),
  });
  // Amends are under way before any answer comes, as far as the order can know.
  const record = kernel.desk.byId(1);
  for (let n = 0; n < amends; n++) record.ask("amend", 0);
  for (const answer of answers) {
    answer(kernel);
    kernel.wake(kernel.nowNs + 1);
    expect(ctx.orders.open(BTC).includes(order)).toBe(!order.closed);
  }
  const { state, priceTicks, qtyLots, leavesLots, filledLots, acceptedNs, triggeredNs } = order;
  return {
    order: { state, priceTicks, qtyLots, leavesLots, filledLots, acceptedNs, triggeredNs },
    position: ctx.position(BTC).lots,
    volume: kernel.markets[0]!.position.volumeLots(),
    ignored: kernel.ignored.total,
  };
}

describe("answers of a venue", () => {
  it("lead to the same order and position in any order, and however often each comes", () => {
    fc.assert(
      fc.property(
        life,
        fc.array(fc.nat(), { maxLength: 20, size: "max" }),
        fc.infiniteStream(fc.nat()),
        (given, repeated, draws) => {
          const { answers, amends } = answersOf(given);
          const shuffled = answers.flatMap((answer, i) =>
            repeated.some((at) => at % answers.length === i) ? [answer, answer] : [answer],
          );
          for (let i = shuffled.length - 1; i > 0; i--) {
            const j = draws.next().value % (i + 1);
            [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
          }
          const ordered = outcome(given, answers, amends);
          expect(ordered).toMatchObject({ ignored: 0 });
          expect(outcome(given, shuffled, amends)).toEqual({
            ...(ordered as object),
            ignored: expect.any(Number) as number,
          });
        },
      ),
      { numRuns: 400 * Number(process.env["MEXOMS_SOAK"] ?? "1") },
    );
  });

  it("that come again are counted by their kind, and told no more", () => {
    const told: string[] = [];
    const { kernel, ctx } = handDriven(() => ({
      order: (order, change) => void told.push(`${change} ${order.filledLots}`),
    }));
    const order = { instrument: BTC, side: "buy", priceTicks: 80, timeInForce: "gtc" } as const;
    ctx.orders.submit({ ...order, qtyLots: 5 });
    for (let n = 0; n < 2; n++) {
      kernel.filled(1, 7, 80, 2, true, 4);
      kernel.accepted(1, 6);
      kernel.ended(1, 9, "canceled");
      kernel.wake(1 + n);
    }
    expect(told).toEqual(["filled 2", "canceled 2"]);
    expect(kernel.ignored.byKind()).toEqual({ accepted: 2, canceled: 1, filled: 1 });
    expect(kernel.ignored.total).toBe(4);
    expect(ctx.position(BTC).lots).toBe(2);
  });

  it("about fills carry the venue's number of the execution, 0 where it told none", () => {
    const told: number[] = [];
    const { kernel, ctx } = handDriven(() => ({ fill: ({ tradeId }) => void told.push(tradeId) }));
    const order = { instrument: BTC, side: "buy", priceTicks: 80, timeInForce: "gtc" } as const;
    ctx.orders.submit({ ...order, qtyLots: 5 });
    kernel.filled(1, 7, 80, 2, true, 41);
    kernel.filled(1, 8, 80, 1, true, 41);
    kernel.filled(1, 9, 80, 1, true);
    kernel.wake(10);
    expect(told).toEqual([41, 0]);
  });

  it("about fills without a trade id are each a fill of its own", () => {
    const { kernel, ctx } = handDriven();
    const order = { instrument: BTC, side: "buy", priceTicks: 80, timeInForce: "gtc" } as const;
    ctx.orders.submit({ ...order, qtyLots: 5 });
    for (let n = 0; n < 2; n++) kernel.filled(1, 7, 80, 2, true);
    expect(ctx.position(BTC).lots).toBe(4);
  });
});
