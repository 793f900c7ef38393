import { durationQuantiles } from "./durations.ts";
import { type InstrumentRun, sizeText } from "./instrument-run.ts";
import { type MissedQuotes, REQUOTE_NS } from "./missed-quotes.ts";
import type { FillQuality } from "./tear-sheet.ts";

const HOUR_NS = 3600e9;
const WOULD_TAKE = "post-only order would take";

export function fillQuality(run: InstrumentRun, missed: MissedQuotes): FillQuality {
  const { instrument, orders, fills, endNs, orderTimes } = run;
  let quoted = 0n;
  let partials = 0;
  let postOnlyRejects = 0;
  let rejects = 0;
  for (const order of orders) {
    const qtyLots = BigInt(instrument.qtyLots(order.qty));
    const open = order.state === "pending" || order.state === "working";
    const unfilled = Number(order.filledQty) === 0;
    if (order.state === "rejected") rejects += 1;
    else quoted += qtyLots;
    // A venue may also take a post-only order in and expire it at once.
    const gone = order.state === "expired" && order.acceptedNs === 0n && unfilled;
    if (order.timeInForce === "post-only" && (gone || order.reason === WOULD_TAKE)) {
      postOnlyRejects += 1;
    }
    if (!open && !unfilled && order.closedNs > 0n && order.state !== "filled") partials += 1;
  }
  let filled = 0n;
  let made = 0n;
  const waits = new Map<number, number>();
  for (const { fill, atNs } of fills) {
    filled += BigInt(fill.qtyLots);
    if (fill.liquidity !== "maker") continue;
    made += BigInt(fill.qtyLots);
    const restedNs = orderTimes.restedNs.get(fill.orderId);
    if (restedNs !== undefined && !waits.has(fill.orderId)) {
      waits.set(fill.orderId, atNs - restedNs);
    }
  }
  return {
    orders: orders.length,
    fills: fills.length,
    quotedQty: sizeText(instrument, quoted),
    filledQty: sizeText(instrument, filled),
    fillRatio: quoted === 0n ? undefined : Number(filled) / Number(quoted),
    fillsPerHour: (fills.length * HOUR_NS) / endNs,
    timeToFill: durationQuantiles([...waits.values()]),
    partials,
    makerShare: filled === 0n ? undefined : Number(made) / Number(filled),
    postOnlyRejects,
    rejects,
    missed: {
      times: missed.times,
      qty: sizeText(instrument, missed.lots),
      requoteNs: REQUOTE_NS,
    },
  };
}
