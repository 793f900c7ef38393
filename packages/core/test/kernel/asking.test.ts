import { describe, expect, it } from "vitest";
import { handDriven } from "./hand-driven.ts";

describe("a strategy that is asked", () => {
  it("says why it does what it does, and what it wants to find again", () => {
    const { kernel } = handDriven((ctx) => ({
      explain: () => ({ text: `at ${ctx.nowNs}`, event: { nowNs: ctx.nowNs } }),
      save: () => "all that I know",
    }));
    kernel.advance(7);
    expect(kernel.explain()).toEqual({ text: "at 7", event: { nowNs: 7 } });
    expect(kernel.save()).toBe("all that I know");
  });

  it("says nothing when it has no handler for it", () => {
    const { kernel } = handDriven(() => ({}));
    expect([kernel.explain(), kernel.save()]).toEqual([undefined, undefined]);
  });

  it("is named by its question when it throws", () => {
    const { kernel } = handDriven(() => ({
      explain: () => {
        throw new Error("I do not know");
      },
    }));
    expect(() => kernel.explain()).toThrow(/failed in explain.*I do not know/);
  });
});
