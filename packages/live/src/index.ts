export type { Agent } from "./agent.ts";
export { SessionClock } from "./clock/session-clock.ts";
export type { ClockSpec } from "./clock/session-clock.ts";
