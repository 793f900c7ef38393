export type { SweepPlan, SweepRecord } from "@mexoms/sim/engine";
