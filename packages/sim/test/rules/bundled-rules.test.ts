import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readVenueRules, VENUE_FOLDER, venueRulesFor } from "../../src/venues/load-venue-rules.ts";
import { Rulebook } from "../../engine/rules/rulebook.ts";
import { loadInstruments } from "../../src/instruments/find-instrument.ts";
import { Scratch } from "../scratch.ts";

const NO_MARKET = { bidTicks: 0, askTicks: 0, openOrders: (): number => 0 };

describe("rules that come with mexoms", () => {
  it("can be used with every instrument that comes with mexoms", () => {
    for (const instrument of loadInstruments().values()) {
      if (instrument.spec.venue === "bitstamp") continue;
      const [rules] = venueRulesFor("venue", [instrument.spec]);
      expect(() => new Rulebook(rules!, 0n).forInstrument(instrument, NO_MARKET)).not.toThrow();
    }
  });

  it("name markets once, and say when they were read", () => {
    const all = readdirSync(VENUE_FOLDER).flatMap((name) =>
      readVenueRules(path.join(VENUE_FOLDER, name)),
    );
    const names = all.map((each) => `${each.venue}:${each.market}`);
    expect(new Set(names).size).toBe(names.length);
    for (const name of ["binance:spot", "binance:usdm", "binance:cm", "bybit:linear", "okx:swap"]) {
      expect(names).toContain(name);
    }
  });
});

describe("a file of rules", () => {
  it("that is not right is refused with file and field", () => {
    const scratch = new Scratch();
    const good = JSON.parse(readFileSync(path.join(VENUE_FOLDER, "synthetic.json"), "utf8")) as {
      rules: { amend: string }[];
    };
    good.rules[1]!.amend = "sometimes";
    const file = scratch.file("rules.json", JSON.stringify(good));
    expect(() => readVenueRules(file)).toThrow(/rules\.json.*rules\.1\.amend/s);
  });

  it("without the market of a tape is refused with the markets it has", () => {
    expect(() => venueRulesFor("venue", [{ venue: "nowhere", market: "spot" }])).toThrow(
      /nowhere:spot has no rules; there are rules for binance:spot/,
    );
  });
});
