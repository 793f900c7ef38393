import { describe, expect, it, onTestFinished } from "vitest";
import { REQUEST, REQUEST_AMEND, REQUEST_CANCEL, REQUEST_SUBMIT } from "@mexoms/sim/internal";
import {
  HEADER,
  HEADER_FIELDS,
  Oms,
  ORDER_STATES,
  RingLink,
  RingServer,
} from "@mexoms/live/internal";
import { OrderGate } from "../src/engine/order-gate.ts";
import { LINK_RING_BYTES_MIN } from "../src/link/ring-messages.ts";
import { SessionControl } from "../src/memory/session-control.ts";
import { request } from "./model-venue.ts";
import { SessionFolder } from "./session-folder.ts";

/** A gate before a ring, and the venue's end of it, which takes nothing until it is told to. */
function gateAndVenue() {
  const { memory } = new SessionFolder();
  const common = { memory, session: "gate", epochNs: 0n, speed: 1, instruments: [] };
  const control = SessionControl.create(common);
  const server = new RingServer({ control, ringBytes: LINK_RING_BYTES_MIN });
  const link = new RingLink({ name: "paper", control, ringBytes: LINK_RING_BYTES_MIN });
  const taken: { kind: number; id: number }[] = [];
  const venue = {
    request({ fields, index }: { fields: Float64Array; index: number }): void {
      const id = fields[index + HEADER_FIELDS + REQUEST.orderId]!;
      taken.push({ kind: fields[index + HEADER.kind]!, id });
    },
  };
  link.connect();
  for (let i = 0; i < 10 && !link.connected; i++) server.poll(venue, 1);
  expect(link.connected).toBe(true);
  onTestFinished(() => {
    link.close();
    server.close();
    control.close();
  });
  const oms = new Oms({ answerTimeoutNs: 1e9, markets: [{ lots: 0, tradeId: 0 }] });
  const gate = new OrderGate({ gateway: link, oms });
  const takeAll = (): void => {
    while (server.poll(venue, 1_000) > 0);
  };
  return { gate, oms, taken, takeAll };
}

describe("a gate of orders whose ring is full", () => {
  it("rejects submissions at once, refuses amends, and keeps cancels until they leave, in order", () => {
    const { gate, oms, taken, takeAll } = gateAndVenue();
    let id = 0;
    while (gate.backPressure === 0) {
      id += 1;
      gate.request(request(REQUEST_SUBMIT, { orderId: id, qtyLots: 1 }));
    }
    expect(id).toBeGreaterThan(1_000);
    const texts = gate.refused.map(({ orderId, text }) => ({ orderId, text }));
    expect(texts).toEqual([{ orderId: id, text: "the gateway takes no more" }]);
    expect(ORDER_STATES[oms.order(id)!.state]).toBe("intended");
    expect(ORDER_STATES[oms.order(id - 1)!.state]).toBe("sent");
    gate.request(request(REQUEST_CANCEL, { orderId: 1 }));
    gate.request(request(REQUEST_CANCEL, { orderId: 2 }));
    gate.request(request(REQUEST_AMEND, { orderId: 3, qtyLots: 2 }));
    expect(gate.waiting).toBe(2);
    expect(gate.refused).toHaveLength(2);
    expect(gate.retry()).toBe(0);
    takeAll();
    expect(gate.retry()).toBe(2);
    takeAll();
    expect(gate.waiting).toBe(0);
    expect(taken).toHaveLength(id - 1 + 2);
    expect(taken.slice(-2)).toEqual([
      { kind: REQUEST_CANCEL, id: 1 },
      { kind: REQUEST_CANCEL, id: 2 },
    ]);
  });

  it("a new connection forgets cancels that waited: the report tells what is open", () => {
    const { gate, taken, takeAll } = gateAndVenue();
    for (let id = 1; gate.backPressure === 0; id++) {
      gate.request(request(REQUEST_SUBMIT, { orderId: id, qtyLots: 1 }));
    }
    gate.request(request(REQUEST_CANCEL, { orderId: 1 }));
    gate.forget();
    takeAll();
    expect(gate.retry()).toBe(0);
    expect(taken.some(({ kind }) => kind === REQUEST_CANCEL)).toBe(false);
  });
});
