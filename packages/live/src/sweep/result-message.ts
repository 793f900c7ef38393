import { DataError } from "@mexoms/core";
import type { TrialEnd } from "@mexoms/sim";
import { METRIC_NAMES, METRICS, type SymbolFigures, type TrialMetrics } from "@mexoms/sim/engine";

interface Head {
  readonly failed?: string;
  /** Metrics that are exact texts. */
  readonly exact?: Readonly<Record<string, string>>;
  readonly symbols?: readonly SymbolFigures[];
  readonly outputsDigest?: string;
}

const NEW_LINE = 10;
const DOUBLE = 8;
const DOUBLES = METRICS.filter(({ exact }) => !exact).map(({ name }) => name);

/**
 * The end of a trial as bytes: a line of JSON, and behind it doubles, little-endian: the metrics that
 * are no exact texts in the order of METRICS, and the bars. Doubles come back bit for bit.
 */
export function encodeEnd(end: TrialEnd): Uint8Array {
  if (end.kind === "failed") return lineOf({ failed: end.reason });
  const { metrics, symbols, bars, outputsDigest } = end.outcome;
  const exact: Record<string, string> = {};
  for (const name of METRIC_NAMES) {
    const value = metrics[name];
    if (typeof value === "string") exact[name] = value;
  }
  const line = lineOf({ exact, symbols, outputsDigest });
  const bytes = new Uint8Array(line.length + DOUBLE * (DOUBLES.length + bars.length));
  bytes.set(line);
  const view = new DataView(bytes.buffer, line.length);
  DOUBLES.forEach((name, i) => view.setFloat64(i * DOUBLE, Number(metrics[name]), true));
  bars.forEach((value, i) => view.setFloat64((DOUBLES.length + i) * DOUBLE, value, true));
  return bytes;
}

/** Throws DataError for what `encodeEnd` never makes. */
export function decodeEnd(bytes: Uint8Array): TrialEnd {
  const at = bytes.indexOf(NEW_LINE);
  const head = parseHead(bytes.subarray(0, Math.max(0, at)));
  if (head.failed !== undefined) return { kind: "failed", reason: head.failed };
  const count = (bytes.length - at - 1) / DOUBLE - DOUBLES.length;
  if (at < 0 || !Number.isInteger(count) || count < 0 || !head.exact || !head.symbols) {
    throw new DataError({ file: "result of a trial" }, "is cut or damaged");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + at + 1);
  const metrics: Record<string, string | number> = { ...head.exact };
  DOUBLES.forEach((name, i) => (metrics[name] = view.getFloat64(i * DOUBLE, true)));
  const bars = Float64Array.from({ length: count }, (_, i) =>
    view.getFloat64((DOUBLES.length + i) * DOUBLE, true),
  );
  return {
    kind: "done",
    outcome: {
      metrics: metrics as unknown as TrialMetrics,
      symbols: head.symbols,
      bars,
      outputsDigest: head.outputsDigest ?? "",
    },
  };
}

function lineOf(head: Head): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(head)}\n`);
}

function parseHead(bytes: Uint8Array): Head {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Head;
  } catch {
    throw new DataError({ file: "result of a trial" }, "does not begin with a line of JSON");
  }
}
