import { BusError } from "../bus/bus-error.ts";
import type { Bus } from "../bus/bus.ts";
import { askJetStream } from "../bus/stream-api.ts";
import { recordOfMessage } from "./message-ids.ts";

/** A message as a stream gives it back. */
interface Found {
  readonly seq: number;
  readonly time: string;
  readonly hdrs?: string;
  readonly data?: string;
}

/** Clocks of the server's machines may differ. */
const MARGIN_MS = 60_000;

/** The last message under a subject; undefined for none. Throws BusError. */
export async function lastUnder(
  bus: Bus,
  stream: string,
  subject: string,
): Promise<{ readonly data: Uint8Array; readonly timeMs: number } | undefined> {
  const found = await messageOf(bus, stream, { last_by_subj: subject });
  if (found === undefined) return undefined;
  return { data: Buffer.from(found.data ?? "", "base64"), timeMs: Date.parse(found.time) };
}

/**
 * The records of a journal behind `after` that a stream has messages of: those that were stored while
 * nobody was left to hear of it. Throws BusError.
 *
 * Looks back until it has seen `inFlight` messages of records up to `after`: a message that was
 * refused and came later cannot have been passed by more. In a stream that has fewer it looks back
 * as far as `sinceMs`.
 */
export async function storedRecords(
  bus: Bus,
  stream: string,
  of: {
    readonly journal: string;
    readonly after: number;
    readonly inFlight: number;
    readonly sinceMs: number;
  },
): Promise<Set<number>> {
  const records = new Set<number>();
  const { state } = await askJetStream<{ state: { first_seq: number; last_seq: number } }>(
    bus,
    `STREAM.INFO.${stream}`,
  );
  let before = 0;
  for (let seq = state.last_seq; seq >= Math.max(1, state.first_seq); seq--) {
    // One after the other: how far back to look is known only on the way.
    const found = await messageOf(bus, stream, { seq });
    if (found === undefined) continue;
    if (Date.parse(found.time) < of.sinceMs - MARGIN_MS) break;
    const record = recordOfMessage(of.journal, messageId(found));
    if (record > of.after) records.add(record);
    else if (record > 0 && ++before >= of.inFlight) break;
  }
  return records;
}

function messageId({ hdrs }: Found): string {
  const text = Buffer.from(hdrs ?? "", "base64").toString();
  return /^Nats-Msg-Id: *(.*?)\r?$/im.exec(text)?.[1] ?? "";
}

async function messageOf(bus: Bus, stream: string, which: object): Promise<Found | undefined> {
  try {
    const call = `STREAM.MSG.GET.${stream}`;
    return (await askJetStream<{ message: Found }>(bus, call, which)).message;
  } catch (error) {
    if (!(error instanceof BusError && error.code === "absent")) throw error;
    // No such message, or no such stream: only the first is an answer.
    await askJetStream(bus, `STREAM.INFO.${stream}`);
    return undefined;
  }
}
