import { ConfigError } from "@mexoms/core";
import { alwaysBack, alwaysFront } from "./ends.ts";
import { fifo } from "./fifo.ts";
import {
  ProbabilisticQueue,
  shareLog,
  shareLog2,
  sharePower,
  sharePower2,
  sharePower3,
} from "./probabilistic.ts";
import type { QueueModel } from "./queue-model.ts";
import { riskAverse } from "./risk-averse.ts";

const QUEUE_TEXT = /^(fifo|risk|front|back|log2?|power[23]?)(?::(\d+))?$/;

/**
 * Reads "fifo", "risk", "log", "log2", "power:2", "power2:2", "power3:3", "front" or "back". Throws
 * ConfigError.
 */
export function parseQueueModel(text: string): QueueModel {
  const match = QUEUE_TEXT.exec(text);
  const kind = match?.[1];
  const powers = kind?.startsWith("power") ?? false;
  const n = Number(match?.[2]);
  if (!match || powers !== (match[2] !== undefined) || (powers && !(n >= 1 && n <= 16))) {
    throw new ConfigError(
      "queue",
      `"${text}" is not fifo, front, back, risk, log, log2, power:N, power2:N or power3:N with a whole N from 1 to 16`,
    );
  }
  if (kind === "fifo") return fifo;
  if (kind === "risk") return riskAverse;
  if (kind === "front") return alwaysFront;
  if (kind === "back") return alwaysBack;
  if (kind === "log") return new ProbabilisticQueue(text, shareLog);
  if (kind === "log2") return new ProbabilisticQueue(text, shareLog2);
  if (kind === "power") return new ProbabilisticQueue(text, sharePower(n));
  if (kind === "power2") return new ProbabilisticQueue(text, sharePower2(n));
  return new ProbabilisticQueue(text, sharePower3(n));
}
