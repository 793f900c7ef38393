import { ConfigError, Decimal, factor, quantity, instrument } from "@mexoms/core";
import { bindParams } from "@mexoms/core/internal";
import { findInstrument } from "@mexoms/sim";
import { parseSearchSpace } from "@mexoms/sim/engine";
import { canonicalValue } from "@mexoms/sim/internal";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BTC, PARAMS, spaceOf } from "./fixture.ts";

const valuesOf = (name: string, text: string): readonly string[] | undefined =>
  spaceOf({ [name]: text }).axes[0]!.values;
const errorOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
};

describe("the values of a swept parameter", () => {
  it("of a range with a step do not drift, and its end is among them when the step reaches it", () => {
    const values = valuesOf("halfSpread", "1bps:20bps:0.1bps")!;
    expect(values).toHaveLength(191);
    expect(values.slice(0, 4)).toEqual(["1bps", "1.1bps", "1.2bps", "1.3bps"]);
    expect(values.at(-1)).toBe("20bps");
    expect(valuesOf("halfSpread", "1bps:2bps:0.4bps")).toEqual(["1bps", "1.4bps", "1.8bps"]);
    expect(valuesOf("skew", "-0.3:0.3:0.1")).toEqual([
      "-0.3",
      "-0.2",
      "-0.1",
      "0",
      "0.1",
      "0.2",
      "0.3",
    ]);
  });

  it("are the same texts however they are given, so that equal points are equal", () => {
    expect(valuesOf("halfSpread", "0.05%,01.0bps")).toEqual(
      valuesOf("halfSpread", "1bps:5bps:4bps"),
    );
    expect(valuesOf("refresh", "1.5s,0.25s")).toEqual(["250ms", "1500ms"]);
    expect(valuesOf("size", "0.020BTC,0.01BTC")).toEqual(["0.01BTC", "0.02BTC"]);
    expect(valuesOf("halfSpread", "1bps:0.05%:0.02%")).toEqual(["1bps", "3bps", "5bps"]);
  });

  it("have one text each, which is read as the same value again", () => {
    expect(["0.9s", "0.05%", "1tick", "0.10BTC", "-0", "join", "007"].map(canonicalValue)).toEqual([
      "900ms",
      "5bps",
      "1ticks",
      "0.1BTC",
      "0",
      "join",
      "7",
    ]);
  });

  it("are in ascending order when they are numbers, and as they were given when they are words", () => {
    expect(valuesOf("levels", "5,1,10")).toEqual(["1", "5", "10"]);
    expect(valuesOf("mode", "leave,join")).toEqual(["leave", "join"]);
    expect(spaceOf({ offset: "2ticks,1bps" }).axes[0]).toMatchObject({ ordered: false });
    expect(spaceOf({ offset: "2ticks,1tick" }).axes[0]).toMatchObject({
      ordered: true,
      values: ["1ticks", "2ticks"],
    });
  });

  it("of a star are the declared range or all words", () => {
    expect(valuesOf("mode", "*")).toEqual(["join", "improve", "leave"]);
    expect(valuesOf("hedge", "*")).toEqual(["false", "true"]);
    expect(valuesOf("levels", "*")).toHaveLength(10);
    const [axis] = spaceOf({ halfSpread: "*" }).axes;
    expect([axis!.at(0), axis!.at(1), axis!.values]).toEqual(["0.1bps", "50bps", undefined]);
  });

  it("of instruments are listed, with semicolons between lists, and sizes fit all of them", () => {
    const instruments = [BTC, findInstrument("binance:spot:BTCUSDT")];
    const ids = instruments.map(({ id }) => id);
    const space = spaceOf(
      { instrument: ids.join(","), hedges: `none;${ids.join(",")}`, size: "0.001BTC:0.01BTC" },
      { instruments },
    );
    expect(space.axes[0]!.values).toEqual(ids);
    expect(space.axes[1]!.values).toEqual(["none", ids.join(",")]);
    // The coarser lot of the two.
    for (const place of [0, 0.123, 0.777, 1])
      expect(space.axes[2]!.at(place)).toMatch(/^0\.0\d\d?BTC$/);
    expect(() =>
      spaceOf({ instrument: ids.join(","), size: "0.00101BTC,0.002BTC" }, { instruments }),
    ).toThrow("not a multiple");
  });

  it("drawn from a range by log lie evenly by ratio", () => {
    const [axis] = spaceOf({ refresh: "100ms:10s:log" }).axes;
    expect([0, 0.25, 0.5, 0.75, 1].map((place) => axis!.at(place))).toEqual([
      "100ms",
      "316ms",
      "1s",
      "3160ms",
      "10s",
    ]);
  });
});

/** Ranges and lists that the declaration of the fixture allows. */
const rangeText = fc.oneof(
  fc
    .tuple(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 100 }),
      fc.constantFrom("", ":log", ":0.1bps"),
    )
    .map(([low, more, end]) => ["halfSpread", `${low / 10}bps:${(low + more) / 10}bps${end}`]),
  fc
    .tuple(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 100 }),
      fc.constantFrom("", ":log", ":0.002BTC"),
    )
    .map(([low, more, end]) => ["size", `${low / 1000}BTC:${(low + 2 * more) / 1000}BTC${end}`]),
  fc
    .tuple(
      fc.integer({ min: 1, max: 9999 }),
      fc.integer({ min: 1, max: 99999 }),
      fc.constantFrom("", ":log"),
    )
    .map(([low, more, end]) => ["refresh", `${low}ms:${low * 1000 + more}us${end}`]),
  fc
    .tuple(fc.integer({ min: -100, max: 99 }), fc.integer({ min: 1, max: 100 }))
    .map(([low, more]) => ["skew", `${low / 100}:${Math.min(100, low + more) / 100}`]),
  fc.constantFrom(
    ["levels", "1:10"],
    ["levels", "1:10:log"],
    ["mode", "*"],
    ["hedge", "true,false"],
  ),
) as fc.Arbitrary<[string, string]>;

describe("an axis", () => {
  it("gives only values that the declaration takes, and finds each at its place again", () => {
    fc.assert(
      fc.property(
        rangeText,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        ([name, text], places) => {
          const [axis] = spaceOf({ [name]: text }).axes;
          for (const place of [0, 1, ...places]) {
            const value = axis!.at(place);
            bindParams({ params: PARAMS, given: { [name]: value }, instruments: [BTC] });
            const found = axis!.place(value);
            expect(found).toBeGreaterThanOrEqual(0);
            expect(found).toBeLessThanOrEqual(1);
            expect(axis!.at(found)).toBe(value);
          }
        },
      ),
    );
  });

  it("has its values in the order of their places", () => {
    fc.assert(
      fc.property(
        rangeText,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ([name, text], a, b) => {
          const [axis] = spaceOf({ [name]: text }).axes;
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          expect(axis!.place(axis!.at(low))).toBeLessThanOrEqual(axis!.place(axis!.at(high)));
        },
      ),
    );
  });

  it("of values gives each an equal part of the places, and places others between", () => {
    const [axis] = spaceOf({ levels: "1,3,5,9" }).axes;
    expect([0, 0.249, 0.25, 0.5, 0.99, 1, 7, -1].map((place) => axis!.at(place))).toEqual([
      "1",
      "1",
      "3",
      "5",
      "9",
      "9",
      "9",
      "1",
    ]);
    expect(["1", "4", "7", "20", "0"].map((text) => axis!.place(text))).toEqual([
      0.125, 0.5, 0.75, 0.875, 0.125,
    ]);
    expect(errorOf(() => axis!.place("four"))).toContain('"four" is not one of the values');
  });

  it("with a step has exactly the values of a sum of decimals", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 3 }),
        (low, steps, digits) => {
          const scale = 10 ** digits;
          const high = Math.min(low + steps, scale);
          fc.pre(low >= -scale && high > low);
          const texts = valuesOf("skew", `${low / scale}:${high / scale}:${1 / scale}`)!;
          expect(texts).toEqual(
            Array.from({ length: high - low + 1 }, (_, i) =>
              new Decimal(low + i).div(scale).toFixed(),
            ),
          );
        },
      ),
    );
  });
});

describe("what is refused names the parameter, the text and what would be valid", () => {
  it.each([
    ["halfSpread", "", "halfSpread: no values; for example 1bps:20bps:1bps"],
    ["halfSpread", "1,2", '"1" needs a unit, for example 5bps'],
    ["halfSpread", "3bps", '"3bps" is the one value 3bps; give it as halfSpread=3bps, not swept'],
    ["halfSpread", "3bps:3bps", "is one value; give it as halfSpread=3bps"],
    ["halfSpread", "3bps:4bps:2bps", "is the one value 3bps"],
    ["halfSpread", "1bps,2bps,0.01%", "has 1bps twice"],
    ["halfSpread", "5bps:1bps:1bps", "goes backwards; its ends are 1bps:5bps"],
    ["halfSpread", "1bps:5bps:0bps", "a step that is not above zero"],
    ["halfSpread", "1bps:5bps:-1bps", "a step that is not above zero"],
    ["halfSpread", "1bps:5bps:1", "a step of another unit than its ends"],
    ["halfSpread", "1bps:5bps:fast", 'has "fast" where a step or the word log can stand'],
    ["halfSpread", "1bps:50bps:0.00001bps", "has 4900001 values; at most 10000"],
    ["halfSpread", "1bps:2bps,4bps", "a list and a range at once"],
    ["halfSpread", "1bps::2bps:3bps", "too many colons"],
    ["halfSpread", ":2bps", "lacks an end"],
    ["halfSpread", "1bps,,2bps", "has an empty value"],
    ["halfSpread", "1bps:60bps:1bps", "60bps is above the maximum of 50bps"],
    ["halfSpread", "0.01bps,1bps", "0.01bps is below the minimum of 0.1bps"],
    ["halfSpread", `${"9".repeat(500)}bps:1bps`, "above the maximum"],
    ["halfSpread", "1bps:2bps:1e3bps", "a step of another unit than its ends"],
    ["offset", "1ticks:5bps", "has ends of different units"],
    ["offset", "0bps:5bps:log", "cannot be spaced by log: it starts at zero"],
    ["size", "0.01BTC:0.02BTC:0.0005BTC", "leads to 0.0105BTC: 0.0105 is not a multiple of 0.001"],
    ["size", "0.01ETH,0.02ETH", "is not a size in BTC"],
    ["size", "*", "the strategy declares no range"],
    ["levels", "1.5,2", '"1.5" is not a whole number'],
    ["mode", "join,buy", '"buy" is not one of join, improve, leave'],
    ["mode", "join:leave", '"join:leave" is not one of'],
    ["instrument", "*", "values of this kind must be listed"],
    ["instrument", "okx:swap:BTCUSDT,x", 'no instrument "okx:swap:BTCUSDT" in this run'],
    ["halfSpred", "1bps,2bps", "did you mean halfSpread?"],
    ["constructor", "1,2", "is not a parameter of this strategy"],
  ])("%s=%.40s", (name, text, problem) => {
    const message = errorOf(() => spaceOf({ [name]: text }));
    expect(message).toContain(problem);
    expect(message.startsWith(`${name}: `)).toBe(true);
  });

  it("hostile texts end as errors of settings or as values, never otherwise", () => {
    const piece = fc.constantFrom(
      "1",
      "bps",
      "0.",
      ":",
      ",",
      "log",
      "*",
      " ",
      "-",
      "%",
      "e9",
      "true",
      ";",
      "BTC",
    );
    const hostile = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 8 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(PARAMS)), hostile, (name, text) => {
        try {
          const [axis] = spaceOf({ [name]: text }).axes;
          for (const value of [axis!.at(0), axis!.at(0.4), axis!.at(1)]) {
            bindParams({ params: PARAMS, given: { [name]: value }, instruments: [BTC] });
          }
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("a parameter that is fixed as well, or none that is swept", () => {
    expect(errorOf(() => spaceOf({ levels: "1,2" }, { given: { levels: "3" } }))).toBe(
      "levels: is both swept and given a fixed value; keep one of them",
    );
    expect(errorOf(() => spaceOf({}))).toContain("no parameter is swept");
    expect(errorOf(() => spaceOf({ levels: "1,2" }, { given: { skew: "2" } }))).toBe(
      "skew: 2 is above the maximum of 1",
    );
  });

  it("a size without an instrument to be of", () => {
    const params = { size: quantity(), skew: factor({ default: "0" }) };
    const options = { params, given: {}, space: { size: "1BTC,2BTC" }, where: [], instruments: [] };
    expect(errorOf(() => parseSearchSpace(options))).toContain(
      "needs a parameter of kind instrument",
    );
    const role = { ...options, params: { ...params, instrument: instrument() } };
    expect(errorOf(() => parseSearchSpace(role))).toContain("needs an instrument");
  });
});
