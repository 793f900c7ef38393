import { ConfigError } from "@mexoms/core";
import type { LatencyModel, OrderLatency } from "./latency-model.ts";

/** A latency of its own for each venue. A venue of the run that is not among them is an error. */
export function latencyByVenue(models: ReadonlyMap<string, LatencyModel>): LatencyModel {
  const parts = [...models].map(([venue, { name }]) => `${venue} ${name}`);
  const ofVenue = (venue: string): LatencyModel => {
    const model = models.get(venue);
    if (model) return model;
    const known = [...models.keys()].join(", ");
    const like = `${known.split(", ")[0] ?? "binance"}:5ms;${venue}:5ms`;
    throw new ConfigError(
      "latency",
      `says nothing of ${venue}, only of ${known}; say for example ${like}`,
    );
  };
  return {
    name: parts.join("; "),
    ofVenue,
    from: (): OrderLatency => {
      throw new ConfigError("latency", "is by venue and has to be asked for one");
    },
  };
}

/** The latency of a venue: the model itself where it is the same for all. */
export function latencyOf(model: LatencyModel, venue: string): LatencyModel {
  return model.ofVenue?.(venue) ?? model;
}
