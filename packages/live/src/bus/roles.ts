import { subjectFilter, type SubjectAction } from "@mexoms/core";
import type { BucketName, KeptAction } from "./nats-config.ts";
import { streamName } from "./stream-spec.ts";
import { sweepGrants, workerGrants } from "./sweep-grants.ts";

/** Who connects: each has a user of its own, with the permissions of this table and no others. */
export const ROLES = [
  "gateway",
  "engine",
  "recorder",
  "dashboard",
  "sweep",
  "worker",
  "admin",
] as const;
export type Role = (typeof ROLES)[number];

/** One thing that a role may do, and the subjects that it takes. */
export interface Grant {
  readonly may: string;
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

export interface RolePermissions {
  readonly role: Role;
  /** What such a process is. */
  readonly is: string;
  readonly grants: readonly Grant[];
  /** May answer whoever asks it, wherever the answer is to go. */
  readonly answers: boolean;
}

/** All permissions of all roles. */
export function rolePermissions(): RolePermissions[] {
  return [
    {
      role: "gateway",
      is: "holds the connections to a venue",
      grants: [
        own("gateway"),
        hear("requests", "control"),
        say("events"),
        readBucket("kill-switch"),
      ],
      answers: true,
    },
    {
      role: "engine",
      is: "runs strategies",
      grants: [
        own("engine"),
        hear("events", "control", "md"),
        say("requests"),
        ...keep("orders", "fills", "positions", "risk", "journal"),
        readBucket("kill-switch"),
        writeBucket("kill-switch"),
        readBucket("leases"),
        writeBucket("leases"),
        readBucket("registry"),
      ],
      answers: true,
    },
    {
      role: "recorder",
      is: "records market data",
      grants: [own("recorder"), ...keep("md")],
      answers: false,
    },
    {
      role: "dashboard",
      is: "looks on: pages, research, backtests from streams",
      grants: [
        own("dashboard"),
        hear("md", "orders", "fills", "positions", "risk", "control", "journal"),
        ...readStreams("md", "orders", "fills", "positions", "risk", "control", "journal"),
        readBucket("kill-switch"),
        readBucket("leases"),
        readBucket("registry"),
      ],
      answers: false,
    },
    {
      role: "sweep",
      is: "runs sweeps whose trials workers on other machines take",
      grants: [own("sweep"), ...sweepGrants()],
      answers: false,
    },
    {
      role: "worker",
      is: "takes trials of sweeps and runs their code",
      grants: [own("worker"), ...workerGrants()],
      answers: false,
    },
    {
      role: "admin",
      is: "a person who sets up, commands and repairs",
      grants: [{ may: "everything", publish: [">"], subscribe: [">"] }],
      answers: true,
    },
  ];
}

/** What every role needs: its answers, which no other role may read, and what the server is. */
function own(role: Role): Grant {
  return {
    may: "get its own answers",
    publish: ["$JS.API.INFO"],
    subscribe: [`_INBOX.${role}.>`],
  };
}

function hear(...actions: readonly SubjectAction[]): Grant {
  const subscribe = actions.map((action) => `${action}.>`);
  return { may: `hear ${list(actions)}`, publish: [], subscribe };
}

function say(...actions: readonly SubjectAction[]): Grant {
  return { may: `say ${list(actions)}`, publish: filters(actions), subscribe: [] };
}

/** Publish to streams, and find out there what was stored when an answer was lost. */
function keep(...actions: readonly KeptAction[]): Grant[] {
  return [
    { may: `publish ${list(actions)}`, publish: filters(actions), subscribe: [] },
    {
      may: "find its last messages there",
      publish: actions.flatMap((action) => [
        `$JS.API.STREAM.INFO.${streamName(action)}`,
        `$JS.API.STREAM.MSG.GET.${streamName(action)}`,
      ]),
      subscribe: [],
    },
  ];
}

function readStreams(...actions: readonly KeptAction[]): Grant[] {
  const streams = actions.map(streamName);
  return [
    { may: "list streams", publish: ["$JS.API.STREAM.LIST"], subscribe: [] },
    {
      may: `read streams of ${list(actions)}`,
      publish: streams.flatMap((stream) => [
        `$JS.API.STREAM.INFO.${stream}`,
        ...consumers(stream),
        `$JS.API.CONSUMER.MSG.NEXT.${stream}.*`,
      ]),
      subscribe: [],
    },
  ];
}

function readBucket(bucket: BucketName): Grant {
  const stream = `KV_${bucket}`;
  return {
    may: `read ${bucket}`,
    publish: [
      `$JS.API.STREAM.INFO.${stream}`,
      `$JS.API.STREAM.MSG.GET.${stream}`,
      `$JS.API.DIRECT.GET.${stream}`,
      `$JS.API.DIRECT.GET.${stream}.>`,
      ...consumers(stream),
      `$JS.FC.${stream}.>`,
    ],
    subscribe: [],
  };
}

function writeBucket(bucket: BucketName): Grant {
  return { may: `change ${bucket}`, publish: [`$KV.${bucket}.>`], subscribe: [] };
}

/** Readers of a stream that vanish by themselves. */
function consumers(stream: string): string[] {
  return [
    `$JS.API.CONSUMER.CREATE.${stream}`,
    `$JS.API.CONSUMER.CREATE.${stream}.>`,
    `$JS.API.CONSUMER.INFO.${stream}.*`,
    `$JS.API.CONSUMER.DELETE.${stream}.*`,
  ];
}

function filters(actions: readonly SubjectAction[]): string[] {
  return actions.map((action) => subjectFilter({ action }));
}

function list(names: readonly string[]): string {
  return names.join(", ");
}
