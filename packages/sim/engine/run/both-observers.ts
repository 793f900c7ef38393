import type { KernelObserver } from "@mexoms/core/internal";

/** An observer that tells two others what it sees, in this order. */
export function bothObservers(first: KernelObserver, second: KernelObserver): KernelObserver {
  return {
    intent(kind, order, nowNs, to): void {
      first.intent(kind, order, nowNs, to);
      second.intent(kind, order, nowNs, to);
    },
    cancelAll(market, id, nowNs): void {
      first.cancelAll(market, id, nowNs);
      second.cancelAll(market, id, nowNs);
    },
    answer(change, order, nowNs): void {
      first.answer(change, order, nowNs);
      second.answer(change, order, nowNs);
    },
    explain(topic, text, nowNs): void {
      first.explain(topic, text, nowNs);
      second.explain(topic, text, nowNs);
    },
  };
}
