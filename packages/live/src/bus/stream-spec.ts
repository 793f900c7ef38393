import { parseDuration, subjectFilter } from "@mexoms/core";
import { parseByteSize, UNLIMITED } from "./byte-size.ts";
import { sweepStreamSpecs } from "./sweep-streams.ts";
import {
  type BucketConfig,
  BUCKETS,
  KEPT_ACTIONS,
  type KeptAction,
  type NatsConfig,
  type StreamConfig,
} from "./nats-config.ts";

/** A stream in the words of nats-server; what is not named here is left as the server has it. */
export interface StreamSpec {
  readonly name: string;
  readonly description: string;
  readonly subjects: readonly string[];
  /** "workqueue": a message goes once it was acknowledged. */
  readonly retention: "limits" | "workqueue";
  readonly storage: "file" | "memory";
  readonly discard: "old" | "new";
  readonly max_age: number;
  readonly max_bytes: number;
  readonly max_msgs: number;
  readonly max_msgs_per_subject: number;
  readonly max_msg_size: number;
  readonly num_replicas: number;
  readonly duplicate_window: number;
  readonly allow_rollup_hdrs: boolean;
  readonly deny_delete: boolean;
  readonly allow_direct: boolean;
}

const KINDS: Readonly<Record<KeptAction, string>> = {
  md: "Market data in batches",
  orders: "What became of orders",
  fills: "Fills",
  positions: "Positions",
  risk: "Limits, denials, states of risk",
  control: "Commands and their answers",
  journal: "Records of journals",
};

/** The stream that keeps an action's messages: "MD", "ORDERS". */
export function streamName(action: KeptAction): string {
  return action.toUpperCase();
}

/** All streams of a configuration; buckets are streams, too. */
export function streamSpecs(config: NatsConfig): StreamSpec[] {
  return [
    ...KEPT_ACTIONS.map((action) => streamSpec(action, config.streams[action])),
    ...BUCKETS.map((name) => bucketSpec(name, config.buckets[name])),
    ...sweepStreamSpecs(config.sweeps),
  ];
}

function streamSpec(action: KeptAction, of: StreamConfig): StreamSpec {
  return {
    name: streamName(action),
    description: `mexoms: ${KINDS[action]}`,
    subjects: [subjectFilter({ action })],
    retention: "limits",
    storage: of.storage,
    discard: of.whenFull === "drop-oldest" ? "old" : "new",
    max_age: parseDuration(of.keep, "keep"),
    max_bytes: parseByteSize(of.maxBytes, "maxBytes"),
    max_msgs: of.maxMessages === "unlimited" ? UNLIMITED : of.maxMessages,
    max_msgs_per_subject: UNLIMITED,
    max_msg_size: parseByteSize(of.maxMessageSize, "maxMessageSize"),
    num_replicas: of.replicas,
    duplicate_window: parseDuration(of.duplicateWindow, "duplicateWindow"),
    allow_rollup_hdrs: false,
    // What is kept for an audit is not to be changed by whoever may publish.
    deny_delete: true,
    allow_direct: false,
  };
}

// As the clients of NATS make buckets, so that they all can read them.
function bucketSpec(name: string, of: BucketConfig): StreamSpec {
  return {
    name: `KV_${name}`,
    description: `mexoms: bucket ${name}`,
    subjects: [`$KV.${name}.>`],
    retention: "limits",
    storage: of.storage,
    discard: "new",
    max_age: 0,
    max_bytes: parseByteSize(of.maxBytes, "maxBytes"),
    max_msgs: UNLIMITED,
    max_msgs_per_subject: of.history,
    max_msg_size: UNLIMITED,
    num_replicas: of.replicas,
    duplicate_window: parseDuration("2m", "duplicateWindow"),
    allow_rollup_hdrs: true,
    deny_delete: true,
    allow_direct: true,
  };
}
