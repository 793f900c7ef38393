import { type Grant } from "./roles.ts";
import {
  RESULT_SUBJECTS,
  RESULTS_STREAM,
  SWEEP_OBJECTS,
  SWEEPS_BUCKET,
  TRIAL_SUBJECTS,
  TRIALS_STREAM,
} from "./sweep-streams.ts";

const OBJECTS = `OBJ_${SWEEP_OBJECTS}`;
const BUCKET = `KV_${SWEEPS_BUCKET}`;

/** What whoever asks for trials may do. */
export function sweepGrants(): Grant[] {
  return [
    grant("say what a sweep is", [
      ...asks(BUCKET, "STREAM.INFO", "STREAM.MSG.GET", "STREAM.PURGE", "DIRECT.GET"),
      `$JS.API.DIRECT.GET.${BUCKET}.>`,
      `$KV.${SWEEPS_BUCKET}.*`,
      ...reads(BUCKET),
    ]),
    grant("put and remove its tapes and code", [
      ...asks(OBJECTS, "STREAM.INFO", "STREAM.MSG.GET", "STREAM.PURGE"),
      `$O.${SWEEP_OBJECTS}.C.*`,
      `$O.${SWEEP_OBJECTS}.M.*`,
    ]),
    grant("queue trials", [
      `${TRIAL_SUBJECTS}.*.*`,
      ...asks(TRIALS_STREAM, "STREAM.INFO", "STREAM.MSG.GET", "STREAM.PURGE"),
      `$JS.API.CONSUMER.DURABLE.CREATE.${TRIALS_STREAM}.*`,
      `$JS.API.CONSUMER.INFO.${TRIALS_STREAM}.*`,
      `$JS.API.CONSUMER.DELETE.${TRIALS_STREAM}.*`,
    ]),
    grant("read and remove results", [
      ...asks(RESULTS_STREAM, "STREAM.INFO", "STREAM.PURGE"),
      ...reads(RESULTS_STREAM),
    ]),
  ];
}

/** What whoever runs trials may do. */
export function workerGrants(): Grant[] {
  return [
    grant("read what sweeps are", [
      ...asks(BUCKET, "STREAM.INFO", "STREAM.MSG.GET", "DIRECT.GET"),
      `$JS.API.DIRECT.GET.${BUCKET}.>`,
    ]),
    grant("count the attempts at trials", [`$KV.${SWEEPS_BUCKET}.*.attempts.*`]),
    grant("fetch tapes and code", [
      ...asks(OBJECTS, "STREAM.INFO", "STREAM.MSG.GET"),
      ...reads(OBJECTS),
    ]),
    grant("take trials", [
      `$JS.API.CONSUMER.NAMES.${TRIALS_STREAM}`,
      `$JS.API.CONSUMER.MSG.NEXT.${TRIALS_STREAM}.*`,
      `$JS.ACK.${TRIALS_STREAM}.>`,
    ]),
    grant("tell results", [
      `${RESULT_SUBJECTS}.*.*.*`,
      ...asks(RESULTS_STREAM, "STREAM.INFO", "STREAM.MSG.GET"),
    ]),
  ];
}

function grant(may: string, publish: readonly string[]): Grant {
  return { may, publish, subscribe: [] };
}

function asks(stream: string, ...calls: readonly string[]): string[] {
  return calls.map((call) => `$JS.API.${call}.${stream}`);
}

/** Readers of a stream that vanish by themselves. */
function reads(stream: string): string[] {
  return [
    `$JS.API.CONSUMER.CREATE.${stream}`,
    `$JS.API.CONSUMER.CREATE.${stream}.>`,
    `$JS.API.CONSUMER.INFO.${stream}.*`,
    `$JS.API.CONSUMER.DELETE.${stream}.*`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.*`,
  ];
}
