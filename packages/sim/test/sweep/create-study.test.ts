import { describe, expect, it } from "vitest";
import { createStudy, type Point, settingsDigest, studyDigest, trialId } from "@mexoms/sim";
import { studyDifferences } from "../../src/sweep/study-difference.ts";
import { Scratch } from "../scratch.ts";
import { options, QUOTING, runnerOf, swapTape, trialOf } from "./quoting.ts";

const TRIPS =
  "req_ts,exch_ts,resp_ts\n1704067200000000000,1704067200003000000,1704067200009000000\n";

describe("a study", () => {
  it("is plain JSON with all texts of parameters that are not swept", async () => {
    const tape = swapTape(1);
    const study = await createStudy(options([tape], { params: { lots: "20" } }));
    expect(JSON.parse(JSON.stringify(study))).toEqual(study);
    expect(study.params).toEqual({
      instrument: "synthetic:swap:BTCUSDT",
      lots: "20",
      breaksAt: "0",
    });
    expect(study).toMatchObject({
      strategy: { name: "quoting", codeDigest: "test" },
      tapes: [{ instrument: "synthetic:swap:BTCUSDT", digest: tape.digest, rows: tape.rowCount }],
      barNs: 50e6,
      currency: "USDT",
    });
    const [start, end, dataEnd] = [study.startNs, study.endNs, study.dataEndNs].map(Number);
    expect((end! - start!) / (dataEnd! - start!)).toBeCloseTo(0.8, 6);
  });

  it("has what is in a latency's files, under their names without folders", async () => {
    const scratch = new Scratch();
    const tapes = [swapTape(1)];
    const file = scratch.file("trips.csv", TRIPS);
    const study = await createStudy(options(tapes, { latency: `file:${file}` }));
    expect(study.latency).toBe("file:trips.csv");
    expect(study.latencyFiles).toEqual([{ file: "trips.csv", text: TRIPS }]);
    const byVenue = await createStudy(
      options(tapes, { latency: `synthetic:file:${file};other:5ms` }),
    );
    expect(byVenue.latency).toBe("synthetic:file:trips.csv;other:5ms");
    scratch.remove();
    const ends = await Promise.all(
      [study, byVenue].map(async (each) =>
        runnerOf(each, tapes).run(trialOf(each, { halfSpread: "1bps" })),
      ),
    );
    expect(ends.map(({ kind }) => kind)).toEqual(["done", "done"]);
    expect(ends[0]).toEqual(ends[1]);
  });

  it.each([
    [{ sample: { half: "1bps" } }, /half: is not a parameter of this strategy/],
    [{ sample: { halfSpread: "99bps" } }, /halfSpread: /],
    [{ params: { halfSpread: "1bps" } }, /halfSpread: is both swept and given a value/],
    [{ holdout: 1 }, /holdout: 1 is not a part from 0 to below 1/],
    [{ barNs: 0 }, /bar: 0 is not a whole number/],
    [{ currency: "EUR" }, /currency: no instrument settles in "EUR"; the tapes settle in USDT/],
    [{ warmup: "5m" }, /warmup: 300s is not shorter than the data, which is 60003ms$/],
    [
      { warmup: "50s", holdout: 0.5 },
      /warmup: 50s is not shorter than the data, which is 30001ms$/,
    ],
    [{ queue: "fifo" }, /queue: fifo needs order-by-order/],
    [{ latency: "other:5ms" }, /latency: says nothing of synthetic/],
  ])("that cannot be run is refused early: %j", async (changes, message) => {
    await expect(createStudy(options([swapTape(1)], changes))).rejects.toThrow(message);
  });
});

describe("the id of a trial", () => {
  it("is equal for equal trials, in whatever order their parts stand, and differs with each of them", async () => {
    const tapes = [swapTape(1)];
    const study = await createStudy(options(tapes));
    const digest = settingsDigest(study);
    const base = { point: { a: "1", b: "2" }, variant: { label: "" }, share: 1 };
    const id = trialId(digest, base);
    expect(id).toMatch(/^[0-9a-f]{24}$/);
    expect(trialId(digest, { ...base, point: { b: "2", a: "1" } })).toBe(id);
    const reversed = Object.fromEntries(Object.entries(study).toReversed());
    expect(studyDigest(reversed as unknown as typeof study)).toBe(studyDigest(study));
    expect(settingsDigest(reversed as unknown as typeof study)).toBe(digest);
    const others = [
      trialId(digest, { ...base, share: 0.5 }),
      trialId(digest, { ...base, point: { a: "1", b: "3" } }),
      trialId(digest, { ...base, variant: { label: "latency x2", latencyTimes: 2 } }),
      trialId(settingsDigest({ ...study, seed: 2 }), base),
    ];
    expect(new Set([id, ...others]).size).toBe(5);
  });

  it("does not tell which parameters were swept, nor how a value was written", async () => {
    const tapes = [swapTape(1)];
    type Changes = Parameters<typeof options>[1];
    const idOf = async (changes: Changes, point: Point): Promise<string> => {
      const study = await createStudy(options(tapes, changes));
      return trialOf(study, point).id;
    };
    const narrow = await idOf({ params: { lots: "20" } }, { halfSpread: "1bps" });
    const wide = { sample: { halfSpread: "1bps", lots: "20" } };
    expect(await idOf(wide, { lots: "20", halfSpread: "1bps" })).toBe(narrow);
    const other = { sample: { lots: "20" }, params: { halfSpread: "0.010%" } };
    expect(await idOf(other, { lots: "20" })).toBe(narrow);
    expect(await idOf(other, { lots: "21" })).not.toBe(narrow);
  });

  it.each([
    [{ latency: "7ms" }, [/^latency: was 5ms, is now 7ms$/]],
    [{ barNs: 1e9 }, [/^the bar: was 50ms, is now 1s$/]],
    [
      { codeDigest: "other" },
      [/^the code of the strategy: was quoting test, is now quoting other$/],
    ],
    [{ fees: { maker: "1bps", taker: "2bps" } }, [/^fees: was not given, is now {"maker":"1bps"/]],
    [{ tapes: [swapTape(2)] }, [/^the tapes: was synthetic.* \w{12}, is now synthetic.* \w{12}$/]],
    [
      { holdout: 0.4, barNs: 50e6 },
      [/^the end of what trials see \(hold-out\): was 20.*Z, is now 20/],
    ],
    [{ params: { lots: "20" } }, []],
  ])("settings that differ are told with both values: %#", async (changes, texts) => {
    const before = await createStudy(options([swapTape(1)]));
    const now = await createStudy(options([swapTape(1)], changes));
    const differences = studyDifferences(before, now);
    expect(differences).toEqual(texts.map((text): unknown => expect.stringMatching(text)));
  });

  it("takes a default and the same text given for the same", async () => {
    const tapes = [swapTape(1)];
    const given = await createStudy(options(tapes, { params: { lots: "50", breaksAt: "0" } }));
    expect(studyDigest(given)).toBe(studyDigest(await createStudy(options(tapes))));
    expect(QUOTING.params["lots"]!.default).toBe("50");
  });
});
