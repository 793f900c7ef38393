import { describe, expect, it } from "vitest";
import {
  amount,
  bps,
  choice,
  count,
  defineStrategy,
  distance,
  duration,
  factor,
  flag,
  Instrument,
  instrument,
  instruments,
  quantity,
} from "@mexoms/core";
import { bindParams } from "@mexoms/core/internal";

const btc = new Instrument({
  venue: "binance",
  market: "usdm",
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "0.1",
  lotSize: "0.001",
  makerFee: "2bps",
  takerFee: "5bps",
});
const cm = new Instrument({
  ...btc.spec,
  market: "cm",
  symbol: "BTCUSD_PERP",
  quote: "USD",
  payoff: "inverse",
  contractSize: "100",
  lotSize: "1",
});
const params = {
  instrument: instrument(),
  hedge: instrument(),
  spread: bps({ default: "10bps", min: "0.1bps", max: "2%" }),
  step: distance({ default: "3ticks" }),
  size: quantity({ default: "0.01BTC" }),
  hedgeSize: quantity({ default: "10contracts", of: "hedge" }),
  levels: count({ default: "3", min: "1" }),
  every: duration({ default: "100ms" }),
  lean: factor({ default: "0.5" }),
  fair: choice(["mid", "microprice"], { default: "mid" }),
  postOnly: flag({ default: "true" }),
};
const bind = (given: Record<string, string>) =>
  bindParams({ params, given, instruments: [btc, cm] });

describe("parameters", () => {
  it("give roles to the run's instruments in order and sizes in lots of their instrument", () => {
    const { values, texts } = bind({ spread: "0.2%", size: "0.25BTC" });
    expect(values.instrument).toBe(btc);
    expect(values.hedge).toBe(cm);
    expect(values.size).toBe(250);
    expect(values.hedgeSize).toBe(10);
    expect(values.spread.of(10_000)).toBeCloseTo(20, 9);
    expect(values.step.below(100)).toBe(97);
    expect(values.every).toBe(100_000_000);
    expect(texts["spread"]).toBe("0.2%");
  });

  it.each([
    [{ spread: "10" }, /spread: "10" needs a unit, for example 5bps/],
    [{ spread: "10ms" }, /spread: "10ms" is no distance from a price, for example 5bps/],
    [{ spread: "3ticks" }, /spread: .*bps or %/],
    [{ spread: "0.01bps" }, /spread: 0.01bps is below the minimum of 0.1bps/],
    [{ spread: "3%" }, /spread: 3% is above the maximum of 2%/],
    [{ step: "-1bps" }, /step: .*not be negative/],
    [{ size: "0.01" }, /size: "0.01" is not a size in BTC.*0.001BTC/],
    [{ size: "0.01ETH" }, /size: .*BTC/],
    [{ size: "0.0005BTC" }, /size: 0.0005 is not a multiple of 0.001/],
    [{ size: "0BTC" }, /size: 0BTC must be above zero/],
    [{ hedgeSize: "0.1BTC" }, /hedgeSize: .*contracts/],
    [{ levels: "2.5" }, /levels: "2.5" is not a whole number/],
    [{ levels: "0" }, /levels: 0 is below the minimum of 1/],
    [{ every: "100" }, /every: .*250ms/],
    [{ fair: "last" }, /fair: "last" is not one of mid, microprice/],
    [{ postOnly: "yes" }, /postOnly: .*true or false/],
    [{ instrument: "okx:swap:X" }, /instrument: no instrument "okx:swap:X".*binance:usdm:BTCUSDT/],
    [{ spred: "1bps" }, /spred: is not a parameter.*did you mean spread\?.*Known: instrument/],
  ])("refuse %j and name the field", (given, message) => {
    expect(() => bind(given as unknown as Record<string, string>)).toThrow(message);
  });
});

describe("an optional role", () => {
  const roles = {
    anchor: instrument({ optional: true }),
    instrument: instrument(),
    hedge: instrument({ optional: true }),
    size: quantity({ default: "0.01BTC", of: "instrument" }),
  };
  const bindRoles = (given: Record<string, string>) =>
    bindParams({ params: roles, given, instruments: [btc, cm] });

  it("stays empty when it is not given and takes no instrument from the next role", () => {
    const { values, texts } = bindRoles({});
    expect([values.anchor, values.instrument, values.hedge]).toEqual([undefined, btc, undefined]);
    expect(Object.keys(texts)).toEqual(["instrument", "size"]);
  });

  it("is given by its id", () => {
    const { values, texts } = bindRoles({ hedge: cm.id });
    expect([values.instrument, values.hedge]).toEqual([btc, cm]);
    expect(texts["hedge"]).toBe(cm.id);
    expect(() => bindRoles({ anchor: "okx:swap:X" })).toThrow(/anchor: no instrument "okx:swap:X"/);
  });

  it("does not make a strategy that has no other role", () => {
    const none = { hedge: instrument({ optional: true }) };
    expect(() => defineStrategy({ name: "none", params: none, start: () => {} })).toThrow(
      /needs a parameter of kind instrument/,
    );
  });
});

describe("a declaration", () => {
  it.each([
    [
      { on: flag({ default: true as unknown as string }) },
      'params.on.default: must be a text: default: "true"',
    ],
    [
      { levels: count({ min: 1 as unknown as string }) },
      'params.levels.min: must be a text: min: "1"',
    ],
  ])("of a file whose types nobody checked has texts, or is refused: %j", (declared, message) => {
    const strategy = {
      name: "untyped",
      params: { instrument: instrument(), ...declared },
      start() {},
    };
    expect(() => defineStrategy(strategy)).toThrow(message);
  });
});

describe("any number of instruments", () => {
  const third = new Instrument({ ...btc.spec, venue: "okx" });
  const bindMany = (given: Record<string, string>) =>
    bindParams({
      params: {
        first: instrument(),
        others: instruments(),
        quoted: instruments({ default: "none" }),
      },
      given,
      instruments: [btc, cm, third],
    }).values;

  it("are all that no role has taken, in the order of the run, unless they are named", () => {
    expect(bindMany({}).others).toEqual([cm, third]);
    expect(bindMany({ first: cm.id }).others).toEqual([btc, third]);
    expect(bindMany({ others: `${third.id}, ${btc.id}` }).others).toEqual([third, btc]);
    expect(bindMany({}).quoted).toEqual([]);
    expect(bindMany({ quoted: "all" }).quoted).toEqual([cm, third]);
  });

  it.each([
    [
      { others: "okx:usdm:ETHUSDT" },
      /others: no instrument "okx:usdm:ETHUSDT" in this run; it has/,
    ],
    [{ others: `${btc.id},${btc.id}` }, /others: binance:usdm:BTCUSDT stands there twice/],
    [{ others: "" }, /others: no instrument ""/],
  ])("%o is refused by name", (given: Record<string, string>, message) => {
    expect(() => bindMany(given)).toThrow(message);
  });
});

describe("an amount", () => {
  const read = (text: string) =>
    bindParams({
      params: { instrument: instrument(), limit: amount({ default: "1USDT", max: "100000USDT" }) },
      given: { limit: text },
      instruments: [btc],
    }).values.limit;

  it("is exact, with its currency", () => {
    const { value, currency } = read("10000.25USDT");
    expect([value.toFixed(), currency]).toEqual(["10000.25", "USDT"]);
  });

  it.each([
    ["10000", /limit: "10000" is no amount with its currency such as 10000USDT/],
    ["-1USDT", /limit: "-1USDT" is no amount/],
    ["1e3USDT", /limit: /],
    ["100001USDT", /limit: 100001USDT is above the maximum of 100000USDT/],
  ])("%s is refused by name", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
