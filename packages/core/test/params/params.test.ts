import { describe, expect, it } from "vitest";
import {
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
