import { Detector, type DetectorConfig } from "@mexoms/arbitrage";
import { Rate } from "@mexoms/core";
import { describe, expect, it } from "vitest";
import { EAGER, instrumentOf, TestMarket } from "./books.ts";

const PERP = { market: "usdm", takerFee: "5bps", tickSize: "0.1" } as const;

/** Spot at 100, its perpetual at the given middle. */
function basis(config: Partial<DetectorConfig> = {}): {
  detector: Detector;
  look: (perpBid: string, perpAsk: string) => ReturnType<Detector["onBook"]>;
} {
  const spot = new TestMarket(instrumentOf({}));
  const perp = new TestMarket(instrumentOf(PERP));
  const rate = (text: string): Rate => Rate.parse(text, "rate");
  const detector = new Detector({
    markets: [spot.market(), perp.market()],
    config: { ...EAGER, basisOpen: rate("20bps"), basisClose: rate("-5bps"), ...config },
  });
  spot.set([["99.99", "10"]], [["100.00", "10"]]);
  detector.onBook(0, 0);
  let nowNs = 0;
  return {
    detector,
    look(perpBid, perpAsk) {
      perp.set([[perpBid, "10"]], [[perpAsk, "10"]]);
      nowNs += 1;
      return detector.onBook(1, nowNs);
    },
  };
}

describe("spot against perpetual", () => {
  it("opens when the basis pays both fees twice and the minimum", () => {
    const { look } = basis();
    // 15 bps in, 15 bps out, 20 bps are left: a basis of 50 bps.
    expect(look("100.4", "100.5")).toBeUndefined();
    const found = look("100.6", "100.7")!;
    expect(found).toMatchObject({ kind: "spot-perpetual", phase: "open" });
    expect(found.legs.map(({ side, instrument }) => [side, instrument.id])).toEqual([
      ["buy", "a:spot:BTCUSDT"],
      ["sell", "a:usdm:BTCUSDT"],
    ]);
  });

  it("closes no more than the position, when the basis has come back, even at a small loss", () => {
    const { detector, look } = basis();
    detector.setPosition(1, -400);
    expect(look("100.0", "100.1")).toBeUndefined();
    // The perpetual is bought for 99.8: 99.99 * 0.999 over 99.8 * 1.0005 is 3.9 bps.
    const found = look("99.7", "99.8")!;
    expect(found.phase).toBe("close");
    expect(found.legs.map(({ side, qtyLots }) => [side, qtyLots])).toEqual([
      ["buy", 400],
      ["sell", 400],
    ]);
    // At 99.9 it costs 6.1 bps: more than the 5 that closing may.
    expect(look("99.8", "99.9")).toBeUndefined();
    detector.setPosition(1, 0);
    expect(look("99.7", "99.8")).toBeUndefined();
  });

  it("closes at a loss within what is allowed", () => {
    const { detector, look } = basis({ basisClose: Rate.parse("-10bps", "basisClose") });
    detector.setPosition(1, -400);
    const found = look("99.8", "99.9")!;
    expect(found.phase).toBe("close");
    expect(found.net.units < 0n).toBe(true);
  });

  it("asks less of the basis when longs pay funding to the short, and more the other way", () => {
    const { detector, look } = basis();
    detector.setFunding(1, Rate.parse("11bps", "funding"));
    expect(look("100.4", "100.5")?.phase).toBe("open");
    detector.setFunding(1, Rate.parse("-20bps", "funding"));
    expect(look("100.6", "100.7")).toBeUndefined();
    expect(detector.explain(1).text).toContain("needs 55bps to open (fees of the exit included)");
  });
});
