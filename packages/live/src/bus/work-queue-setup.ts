import type { Bus } from "./bus.ts";
import { BusError } from "./bus-error.ts";
import { askJetStream } from "./stream-api.ts";

const NS_PER_MS = 1e6;
const UNLIMITED = -1;

export interface WorkQueueSpec {
  readonly stream: string;
  readonly queue: string;
  /** Subjects of the queue. A subject of a stream may be in one queue only. */
  readonly filter: string;
  /** A message that nothing was heard of for so long goes to somebody else. */
  readonly ackWaitMs: number;
}

/** Makes a queue unless it is there as it should be. Throws BusError. */
export async function openWorkQueue(bus: Bus, spec: WorkQueueSpec): Promise<void> {
  const { stream, queue, filter, ackWaitMs } = spec;
  await askJetStream(bus, `CONSUMER.DURABLE.CREATE.${stream}.${queue}`, {
    stream_name: stream,
    config: {
      durable_name: queue,
      ack_policy: "explicit",
      deliver_policy: "all",
      filter_subject: filter,
      ack_wait: ackWaitMs * NS_PER_MS,
      // Whoever takes a message decides what to do with one that was taken often.
      max_deliver: UNLIMITED,
      max_ack_pending: UNLIMITED,
      max_waiting: 4096,
    },
  });
}

/** Removes a queue, if it is there; its messages stay in the stream. */
export async function removeWorkQueue(bus: Bus, stream: string, queue: string): Promise<void> {
  try {
    await askJetStream(bus, `CONSUMER.DELETE.${stream}.${queue}`);
  } catch (error) {
    if (!(error instanceof BusError) || error.code !== "absent") throw error;
  }
}

/** How many wait for messages of a queue; undefined when it is not there. */
export async function queueWaiters(
  bus: Bus,
  stream: string,
  queue: string,
): Promise<number | undefined> {
  try {
    const { num_waiting, num_ack_pending } = await askJetStream<{
      num_waiting: number;
      num_ack_pending: number;
    }>(bus, `CONSUMER.INFO.${stream}.${queue}`);
    return num_waiting + num_ack_pending;
  } catch (error) {
    if (error instanceof BusError && error.code === "absent") return undefined;
    throw error;
  }
}

/** The subjects of what a stream holds. */
export async function heldSubjects(
  bus: Bus,
  stream: string,
  filter: string,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (;;) {
    const { state, total } = await askJetStream<{
      total?: number;
      state: { subjects?: Record<string, number> | null };
    }>(bus, `STREAM.INFO.${stream}`, { subjects_filter: filter, offset: found.size });
    const page = Object.keys(state.subjects ?? {});
    for (const subject of page) found.add(subject);
    if (page.length === 0 || found.size >= (total ?? 0)) return found;
  }
}

/** Removes the messages of these subjects from a stream. */
export async function purgeSubjects(bus: Bus, stream: string, filter: string): Promise<void> {
  await askJetStream(bus, `STREAM.PURGE.${stream}`, { filter });
}

/** Names of the queues of a stream. Throws BusError. */
export async function queueNames(bus: Bus, stream: string): Promise<string[]> {
  const names: string[] = [];
  for (;;) {
    const page = await askJetStream<{ total: number; consumers?: string[] | null }>(
      bus,
      `CONSUMER.NAMES.${stream}`,
      { offset: names.length },
    );
    names.push(...(page.consumers ?? []));
    if ((page.consumers ?? []).length === 0 || names.length >= page.total) return names;
  }
}
