import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BUY, SELL } from "@mexoms/core/internal";
import { REQUEST, REQUEST_FIELDS, REQUEST_SUBMIT } from "@mexoms/sim/internal";
import { HEADER, HEADER_FIELDS, REQUEST_BYTES } from "../../src/link/messages.ts";
import { LINK_RING_BYTES_MIN } from "../../src/link/ring-messages.ts";
import { SENT } from "../../src/link/venue-gateway.ts";
import { RingProducer } from "../../src/memory/message-ring.ts";
import { PaperWorld } from "../paper/paper-world.ts";
import type { TestEngine } from "./test-engine.ts";

/** Far enough into the tape that both sides of the book are there. */
const BEGIN_NS = 1e9;
const QTY = 3;

const RING_BYTES = LINK_RING_BYTES_MIN;

/** What an engine does in its life. */
type Act = "rest" | "take" | "poll" | "venue works" | "report";
const acts: fc.Arbitrary<Act> = fc.constantFrom(
  "rest",
  "take",
  "take",
  "poll",
  "venue works",
  "report",
);
/** How its life ends. */
type Death = "between messages" | "in a message" | "before its ring is known" | "closed";
const lives = fc.array(
  fc.record({
    acts: fc.array(acts, { maxLength: 12 }),
    death: fc.constantFrom<Death>(
      "between messages",
      "in a message",
      "before its ring is known",
      "closed",
    ),
    /** Whether the venue sees the connection before the engine is dead. */
    granted: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

/** Orders by what is known of them outside the venue. */
class Sends {
  readonly sent = new Set<number>();
  readonly taking = new Set<number>();
  /** Orders that never left, as a report will say. */
  readonly lost = new Set<number>();
  next = 1;
}

describe("engines that die", () => {
  it("leave nothing done twice and nothing unknown, whenever it happens", async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (all) => {
        const world = await PaperWorld.open({ ringBytes: RING_BYTES });
        try {
          world.work(BEGIN_NS);
          const sends = new Sends();
          for (const life of all) {
            live(world, sends, life);
            check(world, sends);
          }
          check(world, sends);
        } finally {
          world.close();
          world.folder.remove();
        }
      }),
      { numRuns: 25 * Number(process.env["MEXOMS_SOAK"] ?? "1") },
    );
  });
});

function live(
  world: PaperWorld,
  sends: Sends,
  life: { acts: readonly Act[]; death: Death; granted: boolean },
): void {
  if (life.death === "before its ring is known") {
    const { control } = world;
    const generation = Math.max(control.requestedGeneration, control.grantedGeneration) + 1;
    world.leaves(RingProducer.create(control.linkFile(generation, "requests"), RING_BYTES));
    return;
  }
  if (life.death === "in a message") {
    dieInMessage(world, sends, life.granted);
    return;
  }
  const engine = world.engine();
  engine.link.connect();
  if (life.granted) world.work();
  for (const act of life.acts) does(act, world, sends, engine);
  if (life.death === "closed") engine.link.close();
}

function does(act: Act, world: PaperWorld, sends: Sends, engine: TestEngine): void {
  if (act === "poll") engine.poll();
  else if (act === "venue works") world.work(1e6);
  else if (act === "report") engine.ask([...sends.sent]);
  else {
    const orderId = sends.next;
    sends.next += 1;
    const side = act === "rest" ? BUY : SELL;
    const code = engine.submit({ orderId, side, priceTicks: 1, qtyLots: QTY });
    if (code !== SENT) {
      sends.lost.add(orderId);
      return;
    }
    sends.sent.add(orderId);
    if (act === "take") sends.taking.add(orderId);
  }
}

/** An engine that dies between claiming room for an order and handing it over. */
function dieInMessage(world: PaperWorld, sends: Sends, granted: boolean): void {
  const { control } = world;
  const generation = Math.max(control.requestedGeneration, control.grantedGeneration) + 1;
  const ring = RingProducer.create(control.linkFile(generation, "requests"), RING_BYTES);
  world.leaves(ring);
  control.requestGeneration(generation);
  if (granted) world.work();
  const first = ring.claim(REQUEST_BYTES) / 8;
  const message = ring.fields.subarray(first, first + HEADER_FIELDS + REQUEST_FIELDS).fill(0);
  message[HEADER.kind] = REQUEST_SUBMIT;
  message[HEADER.sequence] = 1;
  message[HEADER_FIELDS + REQUEST.orderId] = sends.next;
  sends.lost.add(sends.next);
  sends.next += 1;
}

/** A new engine asks: what was sent is there, once; what was not sent is not, and may be sent again. */
function check(world: PaperWorld, sends: Sends): void {
  const engine = world.engine();
  engine.link.connect();
  for (let i = 0; i < 100 && !engine.link.connected; i++) world.work();
  expect(engine.link.connected).toBe(true);
  const asked = engine.ask([...sends.sent, ...sends.lost]);
  for (let i = 0; i < 100 && engine.reports.length === 0; i++) {
    world.work(1e6);
    engine.poll();
  }
  const [report] = engine.reports;
  expect(report!.id).toBe(asked);
  const states = new Map(report!.orders.map((order) => [order.orderId, order.state]));
  const filled = new Map<number, number>();
  for (const { orderId, qtyLots } of report!.fills) {
    filled.set(orderId, (filled.get(orderId) ?? 0) + qtyLots);
  }
  for (const orderId of sends.sent) {
    const takes = sends.taking.has(orderId);
    expect(states.get(orderId)).toBe(takes ? "filled" : "open");
    expect(filled.get(orderId) ?? 0).toBe(takes ? QTY : 0);
  }
  for (const orderId of sends.lost) expect(states.get(orderId)).toBe("absent");
  expect(filled.size).toBe(sends.taking.size);
  expect(report!.positionLots).toEqual([-QTY * sends.taking.size + 0]);
  expect(world.problems).toEqual([]);
  // Absent for good: the same order may go out again, and is done once.
  for (const orderId of sends.lost) {
    engine.submit({ orderId, side: SELL, priceTicks: 1, qtyLots: QTY });
    sends.sent.add(orderId);
    sends.taking.add(orderId);
  }
  sends.lost.clear();
}
