import { readFileSync } from "node:fs";
import path from "node:path";
import { Detector, type DetectorConfig } from "@mexoms/arbitrage";
import { Instrument, type InstrumentSpec, Rate } from "@mexoms/core";
import { BUY, SELL } from "@mexoms/core/internal";
import { describe, expect, it } from "vitest";
import { EAGER, TestMarket } from "./books.ts";
import { RECORDINGS_ABSENT, type TopOfBook, topsOf } from "./recordings.ts";

const INSTRUMENTS = path.join(import.meta.dirname, "../../../../../data/instruments/binance.json");
const FREE = Rate.parse("0bps", "fee");

interface Replay {
  readonly detector: Detector;
  readonly events: number;
  readonly found: number;
}

/** Both books of BTC by their tops, merged by local time, ties spot first. */
function replay(config: DetectorConfig, fee?: Rate): Replay {
  const { instruments } = JSON.parse(readFileSync(INSTRUMENTS, "utf8")) as {
    instruments: InstrumentSpec[];
  };
  const spec = (market: string): InstrumentSpec =>
    instruments.find((each) => each.market === market && each.symbol === "BTCUSDT")!;
  const markets = [spec("spot"), spec("usdm")].map((each) => new TestMarket(new Instrument(each)));
  const fees = fee && { takerFee: fee, makerFee: fee };
  const detector = new Detector({
    markets: markets.map((market) => market.market(fees)),
    config,
  });
  const tops = [
    topsOf("spot/btcusdt_20240808.gz", markets[0]!.instrument),
    topsOf("usdm/btcusdt_20240808.gz", markets[1]!.instrument),
  ] as const;
  const epochNs = tops[0][0]!.localNs;
  let [events, found] = [0, 0];
  const at = [0, 0];
  for (;;) {
    const next = tops.map((each, i) => each[at[i]!]);
    const i = next[1] === undefined || (next[0] && next[0].localNs <= next[1].localNs) ? 0 : 1;
    const top = next[i];
    if (top === undefined) break;
    at[i] = at[i]! + 1;
    setTop(markets[i]!, top);
    if (at[0]! > 0 && at[1]! > 0) events += 1;
    const exchNs = top.exchMs === undefined ? Number.NaN : top.exchMs * 1e6;
    if (detector.onBook(i, Number(top.localNs - epochNs), exchNs)) found += 1;
  }
  return { detector, events, found };
}

function setTop({ book }: TestMarket, top: TopOfBook): void {
  book.clear();
  book.set(BUY, top.bidTicks, top.bidLots);
  book.set(SELL, top.askTicks, top.askLots);
}

describe("spot against perpetual on the recordings of 2024-08-08", () => {
  it.runIf(RECORDINGS_ABSENT)("says why it does not run", () => {
    console.log(RECORDINGS_ABSENT);
    expect(RECORDINGS_ABSENT).toContain("not run");
  });

  it.runIf(RECORDINGS_ABSENT === undefined)(
    "finds every event at which a bid is above the other's ask",
    () => {
      const { detector, events, found } = replay(EAGER, FREE);
      expect(events).toBe(93_851);
      const [spotToPerp, perpToSpot] = detector.pairs;
      expect(spotToPerp!.name).toBe("BTC binance:spot>binance:usdm");
      expect(perpToSpot!.grossLooks).toBe(93_704);
      expect(perpToSpot!.grossMaxBps.toFixed(2)).toBe("11.04");
      expect(spotToPerp!.grossLooks).toBe(100);
      expect(spotToPerp!.grossEpisodes).toBe(2);
      expect(spotToPerp!.grossMaxBps.toFixed(2)).toBe("0.80");
      // The rest are smaller than a venue takes: 0.001 BTC, or 100 USDT of the perpetual.
      const { crossedNet, gated } = detector.counts;
      expect(gated).toEqual({ size: crossedNet - found });
      expect(found).toBe(89_712);
    },
  );

  it.runIf(RECORDINGS_ABSENT === undefined)(
    "takes none at the fees of the venue, and says why",
    () => {
      const { detector, found } = replay(EAGER);
      expect(found).toBe(0);
      expect(detector.counts).toMatchObject({ crossedGross: 93_804, crossedNet: 0, gated: {} });
      expect(detector.explain(0).text).toMatch(
        /binance:usdm>binance:spot: gross .* = net -\d+\.\d{4}bps; needs 15bps to open.* missing/,
      );
    },
  );
});
