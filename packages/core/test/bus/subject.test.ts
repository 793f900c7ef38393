import {
  DataError,
  formatSubject,
  parseSubject,
  SUBJECT_ACTIONS,
  type Subject,
  subjectFilter,
} from "@mexoms/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const HOSTILE = [
  "",
  "-",
  ".",
  "*",
  ">",
  "a.b",
  "a b",
  "\t",
  "\r\n",
  "\0",
  "%",
  "%2D",
  "$JS",
  "\ud83d",
  "\ude00",
  "\u{1f600}",
  "\u00e9",
  "e\u0301",
  "\u2028",
  "\ufeff",
  "BTC/USDT:USDT-240628",
];
const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: "binary", maxLength: 12 }),
  // Halves of surrogate pairs too.
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
    .map((units) => String.fromCharCode(...units)),
);
const subject: fc.Arbitrary<Subject> = fc.record({
  action: fc.constantFrom(...SUBJECT_ACTIONS),
  exchange: text,
  account: text,
  market: text,
  symbol: text,
});

/** As a server matches: token by token. */
function matches(filter: string, of: string): boolean {
  const [wanted, tokens] = [filter.split("."), of.split(".")];
  return (
    wanted.length === tokens.length &&
    wanted.every((token, i) => token === "*" || token === tokens[i])
  );
}

describe("a subject", () => {
  it("reads as what it is about", () => {
    const of = { exchange: "binance", account: "sub_arb", market: "spot", symbol: "BTCUSDT" };
    expect(formatSubject({ action: "orders", ...of })).toBe("orders.binance.sub_arb.spot.BTCUSDT");
    expect(
      formatSubject({ action: "md", ...of, account: "", symbol: "BTC/USDT:USDT-240628" }),
    ).toBe("md.binance.-.spot.BTC/USDT:USDT-240628");
    expect(formatSubject({ action: "md", ...of, symbol: "A.B *>\u00e9" })).toBe(
      "md.binance.sub_arb.spot.A%2EB%20%2A%3E%C3%A9",
    );
  });

  it("gives back whatever was put into it, and is five tokens of printable ASCII", () => {
    fc.assert(
      fc.property(subject, (of) => {
        const made = formatSubject(of);
        expect(made).toMatch(/^[a-z]+(\.[A-Za-z0-9_/:%-]+){4}$/);
        expect(parseSubject(made)).toEqual(of);
      }),
    );
  });

  it("is the subject of nothing else", () => {
    fc.assert(
      fc.property(subject, subject, (one, two) => {
        const same = JSON.stringify(one) === JSON.stringify(two);
        expect(formatSubject(one) === formatSubject(two)).toBe(same);
      }),
    );
  });

  it("is taken by a filter if and only if the fields that it names are the same", () => {
    const fields = ["action", "exchange", "account", "market", "symbol"] as const;
    fc.assert(
      fc.property(subject, subject, fc.subarray([...fields]), (of, other, named) => {
        const wanted = Object.fromEntries(named.map((field) => [field, other[field]]));
        const should = named.every((field) => of[field] === other[field]);
        expect(matches(subjectFilter(wanted), formatSubject(of))).toBe(should);
        const own = Object.fromEntries(named.map((field) => [field, of[field]]));
        expect(matches(subjectFilter(own), formatSubject(of))).toBe(true);
      }),
    );
  });

  it.each([
    ["orders.binance.sub.spot", /has 4 parts in place of 5/],
    ["orders.a.b.c.d.e", /has 6 parts/],
    ["order.a.b.c.d", /begins with none of md, orders/],
    ["orders.a.b.c.", /^NATS subject: symbol: "" is no token/],
    ["orders.a.b.*.d", /^NATS subject: market: "\*" is no token/],
    ["orders.a b.b.c.d", /exchange: "a b" is no token/],
    ["orders.a.b.c.%41", /symbol: "%41" is no token/],
    ["orders.a.b.c.%2d", /symbol: "%2d" is no token/],
    ["orders.a.b.c.%2", /symbol: "%2" is no token/],
    ["orders.a.b.c.%C3", /symbol: "%C3" is no token/],
    ["orders.a.b.c.%C1%81", /symbol: "%C1%81" is no token/],
    ["orders.a.b.c.%F5%80%80%80", /symbol: "%F5%80%80%80" is no token/],
  ])("that was not built here is refused, with what is wrong: %s", (made, why) => {
    expect(() => parseSubject(made)).toThrow(why);
    expect(() => parseSubject(made)).toThrow(DataError);
  });

  it("never throws anything but DataError, whatever comes in", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^md\.a\.b\.c\.[%0-9A-F]{1,12}$/), (made) => {
        try {
          expect(formatSubject(parseSubject(made))).toBe(made);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
    );
  });

  it("that no server would take is an error where it is built", () => {
    const of = { exchange: "binance", account: "", market: "spot" } as const;
    expect(() => formatSubject({ action: "md", ...of, symbol: "\u{1f600}".repeat(90) })).toThrow(
      /^subject: its fields take \d+ characters, and a server takes 1024/,
    );
    expect(() => subjectFilter({ symbol: "A".repeat(2000) })).toThrow(/^subject: /);
  });
});
