import type { Params } from "@mexoms/core";
import type { OrderTimeline } from "../result/order-timeline.ts";
import { DONE, SENT } from "../venue/order-log.ts";
import type { Assembly } from "./assembly.ts";

/** What happened to the orders of each instrument. */
export function describeTimelines<P extends Params>(run: Assembly<P>): OrderTimeline[] {
  const { kernel, logs, fills } = run;
  const fillRows: number[][] = logs.map(() => []);
  for (const { id, logRow } of fills.fills) fillRows[kernel.desk.byId(id).market]!.push(logRow);
  return logs.map(({ sent, done, countsLots }, market): OrderTimeline => {
    const { instrument } = kernel.markets[market]!;
    const lot = countsLots ? 1 : instrument.lot.float(1);
    return {
      instrument: instrument.id,
      requests: {
        kind: Uint8Array.from(sent.column(SENT.kind)),
        orderId: sent.column(SENT.orderId),
        localNs: sent.column(SENT.localNs),
      },
      kind: Uint8Array.from(done.column(DONE.kind)),
      orderId: done.column(DONE.orderId).map((id) => (id < 0 ? kernel.desk.byId(id).id : id)),
      exchNs: done.column(DONE.exchNs),
      localNs: done.column(DONE.localNs),
      priceTicks: Int32Array.from(done.column(DONE.priceTicks)),
      leavesLots: done.column(DONE.leavesLots),
      aheadLots: done.column(DONE.ahead).map((ahead) => ahead / lot),
      levelLots: done.column(DONE.levelLots),
      fillRow: Int32Array.from(fillRows[market]!),
    };
  });
}
