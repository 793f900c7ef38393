import { runInNewContext } from "node:vm";
import { ConfigError } from "@mexoms/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spaceOf } from "./fixture.ts";

const SPACE = { levels: "1:5:1", size: "0.01BTC:0.1BTC:0.01BTC", halfSpread: "1bps:20bps:1bps" };
const WORDS = { mode: "*", hedge: "*", skew: "0:1:0.5", refresh: "100ms,1s" };
const POINT = { levels: "3", size: "0.1BTC", halfSpread: "5bps" };

const met = (where: string, point: Readonly<Record<string, string>> = POINT): boolean =>
  spaceOf(SPACE, { where: [where] }).allows({ ...POINT, ...point });
const wordsMet = (where: string, point: Readonly<Record<string, string>>): boolean =>
  spaceOf(WORDS, { where: [where] }).allows({
    mode: "join",
    hedge: "true",
    skew: "0.5",
    refresh: "1s",
    ...point,
  });
const problemOf = (where: string): string => {
  try {
    spaceOf({ ...SPACE, ...WORDS, offset: "1ticks,1bps" }, { where: [where] });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
};

describe("a condition", () => {
  it("is exact at its border", () => {
    expect(met("levels * size <= 0.3BTC")).toBe(true);
    expect(met("levels * size < 0.3BTC")).toBe(false);
    expect(met("levels * size == 0.3BTC")).toBe(true);
    expect(met("halfSpread + 0.01% != 6bps")).toBe(false);
  });

  it("sees swept and fixed parameters and defaults", () => {
    expect(met("minSpread < halfSpread")).toBe(true);
    const space = spaceOf(SPACE, {
      where: ["minSpread < halfSpread"],
      given: { minSpread: "5bps" },
    });
    expect(space.allows(POINT)).toBe(false);
    expect(space.allows({ ...POINT, halfSpread: "6bps" })).toBe(true);
  });

  it("binds as usual: * before +, + before <, ! before &&, && before ||", () => {
    expect(met("1 + 2 * levels == 7")).toBe(true);
    expect(met("(1 + 2) * levels == 9")).toBe(true);
    expect(met("8 - 4 - 1 == levels")).toBe(true);
    expect(met("12 / 2 / 2 == levels")).toBe(true);
    expect(met("-levels + 4 == 1")).toBe(true);
    expect(met("levels == 3 || levels == 4 && levels == 5")).toBe(true);
    expect(met("(levels == 3 || levels == 4) && levels == 5")).toBe(false);
    expect(met("!levels == 3 || true")).toBe(true);
    expect(met("!(levels == 3) || false")).toBe(false);
  });

  it("knows words, flags, durations and units of products", () => {
    expect(wordsMet("mode == join", {})).toBe(true);
    expect(wordsMet("mode != 'join' && hedge", {})).toBe(false);
    expect(wordsMet("!hedge || refresh >= 1000ms", {})).toBe(true);
    expect(wordsMet("hedge == false", { hedge: "false" })).toBe(true);
    expect(met("halfSpread / minSpread >= 5")).toBe(true);
    expect(met("size * size / 0.1BTC == size")).toBe(true);
    expect(met('instrument == "binance:usdm:BTCUSDT"')).toBe(true);
  });

  it("that divides by zero is not met, unless it does not come to that", () => {
    expect(wordsMet("1 / skew > 0", { skew: "0" })).toBe(false);
    expect(wordsMet("!(1 / skew > 0)", { skew: "0" })).toBe(false);
    expect(wordsMet("skew == 0 || 1 / skew > 0", { skew: "0" })).toBe(true);
  });

  it.each([
    ["halfSpread < 5ms", "column 12: bps and time stand on the two sides of <"],
    ["refresh < 5bps", "column 9: time and bps"],
    ["size <= 0.5", "column 6: BTC and a plain number"],
    ["levels + size < 1BTC", "column 8: a plain number and BTC stand on the two sides of +"],
    [
      "halfSpred < 5bps",
      "column 1: halfSpred is not a parameter of this strategy; did you mean halfSpread?",
    ],
    ["5bps < halfSpred * 2", "column 8: halfSpred is not a parameter"],
    ["levels", "column 1: a number is no condition; compare it"],
    ["mode", "column 1: a word is no condition"],
    ["mode == sell", 'column 9: "sell" is not one of join, improve, leave'],
    ["mode < join", "column 6: a word has no order"],
    ["mode == 3", "column 6: a word and a number cannot be compared"],
    ["join == leave", "column 1: join is not a parameter"],
    ["hedge + 1 > 2", "column 1: a condition stands where a number was expected"],
    ["levels = 3", 'column 8: "=" cannot stand here; write =='],
    ["levels < 3 & hedge", 'column 12: "&" cannot stand here; write &&'],
    ["1 < levels < 3", "column 12: compare two at a time"],
    ["levels <", "column 9: the condition ends where a parameter or a number was expected"],
    ["(levels < 3", "column 12: the ( of column 1 is not closed"],
    ["levels < 3)", 'column 11: ")" where an operator or the end was expected'],
    ["levels 3", 'column 8: "3" where an operator'],
    ["levels # 3", 'column 8: "#" cannot stand here'],
    ["levels < constructor.constructor('return 1')()", "column 21"],
    ["", "column 1: the condition ends"],
    ["offset > 1bps", "offset has values in ticks and in bps"],
    ["(".repeat(2000), "at most 1000 characters"],
    ["(".repeat(900), "column 901"],
    ["!".repeat(900), "column 901"],
    ["-".repeat(900), "column 901"],
  ])("%s is refused with the place", (where, problem) => {
    const message = problemOf(where);
    expect(message.startsWith("where: ")).toBe(true);
    expect(message).toContain(problem);
  });

  it("gives what JavaScript gives for the same whole numbers", () => {
    const number = fc.letrec<{ sum: string; value: string }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.nat(20).map(String),
        fc.constant("levels"),
        tie("sum").map((inner) => `(${inner})`),
        tie("value").map((inner) => `- ${inner}`),
      ),
      sum: fc
        .tuple(
          tie("value"),
          fc.constantFrom("+", "-", "*"),
          tie("value"),
          fc.constantFrom("+", "-", "*"),
          tie("value"),
        )
        .map((parts) => parts.join(" ")),
    })).sum;
    const comparison = fc
      .tuple(number, fc.constantFrom("<", "<=", ">", ">=", "==", "!="), number)
      .map((parts) => parts.join(" "));
    const truth = fc
      .array(fc.tuple(comparison, fc.constantFrom("&&", "||"), fc.constantFrom("", "!")), {
        minLength: 1,
        maxLength: 4,
      })
      .map((all) =>
        all
          .map(([text, sign, no], i) => `${i === 0 ? "" : sign} ${no}${no ? `(${text})` : text}`)
          .join(" "),
      );
    fc.assert(
      fc.property(truth, fc.integer({ min: 1, max: 5 }), (where, levels) => {
        fc.pre(where.length < 900);
        const twin: unknown = runInNewContext(where, { levels });
        expect(met(where, { levels: String(levels) })).toBe(twin);
      }),
      { numRuns: 300 },
    );
  });

  it("of any text is read or refused as a setting", () => {
    const piece = fc.constantFrom(
      ..."levels size mode 3 0.5BTC 5bps * / ( ) < == ! && 'a'".split(" "),
    );
    const hostile = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((all) => all.join(" ")),
    );
    fc.assert(
      fc.property(hostile, (where) => {
        try {
          spaceOf({ ...SPACE, mode: "*" }, { where: [where] }).allows({ ...POINT, mode: "join" });
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
