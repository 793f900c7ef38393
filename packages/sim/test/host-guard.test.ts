import { InvariantError, StrategyError } from "@mexoms/core";
import { fail } from "@mexoms/core/internal";
import { sampleMarkets, withHostGuard } from "@mexoms/sim";
import { describe, expect, it } from "vitest";

const NativeDate = Date;
// A strategy's file runs before the guard is up, and may keep what it found.
const keptDate = Date;

/** What `call` throws under the guard. */
function thrownBy(call: () => unknown): unknown {
  let thrown: unknown;
  withHostGuard(() => {
    try {
      call();
    } catch (error) {
      thrown = error;
    }
  });
  return thrown;
}

const refused: [name: string, call: () => unknown, advice: string][] = [
  ["Math.random()", () => Math.random(), "ctx.random"],
  ["crypto.randomUUID()", () => crypto.randomUUID(), "ctx.random"],
  ["crypto.getRandomValues()", () => crypto.getRandomValues(new Uint8Array(1)), "ctx.random"],
  ["Date.now()", () => Date.now(), "ctx.nowNs"],
  ["Date.now()", () => keptDate.now(), "ctx.nowNs"],
  ["new Date()", () => new Date(), "ctx.nowNs"],
  ["new Date()", () => Reflect.construct(new Date(0).constructor, []), "ctx.nowNs"],
  ["Date()", () => Date(), "ctx.nowNs"],
  ["new Date(year, month, ...)", () => new Date(2024, 0), "Date.UTC"],
  ["performance.now()", () => performance.now(), "ctx.nowNs"],
  ["process.hrtime()", () => process.hrtime(), "ctx.nowNs"],
  ["process.hrtime.bigint()", () => process.hrtime.bigint(), "ctx.nowNs"],
  ["process.uptime()", () => process.uptime(), "ctx.nowNs"],
  ["setTimeout()", () => setTimeout(() => undefined, 0), "ctx.every"],
  ["setInterval()", () => setInterval(() => undefined, 1), "ctx.every"],
  ["setImmediate()", () => setImmediate(() => undefined), "ctx.every"],
  ["queueMicrotask()", () => queueMicrotask(() => undefined), "in the callback itself"],
  ["process.nextTick()", () => process.nextTick(() => undefined), "in the callback itself"],
  ["fetch()", () => fetch("http://127.0.0.1:9"), "ctx alone"],
];

describe("withHostGuard", () => {
  for (const [index, [name, call, advice]] of refused.entries()) {
    it(`refuses ${name} and says what to use (${index})`, () => {
      const error = thrownBy(call);
      expect(error).toBeInstanceOf(StrategyError);
      expect((error as Error).message).toContain(`a strategy called ${name}: `);
      expect((error as Error).message).toContain(advice);
    });
  }

  it.each([
    ["an async function that is not waited for", () => void (async () => fail("later"))()],
    ["a promise of its own", () => void Promise.resolve().then(() => fail("later"))],
    ["a rejected promise", () => void Promise.reject(new Error("now"))],
  ])("refuses %s, with its place, and lets no failure of it out", async (_, call) => {
    let thrown: unknown;
    try {
      withHostGuard(call);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(StrategyError);
    expect((thrown as Error).message).toMatch(/^a strategy made a promise .* ctx\.after$/);
    expect((thrown as Error).stack).toContain("host-guard.test.");
    // vitest fails a run with an unhandled rejection.
    await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it("lets through what reads no clock and no time zone", () => {
    const seen = withHostGuard(() => [
      new Date(0).toISOString(),
      new Date("2024-01-02T03:04:05Z").getTime(),
      Date.UTC(2024, 0, 2),
      Date.parse("2024-01-02T00:00:00Z"),
      new Date(5) instanceof Date,
      new Date(new Date(7)).getTime(),
      Math.sqrt(2),
      new Intl.NumberFormat("en").format(1000),
    ]);
    expect(seen).toEqual([
      "1970-01-01T00:00:00.000Z",
      1704164645000,
      1704153600000,
      1704153600000,
      true,
      7,
      Math.SQRT2,
      "1,000",
    ]);
  });

  it("puts everything back as it was, also after an error", async () => {
    const owners: object[] = [globalThis, Math, Date, Date.prototype, performance, crypto, process];
    const describeAll = (): unknown[] =>
      owners.map((owner) => Object.getOwnPropertyDescriptors(owner));
    const before = describeAll();
    withHostGuard(() => undefined);
    expect(() =>
      withHostGuard(() => {
        throw new RangeError("of the strategy");
      }),
    ).toThrow(new RangeError("of the strategy"));
    const after = describeAll();
    for (const [i, descriptors] of before.entries()) {
      for (const key of Object.keys(descriptors as object)) {
        const [was, is] = [descriptors, after[i]].map((all) => Reflect.get(all as object, key));
        expect(is, key).toEqual(was);
      }
      expect(Object.keys(after[i] as object)).toEqual(Object.keys(descriptors as object));
    }
    expect(Date).toBe(NativeDate);
    expect(new Date().constructor).toBe(Date);
    expect(Math.random()).toBeLessThan(1);
    expect(crypto.randomUUID()).toHaveLength(36);
    await new Promise((resolve) => {
      setTimeout(resolve, 0);
    });
  });

  it("may be nested: the outer guard holds on after the inner one", () => {
    const error = thrownBy(() => {
      withHostGuard(() => new Date(0));
      return Date.now();
    });
    expect((error as Error).message).toContain("Date.now()");
    expect(Date.now()).toBeGreaterThan(0);
    expect(thrownBy(() => withHostGuard(() => Math.random()))).toBeInstanceOf(StrategyError);
  });

  it("returns what the run returns, and refuses a promise, which it could not guard", () => {
    expect(withHostGuard(() => 42)).toBe(42);
    expect(() => withHostGuard(() => Promise.resolve(1))).toThrow(InvariantError);
    expect(Date.now()).toBeGreaterThan(0);
  });

  it("does not trip over our own engine", () => {
    expect(withHostGuard(() => sampleMarkets(1, 1))).toHaveLength(3);
  });
});
