import { describe, expect, it } from "vitest";
import { backtestOfJournal } from "../../src/replay/recorded-run.ts";
import { lookup, maker, TAPE, tinySession } from "./tiny-world.ts";

describe("a paper session and a backtest with its models and its latency", () => {
  it("give the same fills", async () => {
    const live = await tinySession({ endNs: 300e9 });
    live.run();
    const run = await backtestOfJournal(live.journal.dir, {
      find: lookup(await maker()),
      tapes: [TAPE],
    });
    console.log(run.difference, run.fills, run.equalFills, run.requests);
    expect(run.difference).toBeUndefined();
  });
});
