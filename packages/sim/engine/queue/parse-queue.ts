import { ConfigError } from "@mexoms/core";
import { fifo } from "./fifo.ts";
import {
  ProbabilisticQueue,
  shareLog,
  shareLog2,
  sharePower,
  sharePower2,
  sharePower3,
} from "./probabilistic.ts";
import type { LevelQueue, QueueModel } from "./queue-model.ts";
import { riskAverse } from "./risk-averse.ts";

const QUEUE_TEXT = /^(risk|log2?|power[23]?)(?::(\d+))?$/;

/** Reads "fifo", "risk", "log", "log2", "power:2", "power2:2" or "power3:3". Throws ConfigError. */
export function parseQueueModel(text: string): QueueModel {
  return text === fifo.name ? fifo : parseLevelQueue(text);
}

/** As parseQueueModel, for the models that also run on tapes of price levels. */
export function parseLevelQueue(text: string): LevelQueue {
  const match = QUEUE_TEXT.exec(text);
  const kind = match?.[1];
  const powers = kind?.startsWith("power") ?? false;
  const n = Number(match?.[2]);
  if (!match || powers !== (match[2] !== undefined) || (powers && !(n >= 1 && n <= 16))) {
    throw new ConfigError(
      "queue",
      `"${text}" is not fifo, risk, log, log2, power:N, power2:N or power3:N with a whole N from 1 to 16`,
    );
  }
  if (kind === "risk") return riskAverse;
  if (kind === "log") return new ProbabilisticQueue(text, shareLog);
  if (kind === "log2") return new ProbabilisticQueue(text, shareLog2);
  if (kind === "power") return new ProbabilisticQueue(text, sharePower(n));
  if (kind === "power2") return new ProbabilisticQueue(text, sharePower2(n));
  return new ProbabilisticQueue(text, sharePower3(n));
}
