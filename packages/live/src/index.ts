export type { Agent } from "./agent.ts";
export { SessionClock } from "./clock/session-clock.ts";
export type { ClockSpec } from "./clock/session-clock.ts";
export { LatencyMeter } from "./status/latency-meter.ts";
export type { EngineStatus, LatencyStatus, MarketStatus } from "./status/engine-status.ts";
export type { StatusDescription } from "./status/status-description.ts";
export {
  LATENCY,
  LINK_STATES,
  MARKET,
  MARKET_TEXT,
  PHASES,
  STATUS,
  STATUS_TEXT,
} from "./status/status-layout.ts";
export { StatusReader } from "./status/status-reader.ts";
export { StatusWriter } from "./status/status-writer.ts";
