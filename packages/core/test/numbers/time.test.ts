import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration, formatTimestamp, parseDuration, parseTimestamp } from "@mexoms/core";

describe("timestamps", () => {
  it("print as the host's calendar does, with nine digits, and read back", () => {
    const ms = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2199, 0, 1) });
    fc.assert(
      fc.property(ms, fc.nat({ max: 999_999 }), (milliseconds, rest) => {
        const ns = BigInt(milliseconds) * 1_000_000n + BigInt(rest);
        const text = formatTimestamp(ns);
        const host = new Date(milliseconds).toISOString();
        expect(text).toBe(`${host.slice(0, 23)}${rest.toString().padStart(6, "0")}Z`);
        expect(parseTimestamp(text, "time")).toBe(ns);
      }),
    );
  });

  it("refuse what is no date", () => {
    expect(() => parseTimestamp("2024-02-30", "since")).toThrow(/since: .*calendar/);
    expect(() => parseTimestamp("yesterday", "since")).toThrow(/such as 2024-08-08T23:54:16Z/);
  });
});

describe("durations", () => {
  it("read with their unit and print shortest", () => {
    expect(parseDuration("250ms", "x")).toBe(250_000_000);
    expect(parseDuration("1.5s", "x")).toBe(1_500_000_000);
    expect(formatDuration(1_500_000_000)).toBe("1500ms");
    expect(formatDuration(0)).toBe("0ns");
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 }), (ns) => {
        expect(parseDuration(formatDuration(ns), "x")).toBe(ns);
      }),
    );
  });

  it("refuse a bare number and show a valid value", () => {
    expect(() => parseDuration("250", "latency")).toThrow(/latency: "250".*250ms/);
  });
});
