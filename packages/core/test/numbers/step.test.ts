import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError, Decimal, Step } from "@mexoms/core";

const stepText = fc.constantFrom(
  "0.1",
  "0.01",
  "0.001",
  "0.5",
  "0.25",
  "1",
  "5",
  "100",
  "0.00000001",
);

describe("Step", () => {
  it("turns every count into text and back without loss", () => {
    fc.assert(
      fc.property(stepText, fc.integer({ min: 0, max: 2 ** 31 }), (text, count) => {
        const step = Step.parse(text, "step");
        expect(step.count(step.format(count), "price")).toBe(count);
        expect(step.decimal(count).eq(new Decimal(text).mul(count))).toBe(true);
      }),
    );
  });

  it("gives the same double as parsing the decimal text, which queue estimates rely on", () => {
    fc.assert(
      fc.property(stepText, fc.integer({ min: 0, max: 2 ** 31 }), (text, count) => {
        const step = Step.parse(text, "step");
        expect(step.float(count)).toBe(Number(step.format(count)));
      }),
    );
  });

  it("formats any count, also negative and beyond 2^53, as decimal arithmetic does", () => {
    const count = fc.oneof(fc.integer(), fc.maxSafeInteger());
    fc.assert(
      fc.property(stepText, count, (text, steps) => {
        const step = Step.parse(text, "step");
        const exact = new Decimal(text).mul(steps);
        expect(step.format(steps)).toBe(exact.toFixed(step.decimals));
      }),
    );
  });

  it("agrees with decimal arithmetic on scaled integers, on and off the grid", () => {
    fc.assert(
      fc.property(
        stepText,
        fc.integer({ min: 0, max: 1e9 }),
        fc.integer({ min: 0, max: 9 }),
        (text, mantissa, decimals) => {
          const step = Step.parse(text, "step");
          const exact = new Decimal(mantissa).div(new Decimal(10).pow(decimals)).div(text);
          const got = step.fromScaled(mantissa, decimals);
          const scaled = exact.mul(step.mantissa);
          if (exact.isInteger() && scaled.lte(Number.MAX_SAFE_INTEGER))
            expect(got).toBe(exact.toNumber());
          else expect(got).toBeNaN();
        },
      ),
    );
  });

  it("names one step, not zero, as nearest to a value below one step", () => {
    const lot = Step.parse("0.001", "lot");
    expect(() => lot.count("0.00001", "size")).toThrow(/the nearest is 0.001$/);
    expect(() => lot.count("-0.0004", "size")).toThrow(/the nearest is -0.001$/);
  });

  it("refuses a price off the grid and names the nearest one", () => {
    const step = Step.parse("0.10", "tick");
    expect(() => step.count("61800.25", "price")).toThrow(/price: 61800.25 .* 0.1.*61800.3/);
    expect(() => Step.parse("0", "tick")).toThrow(ConfigError);
    expect(() => Step.parse("1e-3", "tick")).toThrow(/not a positive decimal such as 0.001/);
  });
});
