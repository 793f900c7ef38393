import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { DataError } from "@mexoms/core";
import {
  interpolatedByKind,
  interpolatedLatency,
  latencyByKind,
  type LatencyModel,
  type LatencySpec,
  type RoundTrip,
} from "@mexoms/sim/engine";
import { z } from "zod";
import { parseJsonText } from "./json-file.ts";
import { systemProblem } from "./system-error.ts";

const HEADER = "req_ts,exch_ts,resp_ts";
const HEADER_BY_KIND = `${HEADER},kind`;
const LINE = /^(\d+),(\d+),(\d+)(?:,(place|amend|cancel))?$/;

const delaySchema = z.union([z.string(), z.record(z.string(), z.string())], {
  error: 'a delay such as "5ms" or {"p0":"1ms","p50":"2ms","p100":"9ms"}',
});
const specSchema: z.ZodType<LatencySpec> = z.strictObject({
  place: delaySchema,
  amend: delaySchema.optional(),
  cancel: delaySchema.optional(),
  response: delaySchema,
  fill: delaySchema.optional(),
  feed: delaySchema.optional(),
  service: z.strictObject({ each: z.string(), perThousandRows: z.string() }).optional(),
  connections: z.enum(["one", "by-kind"]),
});

/**
 * Reads a latency file. CSV: measured round trips with the header `req_ts,exch_ts,resp_ts` in
 * nanoseconds since 1970, and with `,kind` behind it a fourth column (place, amend or cancel);
 * exch_ts 0 marks a request that never arrived. JSON (by its name): a LatencySpec. Throws DataError
 * with file and line or field.
 */
export async function readLatencyFile(file: string): Promise<LatencyModel> {
  return parseLatencyFile(file, await readLatencyBytes(file));
}

/** What is in a latency file. Throws DataError. */
export async function readLatencyBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new DataError({ file }, `cannot be read: ${systemProblem(cause)}`);
  }
}

/** As readLatencyFile, with what is in the file given. */
export function parseLatencyFile(file: string, bytes: Buffer): LatencyModel {
  if (!file.endsWith(".json")) return fromTrips(file, bytes);
  return latencyByKind(parseJsonText(file, bytes.toString("utf8"), specSchema));
}

function fromTrips(file: string, bytes: Buffer): LatencyModel {
  const [header, ...lines] = bytes.toString("utf8").trimEnd().split(/\r?\n/);
  const byKind = header === HEADER_BY_KIND;
  if (header !== HEADER && !byKind) {
    const may = `must be ${HEADER}, with ,kind behind it if trips have kinds`;
    throw new DataError({ file, line: 1 }, `the first line ${may}`);
  }
  const trips: Record<string, RoundTrip[]> = {};
  lines.forEach((line, i) => {
    const match = LINE.exec(line);
    if (!match || (match[4] !== undefined) !== byKind) {
      const what = byKind
        ? "three times in nanoseconds and a kind such as cancel"
        : "three times in nanoseconds";
      throw new DataError({ file, line: i + 2 }, `"${line}" is not ${what}`);
    }
    const [requestNs, exchNs, responseNs] = match.slice(1, 4).map(BigInt);
    const trip = { requestNs: requestNs!, exchNs: exchNs!, responseNs: responseNs! };
    (trips[match[4] ?? "place"] ??= []).push(trip);
  });
  const { place = [], amend, cancel } = trips;
  const digest = createHash("sha256").update(bytes).digest("hex");
  return byKind
    ? interpolatedByKind({ place, amend, cancel }, digest)
    : interpolatedLatency(place, digest);
}
