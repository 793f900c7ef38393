import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interpolatedLatency, parseLatency, type RoundTrip } from "@mexoms/sim/engine";

const EPOCH = 1_700_000_000_000_000_000n;

function trip(requestNs: number, exchNs: number | "lost", responseNs: number): RoundTrip {
  return {
    requestNs: EPOCH + BigInt(requestNs),
    exchNs: exchNs === "lost" ? 0n : EPOCH + BigInt(exchNs),
    responseNs: EPOCH + BigInt(responseNs),
  };
}

function model(trips: readonly RoundTrip[]) {
  return interpolatedLatency(trips, "0123456789abcdef0123").from({
    epochNs: EPOCH,
    seed: 0,
    connection: 0,
  });
}

/** As simulation.md words it, by a scan from the front. */
function naiveEntry(trips: readonly RoundTrip[], nowNs: number): number {
  const x = trips.map((row) => Number(row.requestNs - EPOCH));
  const lost = trips.map((row) => row.exchNs === 0n);
  const y = trips.map((row) =>
    Number((row.exchNs === 0n ? row.responseNs : row.exchNs) - row.requestNs),
  );
  if (nowNs < x[0]!) return lost[0]! ? -y[0]! : y[0]!;
  for (let i = 0; i + 1 < x.length; i++) {
    if (nowNs >= x[i + 1]!) continue;
    const slope = (y[i + 1]! - y[i]!) / (x[i + 1]! - x[i]!);
    const ns = Math.trunc(slope * (nowNs - x[i]!)) + y[i]!;
    return lost[i]! || lost[i + 1]! ? -ns : ns;
  }
  return lost.at(-1)! ? -y.at(-1)! : y.at(-1)!;
}

function naiveResponse(trips: readonly RoundTrip[], exchNs: number): number {
  const arrived = trips.filter((row) => row.exchNs > 0n);
  const x = arrived.map((row) => Number(row.exchNs - EPOCH));
  const y = arrived.map((row) => Number(row.responseNs - row.exchNs));
  if (x.length === 0) return 0;
  if (exchNs < x[0]!) return y[0]!;
  for (let i = 0; i + 1 < x.length; i++) {
    if (exchNs >= x[i + 1]!) continue;
    const slope = (y[i + 1]! - y[i]!) / (x[i + 1]! - x[i]!);
    return Math.trunc(slope * (exchNs - x[i]!)) + y[i]!;
  }
  return y.at(-1)!;
}

const history = fc
  .array(
    fc.record({
      after: fc.integer({ min: 1, max: 100 }),
      entry: fc.integer({ min: 1, max: 40 }),
      back: fc.integer({ min: 0, max: 40 }),
      lost: fc.boolean(),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((rows) => {
    let [sent, arrived] = [0, 0];
    return rows.map(({ after, entry, back, lost }) => {
      sent += after;
      // Requests do not overtake: each arrives after the one before it.
      const exch = Math.max(sent + entry, arrived + 1);
      if (!lost) arrived = exch;
      return trip(sent, lost ? "lost" : exch, exch + back);
    });
  });

describe("interpolatedLatency", () => {
  const two = [trip(100, 110, 130), trip(200, 245, 246)]; // entry 10 -> 45, response 20 -> 1

  it("is constant before the first round trip and after the last", () => {
    const latency = model(two);
    expect([-50, 0, 100].map((at) => latency.entryNs(at, "place"))).toEqual([10, 10, 10]);
    expect([200, 201, 9999].map((at) => latency.entryNs(at, "place"))).toEqual([45, 45, 45]);
    expect([0, 110, 245, 9999].map((at) => latency.responseNs(at, "place"))).toEqual([
      20, 20, 1, 1,
    ]);
  });

  it("rounds a change toward the earlier round trip, whether it rises or falls", () => {
    const latency = model(two);
    expect(latency.entryNs(150, "place")).toBe(27); // 10 + 17.5
    expect(latency.entryNs(199, "place")).toBe(44); // 10 + 34.65
    expect(latency.responseNs(150, "place")).toBe(15); // 20 - 5.63
    expect(latency.responseNs(244, "place")).toBe(2); // 20 - 18.86
  });

  it("is the same whichever way time jumps between questions", () => {
    const steps = [trip(0, 5, 6), trip(10, 20, 21), trip(20, 30, 31), trip(30, 70, 71)];
    const latency = model(steps);
    for (const at of [35, 0, 29, 15, 30, 9, 25, 31, -1]) {
      expect(latency.entryNs(at, "place")).toBe(naiveEntry(steps, at));
    }
  });

  it("agrees with a scan of the history at any time, with lost requests among them", () => {
    fc.assert(
      fc.property(
        history,
        fc.array(fc.integer({ min: -10, max: 3200 }), { maxLength: 40 }),
        (rows, times) => {
          const latency = model(rows);
          for (const at of times) {
            expect(latency.entryNs(at, "place")).toBe(naiveEntry(rows, at));
            expect(latency.responseNs(at, "place")).toBe(naiveResponse(rows, at));
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("makes requests negative between a lost round trip and its neighbours, and nowhere else", () => {
    const latency = model([
      trip(0, 10, 20),
      trip(100, 110, 120),
      trip(200, "lost", 300),
      trip(300, 310, 320),
      trip(400, 410, 420),
    ]);
    expect(latency.entryNs(99, "place")).toBe(10);
    expect(latency.entryNs(100, "place")).toBe(-10);
    expect(latency.entryNs(150, "place")).toBe(-55);
    expect(latency.entryNs(200, "place")).toBe(-100);
    expect(latency.entryNs(299, "place")).toBe(-11);
    expect(latency.entryNs(300, "place")).toBe(10);
  });

  it("keeps the response latency sane near a lost request: it has no place on that axis", () => {
    const latency = model([trip(0, 10, 20), trip(100, "lost", 1100), trip(200, 210, 220)]);
    for (let at = 0; at < 400; at += 7) expect(latency.responseNs(at, "place")).toBe(10);
  });

  it("never lets a lost request arrive, even where its latency is interpolated to nothing", () => {
    const latency = model([trip(0, 0, 0), trip(1000, "lost", 1001)]);
    expect(latency.entryNs(0, "place")).toBeLessThan(0);
    expect(latency.entryNs(500, "place")).toBeLessThan(0);
  });

  it("refuses a history that time cannot have written, naming the round trip", () => {
    expect(() => interpolatedLatency([], "")).toThrow(/latency: the history has no round trips/);
    const refused: [RegExp, RoundTrip[]][] = [
      [/round trip 1 ends before/, [trip(10, 5, 20)]],
      [/round trip 1 ends before/, [trip(10, 30, 20)]],
      [/round trip 2 ends before/, [trip(0, 1, 2), trip(10, "lost", 9)]],
      [/round trip 2 is not later/, [trip(10, 11, 12), trip(10, 12, 13)]],
      [/round trip 3 .*arrived before/, [trip(0, 50, 60), trip(5, "lost", 9), trip(10, 40, 60)]],
    ];
    for (const [message, rows] of refused) {
      expect(() => interpolatedLatency(rows, "")).toThrow(message);
    }
  });

  it("names how much history it holds and which", () => {
    expect(interpolatedLatency(two, "0123456789abcdef0123").name).toBe(
      "interpolated 2 round trips 0123456789abcdef",
    );
  });
});

describe("parseLatency", () => {
  it("reads one duration for both ways, or one for each", () => {
    expect(parseLatency("5ms").name).toBe("constant entry 5ms response 5ms");
    const parsed = parseLatency("entry=5ms,response=250us");
    const latency = parsed.from({ epochNs: 0n, seed: 0, connection: 0 });
    expect(parsed.name).toBe("constant entry 5ms response 250us");
    expect([latency.entryNs(7, "place"), latency.responseNs(7, "place")]).toEqual([
      5_000_000, 250_000,
    ]);
  });

  it("refuses text without a unit or with one way missing, and shows what is valid", () => {
    for (const bad of [
      "5",
      "entry=5ms",
      "entry=5ms,entry=6ms,response=5ms",
      "entry=5,response=5ms",
      "-5ms",
    ]) {
      expect(() => parseLatency(bad)).toThrow(/latency/);
    }
  });
});
