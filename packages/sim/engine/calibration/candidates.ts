import { parseQueueModel } from "../queue/parse-queue.ts";
import type { QueueModel } from "../queue/queue-model.ts";

const LARGEST_POWER = 16;

/**
 * Every model that `--queue` takes: risk, log, log2, and the three powers with exponents 1 to 16. With
 * exponent 1 all three powers are one and the same share b / (a + b); power:1 stands for them.
 */
export function candidateModels(): QueueModel[] {
  const names = ["risk", "log", "log2"];
  for (const power of ["power", "power2", "power3"]) {
    for (let n = power === "power" ? 1 : 2; n <= LARGEST_POWER; n++) names.push(`${power}:${n}`);
  }
  return names.map(parseQueueModel);
}
