import {
  METRICS,
  type SymbolFigures,
  type TrialMetrics,
  type TrialOutcome,
} from "@mexoms/sim/engine";

/** An outcome as JSON can hold it: doubles that are no numbers are null, bars are base64. */
export interface OutcomeJson {
  readonly metrics: Readonly<Record<string, string | number | null>>;
  readonly symbols: readonly SymbolFigures[];
  /** Little-endian doubles, as base64. */
  readonly bars: string;
  readonly outputsDigest: string;
}

export function outcomeToJson(outcome: TrialOutcome): OutcomeJson {
  const { metrics, symbols, bars, outputsDigest } = outcome;
  return {
    metrics: metricsToJson(metrics),
    symbols,
    bars: Buffer.from(bars.buffer, bars.byteOffset, bars.byteLength).toString("base64"),
    outputsDigest,
  };
}

export function outcomeFromJson(json: OutcomeJson): TrialOutcome {
  const bytes = Buffer.from(json.bars, "base64");
  const bars = new Float64Array(bytes.length / Float64Array.BYTES_PER_ELEMENT);
  new Uint8Array(bars.buffer).set(bytes);
  const { symbols, outputsDigest } = json;
  return { metrics: metricsFromJson(json.metrics), symbols, bars, outputsDigest };
}

/** In the order of METRICS, so that equal metrics have equal texts. */
export function metricsToJson(metrics: TrialMetrics): Record<string, string | number | null> {
  return Object.fromEntries(
    METRICS.map(({ name }) => {
      const value = metrics[name];
      // JSON has no NaN and no infinities: both are null, "not defined".
      return [name, typeof value === "number" && !Number.isFinite(value) ? null : value];
    }),
  );
}

function metricsFromJson(json: OutcomeJson["metrics"]): TrialMetrics {
  const values = METRICS.map(({ name }) => [name, json[name] ?? Number.NaN] as const);
  return Object.fromEntries(values) as unknown as TrialMetrics;
}
