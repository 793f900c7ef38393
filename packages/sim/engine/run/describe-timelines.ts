import type { Params } from "@mexoms/core";
import type { OrderTimeline } from "../result/order-timeline.ts";
import type { Assembly } from "./assembly.ts";

/** What happened to the orders of each instrument. */
export function describeTimelines<P extends Params>(run: Assembly<P>): OrderTimeline[] {
  const { kernel, logs, fills } = run;
  const fillRows: number[][] = logs.map(() => []);
  for (const { id, logRow } of fills.fills) fillRows[kernel.desk.byId(id).market]!.push(logRow);
  return logs.map((log, market): OrderTimeline => {
    const { instrument } = kernel.markets[market]!;
    const { length } = log;
    // The models estimate sizes; where orders are known (fifo) they count lots.
    const isLots = run.countsLots;
    return {
      instrument: instrument.id,
      kind: log.kind.slice(0, length),
      orderId: log.orderId.slice(0, length).map((id) => (id < 0 ? kernel.desk.byId(id).id : id)),
      exchNs: log.exchNs.slice(0, length),
      localNs: log.localNs.slice(0, length),
      priceTicks: log.priceTicks.slice(0, length),
      leavesLots: log.leavesLots.slice(0, length),
      aheadLots: log.ahead
        .slice(0, length)
        .map((ahead) => (isLots ? ahead : ahead / instrument.lot.float(1))),
      levelLots: log.levelLots.slice(0, length),
      fillRow: Int32Array.from(fillRows[market]!),
    };
  });
}
