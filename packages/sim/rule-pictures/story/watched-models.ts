import type { LatencyModel, QueueModel } from "@mexoms/sim/engine";

/** What the models of a run were asked, in order. Times in nanoseconds since its start. */
export type Asked =
  | { readonly what: "request"; readonly sentNs: number; readonly arrivesNs: number }
  | { readonly what: "answer"; readonly leftNs: number; readonly heardNs: number; kind: string }
  /** An order arrives in a queue, with so much ahead. */
  | { readonly what: "arrival"; readonly front: number }
  | { readonly what: "level"; readonly front: number; readonly after: number };

/** The model, writing down how long each message takes. */
export function watchedLatency(model: LatencyModel, log: Asked[]): LatencyModel {
  return {
    name: model.name,
    feed: model.feed,
    from: (start) => {
      const latency = model.from(start);
      return {
        separate: latency.separate ?? false,
        entryNs: (nowNs, what) => {
          const ns = latency.entryNs(nowNs, what);
          const before = log.findLast((asked) => asked.what === "request");
          const free = latency.separate === true ? 0 : (before?.arrivesNs ?? 0);
          log.push({ what: "request", sentNs: nowNs, arrivesNs: Math.max(nowNs + ns, free) });
          return ns;
        },
        responseNs: (exchNs, kind) => {
          const ns = latency.responseNs(exchNs, kind);
          log.push({ what: "answer", leftNs: exchNs, heardNs: exchNs + ns, kind });
          return ns;
        },
      };
    },
  };
}

/** The model, writing down what it says. */
export function watchedQueue(model: QueueModel, log: Asked[]): QueueModel {
  return {
    name: model.name,
    ...(model.orderByOrder && { orderByOrder: true }),
    aheadOnArrival: (shown) => {
      const front = model.aheadOnArrival?.(shown) ?? shown;
      log.push({ what: "arrival", front });
      return front;
    },
    levelChanged: (front, traded, before, after) => {
      const moved = model.levelChanged(front, traded, before, after);
      log.push({ what: "level", front, after: moved });
      return moved;
    },
  };
}
