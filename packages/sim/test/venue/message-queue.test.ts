import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NEVER } from "@mexoms/core/internal";
import { MessageQueue } from "../../engine/venue/message-queue.ts";

interface Message {
  readonly atNs: number;
  readonly fields: readonly number[];
}

function push(queue: MessageQueue, atNs: number, first: number): void {
  queue.draft.set(fieldsOf(first));
  queue.push(atNs);
}

function fieldsOf(first: number): number[] {
  return Array.from({ length: 8 }, (_, i) => first * 10 + i);
}

function front(queue: MessageQueue): number[] {
  return Array.from({ length: 8 }, (_, i) => queue.field(i));
}

const step = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 1000 }) },
  { weight: 2, arbitrary: fc.constant("shift" as const) },
);

describe("MessageQueue", () => {
  it("agrees with an array that is sorted by time with ties as they came, after any pushes and shifts", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400, size: "max" }), (steps) => {
        const queue = new MessageQueue(8);
        const naive: Message[] = [];
        let sent = 0;
        for (const each of steps) {
          if (each === "shift") {
            if (naive.length === 0) continue;
            naive.shift();
            queue.shift();
          } else {
            sent += 1;
            naive.push({ atNs: each, fields: fieldsOf(sent) });
            naive.sort((a, b) => a.atNs - b.atNs);
            push(queue, each, sent);
          }
          expect(queue.length).toBe(naive.length);
          expect(queue.headNs).toBe(naive[0]?.atNs ?? NEVER);
          if (naive.length > 0) expect(front(queue)).toEqual(naive[0]!.fields);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("keeps its order when it grows while its first message stands in the middle of the memory", () => {
    const queue = new MessageQueue(8);
    let [sent, taken] = [0, 0];
    for (let i = 0; i < 50; i++) push(queue, sent, sent++);
    for (let i = 0; i < 40; i++, taken++) queue.shift();
    // 64 fit at first: this wraps around, then grows twice.
    for (let i = 0; i < 200; i++) push(queue, sent, sent++);
    for (; taken < sent; taken++) {
      expect(queue.headNs).toBe(taken);
      expect(front(queue)).toEqual(fieldsOf(taken));
      queue.shift();
    }
    expect(queue.headNs).toBe(NEVER);
  });
});
