import { decodeEnd, encodeEnd } from "@mexoms/live/internal";
import type { TrialEnd } from "@mexoms/sim";
import { METRICS, type TrialMetrics } from "@mexoms/sim/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const double = fc.double();
const metrics = fc
  .record(Object.fromEntries(METRICS.map(({ name, exact }) => [name, exact ? fc.string() : double])))
  .map((values) => values as unknown as TrialMetrics);
const end: fc.Arbitrary<TrialEnd> = fc.oneof(
  fc.record({ kind: fc.constant("failed" as const), reason: fc.string() }),
  fc.record({
    kind: fc.constant("done" as const),
    outcome: fc.record({
      metrics,
      symbols: fc.array(
        fc.record({
          instrument: fc.string(),
          currency: fc.string(),
          pnl: fc.string(),
          turnover: fc.string(),
          fills: fc.nat(),
        }),
      ),
      bars: fc.array(double).map((values) => Float64Array.from(values)),
      outputsDigest: fc.string(),
    }),
  }),
);

describe("the result of a trial as a message", () => {
  it("comes back bit for bit, also not-a-number and minus zero", () => {
    fc.assert(
      fc.property(end, (given) => {
        // Not at the start of their memory, as they come from a server.
        const sent = Buffer.concat([Buffer.alloc(3), encodeEnd(given)]).subarray(3);
        expect(decodeEnd(sent)).toEqual(given);
      }),
    );
  });

  it("that was cut or changed is refused", () => {
    const whole = encodeEnd({
      kind: "done",
      outcome: {
        metrics: Object.fromEntries(
          METRICS.map(({ name, exact }) => [name, exact ? "1" : 1]),
        ) as unknown as TrialMetrics,
        symbols: [],
        bars: Float64Array.of(1, 2, 3),
        outputsDigest: "x",
      },
    });
    expect(() => decodeEnd(whole.subarray(0, whole.length - 3))).toThrow(/is cut or damaged/);
    expect(() => decodeEnd(whole.subarray(0, 10))).toThrow(/does not begin with a line of JSON/);
  });
});
