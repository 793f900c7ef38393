import { describe, expect, it } from "vitest";
import { openTape, type Tape } from "@mexoms/sim";
import { backtestOfJournal } from "../../src/replay/recorded-run.ts";
import { replayJournal } from "../../src/replay/replay-journal.ts";
import { gambler } from "./gambler.ts";
import { lookup, maker, TAPE, tinySession } from "./tiny-world.ts";

const SPOT = "data/tapes/synthetic-spot-BTCUSDT.tape";
const open = (file: string): Tape => openTape(file, { verify: false });

describe("a paper session and a backtest with its models and its latency", () => {
  it("give the same fills for the market maker", async () => {
    const live = await tinySession({ endNs: 300e9 });
    live.run();
    const find = lookup(await maker());
    const run = await backtestOfJournal(live.journal.dir, { find, tapes: [TAPE] });
    expect(run.difference).toBeUndefined();
    expect(run.fills).toBe(live.fills);
    expect(run.fills).toBeGreaterThan(20);
    expect(run.requests).toBe(live.requests);
  });

  it.each([1, 2, 3, 4, 5, 6])(
    "give the same fills for all that can be asked for, on two markets, with seed %i",
    async (seed) => {
      const exchange = seed % 2 === 0 ? "partial" : "no-partial";
      const live = await tinySession({
        strategy: gambler(),
        tapes: [open(TAPE), open(SPOT)],
        exchange,
        seed,
        endNs: 20e9,
        explains: true,
      });
      live.run();
      const find = lookup(gambler());
      const replayed = await replayJournal(live.journal.dir, { find });
      expect(replayed.difference).toBeUndefined();
      const run = await backtestOfJournal(live.journal.dir, { find, tapes: [TAPE, SPOT] });
      console.log(seed, run.fills, run.equalFills, run.requests, run.difference);
      expect(run.difference).toBeUndefined();
      expect(run.fills).toBeGreaterThan(100);
    },
  );
});
