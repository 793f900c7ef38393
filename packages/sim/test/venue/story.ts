import type { Side } from "@mexoms/core";
import { expect } from "vitest";
import { openOrder, type Plan, runPlan, send, type Setup } from "../driver/run.ts";
import { type Row, tape } from "../driver/tape.ts";

const MIRROR_TICKS = 1000;

/** What an order does at a time of a story; amends and cancels are of the oldest open order. */
export type Act =
  | readonly [
      ns: number,
      side: Side,
      ticks: number,
      lots: number,
      more?: Parameters<typeof send>[3],
    ]
  | readonly [ns: number, act: "amend", ticks: number, lots: number]
  | readonly [ns: number, act: "cancel"];

export interface Story {
  /** As in `fillLines`. */
  readonly fills: string[];
  readonly told: string[];
}

/**
 * Runs a story, then again with both sides exchanged, and expects the same of both: what is true of
 * bids is true of asks. Gives the outcome as it was told.
 */
export function story(rows: readonly Row[], acts: readonly Act[], setup: Setup = {}): Story {
  const outcome = runPlan(tape(rows), acts.map(step), setup);
  const other = runPlan(tape(rows.map(mirrorRow)), acts.map(mirrorAct).map(step), setup);
  expect(other.fills.map(mirrorLine)).toEqual(outcome.fills);
  expect(other.told).toEqual(outcome.told);
  return { fills: outcome.fills, told: outcome.told };
}

/** A book of bids and asks at time 0, one depth row a level. */
export function book(
  bids: readonly (readonly [ticks: number, lots: number])[],
  asks: readonly (readonly [ticks: number, lots: number])[],
): Row[] {
  return [
    ...bids.map(([ticks, lots]): Row => ["depth", "buy", ticks, lots, 0]),
    ...asks.map(([ticks, lots]): Row => ["depth", "sell", ticks, lots, 0]),
  ];
}

/** A row far from the market, so that the run lasts. */
export const LAST: Row = ["depth", "buy", 1, 1, 10_000];

function step(act: Act): Plan[number] {
  const ns = act[0];
  if (act[1] === "cancel")
    return [ns, (ctx) => expect(ctx.orders.cancel(openOrder(ctx))).toBe(true)];
  if (act[1] === "amend") {
    const to = { priceTicks: act[2], qtyLots: act[3] };
    return [ns, (ctx) => expect(ctx.orders.amend(openOrder(ctx), to)).toBe(true)];
  }
  return [ns, send(act[1], act[2], act[3], act[4])];
}

const otherSide = { buy: "sell", sell: "buy", none: "none" } as const;
const mirrorTicks = (ticks: number): number => (ticks === 0 ? 0 : MIRROR_TICKS - ticks);

function mirrorRow([kind, side, ticks, lots, ns, ...order]: Row): Row {
  return [kind, otherSide[side], mirrorTicks(ticks), lots, ns, ...order];
}

function mirrorAct(act: Act): Act {
  if (act[1] === "cancel") return act;
  if (act[1] === "amend") return [act[0], "amend", mirrorTicks(act[2]), act[3]];
  return [act[0], otherSide[act[1]], mirrorTicks(act[2]), act[3], mirrorTerms(act[4])];
}

function mirrorTerms(more: Act[4]): Act[4] {
  if (typeof more !== "object") return more;
  const mirrored = { ...more };
  const { triggerTicks, activationTicks } = more;
  if (triggerTicks !== undefined)
    Object.assign(mirrored, { triggerTicks: mirrorTicks(triggerTicks) });
  if (activationTicks !== undefined) {
    Object.assign(mirrored, { activationTicks: mirrorTicks(activationTicks) });
  }
  return mirrored;
}

function mirrorLine(line: string): string {
  return line.replace(
    / (buy|sell) (\d+)@(\d+) /,
    (_, side: Side, lots: string, ticks: string) =>
      ` ${otherSide[side]} ${lots}@${mirrorTicks(Number(ticks))} `,
  );
}
