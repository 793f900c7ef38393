import type { Bus } from "@mexoms/live";
import { PUBLISHER_FULL } from "@mexoms/live/internal";

export interface Outgoing {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly id: string;
}

/** Publishes messages in order and waits until all were answered; gives what was refused. */
export async function publishAll(
  bus: Bus,
  stream: string,
  messages: readonly Outgoing[],
): Promise<string[]> {
  const refused: string[] = [];
  const publisher = bus.publisher({
    stream,
    inFlight: 256,
    inFlightBytes: 8e6,
    refused: "drop",
    onRefused: (_ticket, why) => refused.push(why),
  });
  for (const { subject, data, id } of messages) {
    while (publisher.publish(subject, data, id) === PUBLISHER_FULL) {
      await new Promise((done) => setImmediate(done));
    }
  }
  await publisher.settled();
  publisher.close();
  return refused;
}
