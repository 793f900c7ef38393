import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  constantLatency,
  interpolatedByKind,
  latencyByKind,
  latencyByVenue,
  type LatencyModel,
  parseLatency,
  scaledLatency,
} from "@mexoms/sim/engine";
import { runPlan, send } from "../driver/run.ts";
import { type Row, tape } from "../driver/tape.ts";

const START = { epochNs: 0n, seed: 3, connection: 0 };
const REQUESTS = ["place", "amend", "cancel"] as const;
const ANSWERS = [...REQUESTS, "fill"] as const;

/** What a model says at some times, of each kind. */
function drawn(model: LatencyModel): number[] {
  const latency = model.from(START);
  return Array.from({ length: 50 }, (_, i) => i * 37).flatMap((ns) => [
    ...REQUESTS.map((kind) => latency.entryNs(ns, kind)),
    ...ANSWERS.map((kind) => latency.responseNs(ns, kind)),
    latency.serviceNs?.(ns * 100) ?? 0,
  ]);
}

const models: readonly (readonly [name: string, model: LatencyModel])[] = [
  ["constant", constantLatency({ entryNs: 1001, responseNs: 333 })],
  ["by kind", parseLatency("entry=5us,amend=7us,cancel=3us,response=8us,fill=2us")],
  [
    "drawn, with a busy gateway",
    latencyByKind({
      place: { p0: "1us", p50: "3us", p100: "9us" },
      response: { p0: "2us", p100: "5us" },
      service: { each: "10us", perThousandRows: "3us" },
      connections: "by-kind",
    }),
  ],
  [
    "interpolated, with requests that get lost",
    interpolatedByKind(
      {
        place: [
          { requestNs: 100n, exchNs: 151n, responseNs: 222n },
          { requestNs: 700n, exchNs: 0n, responseNs: 801n },
          { requestNs: 1300n, exchNs: 1403n, responseNs: 1409n },
        ],
        cancel: [{ requestNs: 100n, exchNs: 107n, responseNs: 120n }],
      },
      "0123456789abcdef",
    ),
  ],
];

describe("a latency times a factor", () => {
  it.each(models)("is each delay times it, to whole nanoseconds: %s", (_, model) => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 10, noNaN: true }), (factor) => {
        const plain = drawn(model);
        const scaled = drawn(scaledLatency(model, factor));
        plain.forEach((ns, i) => {
          const times = Math.sign(ns) * Math.round(Math.abs(ns) * factor);
          expect(scaled[i]).toBe(ns < 0 ? Math.min(-1, times) : times);
        });
      }),
    );
  });

  it("keeps what is lost lost, however small the factor", () => {
    const latency = scaledLatency(models[3]![1], 1e-6).from(START);
    expect(latency.entryNs(700, "place")).toBe(-1);
  });

  it("keeps which messages may overtake others, and the latency of market data", () => {
    const model = latencyByKind({
      place: "5us",
      response: "5us",
      feed: "7us",
      connections: "by-kind",
    });
    const scaled = scaledLatency(model, 2);
    expect(scaled.feed).toBe(model.feed);
    expect(scaled.from(START)).toMatchObject({ separate: true });
    expect(scaledLatency(models[0]![1], 2).from(START)).not.toHaveProperty("serviceNs");
  });

  it("holds at each venue that has one of its own", () => {
    const byVenue = latencyByVenue(new Map([["a", parseLatency("5us")]]));
    const scaled = scaledLatency(byVenue, 3);
    expect(scaled.ofVenue!("a").from(START).entryNs(0, "place")).toBe(15_000);
    expect(() => scaled.ofVenue!("b")).toThrow(/says nothing of b/);
    expect(scaled.name).toBe("a constant entry 5us response 5us, times 3");
  });

  it("moves the fills of a run by as much", () => {
    const rows: Row[] = [
      ["depth", "buy", 100, 5, 0],
      ["depth", "sell", 103, 5, 0],
      ["depth", "buy", 1, 1, 10_000],
    ];
    const fills = (latency: LatencyModel): string[] =>
      runPlan(tape(rows), [[100, send("buy", 103, 1)]], { latency }).fills;
    const model = constantLatency({ entryNs: 10, responseNs: 20 });
    expect(fills(model)[0]).toContain(" 110>130");
    expect(fills(scaledLatency(model, 4))[0]).toContain(" 140>220");
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses the factor %s", (factor) => {
    expect(() => scaledLatency(models[0]![1], factor)).toThrow(/is not a factor above zero/);
  });
});
