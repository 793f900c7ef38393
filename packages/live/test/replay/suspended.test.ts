import { describe, expect, it } from "vitest";
import { replayJournal } from "../../src/replay/replay-journal.ts";
import { lookup, maker, tinySession } from "./tiny-world.ts";

describe("the market maker, while its market is suspended", () => {
  it("sends nothing but cancels, does not try without end, and quotes again once it is over", async () => {
    const sent: { nowNs: number; requests: number; tried: number }[] = [];
    let quoting = 0;
    const live = await tinySession({
      endNs: 60e9,
      onStep: (session, nowNs) => {
        const { driver, kernel, requests } = session;
        const look = (): void => {
          const tried = kernel.desk.nextOrderId;
          sent.push({ nowNs, requests, tried });
        };
        if (nowNs === 20e9) {
          driver.command({ what: "suspend", market: 0, why: "the venue is silent" }, nowNs);
          look();
        } else if (nowNs === 40e9) {
          look();
          quoting = kernel.markets[0]!.open.length;
          driver.command({ what: "resume", market: 0 }, nowNs);
        } else if (nowNs === 60e9) look();
      },
    });
    live.run();
    const [before, after, end] = sent;
    expect(quoting).toBe(0);
    // Cancels of what it would have moved, and no more.
    expect(after!.requests - before!.requests).toBeLessThan(10);
    expect(after!.tried - before!.tried).toBeLessThan(200);
    expect(end!.requests - after!.requests).toBeGreaterThan(100);
    const find = lookup(await maker());
    expect((await replayJournal(live.journal.dir, { find })).difference).toBeUndefined();
  });
});
