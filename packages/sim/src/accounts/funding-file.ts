import { readFile } from "node:fs/promises";
import { DataError } from "@mexoms/core";
import type { FundingPayment } from "@mexoms/sim/engine";
import { systemProblem } from "../system-error.ts";

const HEADER = "time,rate";

/**
 * Reads funding payments: CSV with the header `time,rate`, times in UTC as ISO text or nanoseconds
 * since 1970, rates with their unit. Throws DataError with file and line.
 */
export async function readFundingFile(file: string): Promise<FundingPayment[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new DataError({ file }, `cannot be read: ${systemProblem(cause)}`);
  }
  const lines = text.trimEnd().split(/\r?\n/);
  if (lines[0] !== HEADER) {
    throw new DataError({ file, line: 1 }, `the first line must be ${HEADER}`);
  }
  return lines.slice(1).map((line, i) => {
    const match = /^([\d:.TZ-]+),(-?\d+(?:\.\d+)?(?:bps|%))$/.exec(line);
    if (match) return { time: match[1]!, rate: match[2]! };
    throw new DataError(
      { file, line: i + 2 },
      `"${line}" is not a time and a rate such as 2024-08-08T16:00:00Z,0.01%`,
    );
  });
}
