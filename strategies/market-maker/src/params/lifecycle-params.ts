import {
  bps,
  choice,
  count,
  distance,
  duration,
  factor,
  flag,
  type Param,
  type ParamValues,
} from "@mexoms/core";
import type { Distance } from "@mexoms/core";

/** What amending an order does to its place in the queue at the venue. */
export type AmendRule = "keeps-place" | "loses-place" | "never";

/** Parameters of stage 5, the life of the orders. */
export const lifecycleParams: {
  readonly postOnly: Param<boolean>;
  readonly requoteTolerance: Param<Distance>;
  readonly sizeTolerance: Param<number>;
  readonly tightenAfter: Param<number>;
  readonly dangerDistance: Param<Distance>;
  readonly amend: Param<AmendRule>;
  readonly messageRate: Param<number>;
  readonly messageBurst: Param<number>;
  readonly cancelReserve: Param<number>;
  readonly filledDelay: Param<number>;
  readonly hangingOrders: Param<boolean>;
  readonly hangingDistance: Param<Distance>;
  readonly hangingAge: Param<number>;
  readonly rejectRetries: Param<number>;
  readonly rejectBackoff: Param<number>;
  readonly rejectPause: Param<number>;
  readonly answerDeadline: Param<number>;
  readonly lateFills: Param<number>;
} = {
  postOnly: flag({ default: "true", doc: "let a quote that would take expire instead" }),
  requoteTolerance: distance({
    default: "0.5bps",
    doc: "quotes this near to their target keep their place in the queue",
  }),
  sizeTolerance: factor({
    default: "0.1",
    min: "0",
    max: "1",
    doc: "part of its size that a quote may be off and stay as it is",
  }),
  tightenAfter: duration({
    default: "200ms",
    min: "0ms",
    max: "60s",
    doc: "how long a quote must be wanted nearer to the touch before it moves there",
  }),
  dangerDistance: distance({
    default: "0ticks",
    doc: "quotes nearer than this to the fair value, or past it, retreat without any tolerance",
  }),
  amend: choice(["keeps-place", "loses-place", "never"], {
    default: "never",
    doc: "what an amend does to an order's place in the queue at the venue; never: none is sent",
  }),
  messageRate: count({
    default: "20",
    min: "1",
    max: "100000",
    doc: "order messages a second, over time",
  }),
  messageBurst: count({
    default: "40",
    min: "1",
    max: "100000",
    doc: "order messages that may go out at once after a quiet time",
  }),
  cancelReserve: count({
    default: "10",
    min: "0",
    max: "100000",
    doc: "the last messages of the burst, which only cancels may use",
  }),
  filledDelay: duration({
    default: "0ms",
    min: "0ms",
    max: "3600s",
    doc: "how long a side sends nothing after one of its quotes was filled",
  }),
  hangingOrders: flag({
    default: "false",
    doc: "when a quote is filled, let its opposite stand where it is",
  }),
  hangingDistance: bps({
    default: "10%",
    min: "0bps",
    max: "100%",
    doc: "a hanging order this far from the fair value is canceled",
  }),
  hangingAge: duration({
    default: "1800s",
    min: "0s",
    doc: "a hanging order that hangs for so long is canceled",
  }),
  rejectRetries: count({
    default: "3",
    min: "0",
    max: "20",
    doc: "times that a refused quote is tried again, each a tick further back, before its side pauses",
  }),
  rejectBackoff: duration({
    default: "50ms",
    min: "0ms",
    max: "60s",
    doc: "wait after a refused quote; it doubles with each in a row",
  }),
  rejectPause: duration({
    default: "5s",
    min: "0s",
    max: "3600s",
    doc: "how long a side does not quote after too many refused quotes in a row",
  }),
  answerDeadline: duration({
    default: "3s",
    min: "1ms",
    max: "600s",
    doc: "a request that is not answered for so long is asked again, then everything is canceled",
  }),
  lateFills: duration({
    default: "0ms",
    min: "0ms",
    max: "60s",
    doc: "how long a canceled order still counts, where its last fills may be told after the cancel",
  }),
};

export type LifecycleValues = ParamValues<typeof lifecycleParams>;
