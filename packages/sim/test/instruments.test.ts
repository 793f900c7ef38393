import { describe, expect, it } from "vitest";
import { DataError } from "@mexoms/core";
import { findInstrument, loadInstruments, sampleMarkets } from "@mexoms/sim";
import { Scratch } from "./scratch.ts";

const SPEC = {
  venue: "kraken",
  market: "spot",
  symbol: "XBTUSD",
  base: "BTC",
  quote: "USD",
  payoff: "linear",
  contractSize: "1",
  tickSize: "0.1",
  lotSize: "0.00000001",
  makerFee: "25bps",
  takerFee: "0.4%",
};

describe("instrument files", () => {
  it("know the instruments of Binance with their ticks and lots", () => {
    const known = loadInstruments();
    const venue = [...known.values()].filter((each) => each.spec.venue === "binance");
    const facts = venue.map(({ id, tick, lot, payoff, contractSize }) =>
      [id, tick.text, lot.text, payoff, contractSize.text].join(" "),
    );
    expect(facts).toEqual([
      "binance:spot:BTCUSDT 0.01 0.00001 linear 1",
      "binance:spot:ETHUSDT 0.01 0.0001 linear 1",
      "binance:spot:NEXOUSDT 0.001 0.01 linear 1",
      "binance:usdm:BTCUSDT 0.1 0.001 linear 1",
      "binance:usdm:ETHUSDT 0.01 0.001 linear 1",
      "binance:cm:BTCUSD_PERP 0.1 1 inverse 100",
      "binance:cm:ETHUSD_PERP 0.01 1 inverse 10",
    ]);
    expect(findInstrument("binance:usdm:BTCUSDT").takerFee.toString()).toBe("5bps");
  });

  it("know the instruments of the sample tapes, so that an exported tape can be imported", () => {
    for (const { instrument } of sampleMarkets(1, 1)) {
      expect(findInstrument(instrument.id).spec).toEqual(instrument.spec);
    }
  });

  it("can be added in a folder of one's own, which may replace what is known", () => {
    const scratch = new Scratch();
    scratch.file("kraken.json", JSON.stringify({ instruments: [SPEC] }));
    expect(findInstrument("kraken:spot:XBTUSD", [scratch.folder]).lot.text).toBe("0.00000001");
    const other = new Scratch();
    other.file("k.json", JSON.stringify({ instruments: [{ ...SPEC, lotSize: "0.001" }] }));
    const folders = [scratch.folder, other.folder];
    expect(findInstrument("kraken:spot:XBTUSD", folders).lot.text).toBe("0.001");
  });

  it("of which none has an id make an error that lists the known ids and how to add one", () => {
    expect(() => findInstrument("binance:spot:DOGE")).toThrow(
      /"binance:spot:DOGE" is not known; known are binance:cm:BTCUSD_PERP, .* write a JSON file/,
    );
  });

  it("that are not valid are refused with file and field", () => {
    const scratch = new Scratch();
    const refused = (content: string): (() => unknown) => {
      return () => {
        scratch.file("bad.json", content);
        return loadInstruments([scratch.folder]);
      };
    };
    const one = (change: object): string =>
      JSON.stringify({ instruments: [{ ...SPEC, ...change }] });
    expect(refused("{")).toThrow(/bad.json: is not JSON/);
    expect(refused(`{"instruments":[]}`)).toThrow(/bad.json: instruments:/);
    expect(refused(one({ tickSize: 0.1 }))).toThrow(/bad.json: instruments.0.tickSize:/);
    expect(refused(one({ makerFee: "2" }))).toThrow(
      /instruments.0.makerFee: .* for example "2bps"/,
    );
    expect(refused(one({ tick: "1" }))).toThrow(/instruments.0: .*tick/);
    const twice = JSON.stringify({ instruments: [SPEC, SPEC] });
    expect(refused(twice)).toThrow(/kraken:spot:XBTUSD stands twice/);
    expect(() => loadInstruments([scratch.file("absent")])).toThrow(DataError);
  });
});
