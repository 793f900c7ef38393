import { ConfigError } from "@mexoms/core";
import type { LatencyModel, OrderLatency } from "./latency-model.ts";

/**
 * A latency of orders times a factor above zero: every way to the venue and back, the time after
 * which a lost request is known to be lost, and that of the venue's gateway, each rounded to whole
 * nanoseconds. Latency of market data stays. What is drawn or looked up is the same as without the
 * factor. Throws ConfigError.
 */
export function scaledLatency(model: LatencyModel, factor: number): LatencyModel {
  if (!(Number.isFinite(factor) && factor > 0)) {
    throw new ConfigError("latency", `times ${factor} is not a factor above zero, such as 0.5`);
  }
  return {
    name: `${model.name}, times ${factor}`,
    feed: model.feed,
    ...(model.ofVenue && {
      ofVenue: (venue: string): LatencyModel => scaledLatency(model.ofVenue!(venue), factor),
    }),
    from: (start) => scaled(model.from(start), factor),
  };
}

function scaled(latency: OrderLatency, factor: number): OrderLatency {
  const { ofEach, separate } = latency;
  return {
    entryNs: (nowNs, what) => {
      const entryNs = latency.entryNs(nowNs, what);
      // Below zero is lost, which a small factor must not turn into an arrival at once.
      return entryNs < 0
        ? Math.min(-1, -Math.round(-entryNs * factor))
        : Math.round(entryNs * factor);
    },
    responseNs: (exchNs, what) => Math.round(latency.responseNs(exchNs, what) * factor),
    ...(ofEach === undefined ? {} : { ofEach }),
    ...(separate === undefined ? {} : { separate }),
    ...(latency.serviceNs && {
      serviceNs: (rowsPerSecond: number): number =>
        Math.round(latency.serviceNs!(rowsPerSecond) * factor),
    }),
  };
}
