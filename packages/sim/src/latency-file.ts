import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { DataError } from "@mexoms/core";
import { interpolatedLatency, type LatencyModel, type RoundTrip } from "@mexoms/sim/engine";
import { systemProblem } from "./system-error.ts";

const HEADER = "req_ts,exch_ts,resp_ts";

/**
 * Reads measured round trips, CSV with the header `req_ts,exch_ts,resp_ts` in nanoseconds since
 * 1970; exch_ts 0 marks a request that never arrived. Throws DataError with file and line.
 */
export async function readLatencyFile(file: string): Promise<LatencyModel> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new DataError({ file }, `cannot be read: ${systemProblem(cause)}`);
  }
  const lines = bytes.toString("utf8").trimEnd().split(/\r?\n/);
  if (lines[0] !== HEADER) {
    throw new DataError({ file, line: 1 }, `the first line must be ${HEADER}`);
  }
  const trips = lines.slice(1).map((line, i): RoundTrip => {
    const match = /^(\d+),(\d+),(\d+)$/.exec(line);
    if (!match) {
      throw new DataError({ file, line: i + 2 }, `"${line}" is not three times in nanoseconds`);
    }
    const [requestNs, exchNs, responseNs] = match.slice(1).map(BigInt);
    return { requestNs: requestNs!, exchNs: exchNs!, responseNs: responseNs! };
  });
  return interpolatedLatency(trips, createHash("sha256").update(bytes).digest("hex"));
}
