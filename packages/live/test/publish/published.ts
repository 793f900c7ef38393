import { applySetup, type Bus, JournalReader, natsConfig, planSetup } from "@mexoms/live";
import { BUCKETS, decodeBatch, KEPT_ACTIONS, type StoredMessage } from "@mexoms/live/internal";
import { expect } from "vitest";

export const STREAMS = ["ORDERS", "FILLS", "POSITIONS", "RISK", "JOURNAL"] as const;

/** Makes the streams; ids of messages are forgotten after `window`. */
export async function setUp(bus: Bus, window = "2m"): Promise<void> {
  const settings = Object.fromEntries(
    KEPT_ACTIONS.flatMap((action) => [
      [`streams.${action}.duplicateWindow`, window],
      // A test's server may be small: what has a limit reserves it.
      [`streams.${action}.maxBytes`, "unlimited"],
      ...BUCKETS.map((bucket) => [`buckets.${bucket}.maxBytes`, "unlimited"]),
    ]),
  );
  await applySetup(bus, await planSetup(bus, natsConfig({ settings })), {
    force: false,
  });
}

export async function messagesOf(bus: Bus, stream: string): Promise<StoredMessage[]> {
  const found: StoredMessage[] = [];
  for await (const message of bus.replay({ stream })) found.push(message);
  return found;
}

export function jsonOf(message: StoredMessage): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(message.data).toString()) as Readonly<Record<string, unknown>>;
}

/** What a journal must have given the streams: nothing is missing, doubled or out of order. */
export async function expectWhole(
  bus: Bus,
  dir: string,
  counts: Readonly<Record<"ORDERS" | "FILLS" | "POSITIONS" | "RISK", number>>,
): Promise<void> {
  for (const stream of ["ORDERS", "FILLS", "POSITIONS", "RISK"] as const) {
    const sequences = (await messagesOf(bus, stream)).map((message) => jsonOf(message)["sequence"]);
    expect(new Set(sequences).size, `${stream} has none twice`).toBe(sequences.length);
    expect(sequences.length, `${stream} has all`).toBe(counts[stream]);
    expect(sequences).toEqual(sequences.toSorted((a, b) => Number(a) - Number(b)));
  }
  const records: Uint8Array[] = [];
  let next = 1;
  for (const { data } of await messagesOf(bus, "JOURNAL")) {
    const batch = decodeBatch(data);
    expect(batch.first).toBe(next);
    records.push(batch.records);
    if (batch.part + 1 === batch.parts) next = batch.last + 1;
  }
  expect(Buffer.concat(records).equals(recordsOf(dir))).toBe(true);
}

/** All records of a journal, as they stand there. */
function recordsOf(dir: string): Buffer {
  const reader = JournalReader.open(dir);
  const records: Buffer[] = [];
  while (reader.next()) {
    const end = reader.start + ((reader.length + 7) & ~7);
    records.push(Buffer.from(reader.bytes.slice(reader.start - 32, end)));
  }
  reader.close();
  return Buffer.concat(records);
}
