export type { Agent } from "./agent.ts";
export { SessionClock } from "./clock/session-clock.ts";
export type { ClockSpec } from "./clock/session-clock.ts";
export { BatchDecoder } from "./record/batch-decoder.ts";
export { BatchEncoder } from "./record/batch-encoder.ts";
export type { BatchPlace } from "./record/batch-encoder.ts";
export type { RecordingFacts } from "./record/recording-facts.ts";
export { RowBatch } from "./record/row-batch.ts";
