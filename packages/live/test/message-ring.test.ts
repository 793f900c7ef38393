import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError, InvariantError } from "@mexoms/core";
import {
  RING_CLOSED,
  RING_FULL,
  RingConsumer,
  type RingHandler,
  RingProducer,
} from "@mexoms/live/internal";
import { sharedScratch } from "./shared-scratch.ts";

/** Keeps a text of each message: enough to compare. */
class Kept implements RingHandler {
  readonly texts: string[] = [];
  message(fields: Float64Array, bytes: Uint8Array, start: number, length: number): void {
    expect(start % 8).toBe(0);
    const first = length >= 8 ? fields[start / 8]! : -1;
    this.texts.push(`${length} ${first} ${bytes.slice(start, start + length).join(",")}`);
  }
}

function pair(): { producer: RingProducer; consumer: RingConsumer } {
  const file = path.join(sharedScratch(), "ring");
  return { producer: RingProducer.create(file, 1024), consumer: RingConsumer.open(file) };
}

function put(producer: RingProducer, length: number, seed: number): string | number {
  const at = producer.claim(length);
  if (at < 0) return at;
  for (let i = 0; i < length; i++) producer.bytes[at + i] = (seed + i * 31) & 255;
  if (length >= 8) producer.fields[at / 8] = seed;
  const text = producer.bytes.slice(at, at + length).join(",");
  producer.commit();
  return `${length} ${length >= 8 ? seed : -1} ${text}`;
}

describe("message ring", () => {
  it("gives what a queue gives, whatever is sent, given up and read in which order", () => {
    const file = path.join(sharedScratch(), "ring");
    const step = fc.oneof(
      fc.record({ send: fc.integer({ min: 1, max: 256 }) }),
      fc.record({ abort: fc.integer({ min: 1, max: 256 }) }),
      fc.record({ poll: fc.integer({ min: 0, max: 9 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const producer = RingProducer.create(file, 1024);
        const consumer = RingConsumer.open(file);
        const kept = new Kept();
        const queue: string[] = [];
        const read: string[] = [];
        let seed = 0;
        for (const s of steps) {
          if ("send" in s) {
            const sent = put(producer, s.send, ++seed);
            if (typeof sent === "string") queue.push(sent);
            else expect(sent).toBe(RING_FULL);
          } else if ("abort" in s) {
            if (producer.claim(s.abort) >= 0) producer.abort();
          } else {
            const count = consumer.poll(kept, s.poll);
            expect(count).toBe(Math.min(s.poll, queue.length));
            read.push(...queue.splice(0, count));
          }
        }
        producer.close();
        expect(consumer.closed).toBe(queue.length === 0);
        consumer.poll(kept, Number.MAX_SAFE_INTEGER);
        expect(kept.texts).toEqual([...read, ...queue]);
        expect(consumer.closed).toBe(true);
        consumer.close();
      }),
      { numRuns: 300 },
    );
  });

  it("is full only while less than the message, padding and a header are free", () => {
    const { producer, consumer } = pair();
    let sent = 0;
    while (typeof put(producer, 120, sent) === "string") sent += 1;
    // 128 bytes each with the header; one header more must be free behind the last.
    expect(sent).toBe(7);
    expect(consumer.poll(new Kept(), 2)).toBe(2);
    expect(put(producer, 120, 9)).toBeTypeOf("string");
  });

  it("positions may pass 2^31 and 2^32 bytes: many small rounds give each message once", () => {
    const { producer, consumer } = pair();
    let next = 0;
    const handler: RingHandler = {
      message(fields, _bytes, start) {
        if (fields[start / 8] !== next++) throw new Error(`message ${next - 1} is wrong`);
      },
    };
    // 248 bytes of payload: 2^32 bytes are passed after 16.8 million messages.
    for (let i = 0; i < 17_000_000; i++) {
      const at = producer.claim(248);
      producer.fields[at / 8] = i;
      producer.commit();
      if ((i & 1) === 1) consumer.poll(handler, 2);
    }
    expect(next).toBe(17_000_000);
  });

  it("a message that was claimed and not committed is not seen", () => {
    const { producer, consumer } = pair();
    producer.fields[producer.claim(16) / 8] = 5;
    expect(consumer.poll(new Kept(), 9)).toBe(0);
    producer.commit();
    expect(consumer.poll(new Kept(), 9)).toBe(1);
  });

  it("a handler that throws has read that message, and those after it come next", () => {
    const { producer, consumer } = pair();
    for (let i = 0; i < 3; i++) put(producer, 8, i);
    const angry: RingHandler = {
      message() {
        throw new Error("no");
      },
    };
    expect(() => consumer.poll(angry, 9)).toThrow("no");
    const kept = new Kept();
    expect(consumer.poll(kept, 9)).toBe(2);
    expect(kept.texts[0]).toMatch(/^8 1 /);
  });

  it("a consumer that comes later goes on where the one before ended", () => {
    const file = path.join(sharedScratch(), "ring");
    const producer = RingProducer.create(file, 1024);
    const first = RingConsumer.open(file);
    for (let i = 0; i < 4; i++) put(producer, 8, i);
    first.poll(new Kept(), 2);
    first.close();
    expect(producer.claim(8)).toBe(RING_CLOSED);
    const kept = new Kept();
    RingConsumer.open(file).poll(kept, 9);
    expect(kept.texts.map((text) => text.split(" ")[1])).toEqual(["2", "3"]);
    expect(put(producer, 8, 4)).toBeTypeOf("string");
  });

  it("after close nothing works and nothing breaks", () => {
    const { producer, consumer } = pair();
    put(producer, 8, 1);
    consumer.close();
    producer.close();
    expect(producer.claim(8)).toBe(RING_CLOSED);
    expect(consumer.poll(new Kept(), 9)).toBe(0);
    producer.close();
    consumer.close();
  });

  it("misuse is told: sizes, a second claim, a commit of nothing", () => {
    const { producer } = pair();
    expect(() => producer.claim(0)).toThrow(InvariantError);
    expect(() => producer.claim(257)).toThrow("up to 256");
    expect(() => producer.commit()).toThrow(InvariantError);
    producer.claim(8);
    expect(() => producer.claim(8)).toThrow(InvariantError);
    expect(() => RingProducer.create("/nowhere", 5)).toThrow(ConfigError);
  });

  it("a ring that is not there, and a file that is no ring, are told by name", () => {
    const folder = sharedScratch();
    const file = path.join(folder, "none");
    expect(() => RingConsumer.open(file)).toThrow(`${file} is not there`);
  });
});
