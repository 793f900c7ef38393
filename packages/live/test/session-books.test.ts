import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SessionControl } from "@mexoms/live";
import { SessionBooks } from "@mexoms/live/internal";
import { startChild } from "./child.ts";
import { BTC_USDM } from "./btc-usdm.ts";
import { sharedScratch } from "./shared-scratch.ts";

describe("books of a session", () => {
  it("a book is absent before it is written, valid then, dead at once when its writer is", async () => {
    const memory = sharedScratch();
    const options = { memory, session: "s", epochNs: 0n, speed: 1, instruments: [BTC_USDM] };
    const control = SessionControl.create(options);
    const books = new SessionBooks({ memory, levels: 3, staleNs: 60e9 });
    expect([books.session, books.running, books.writerAlive]).toEqual(["s", false, true]);
    expect(books.look().map(({ state }) => state)).toEqual(["absent"]);
    const [file, trades] = [control.marketFile(0, "book"), control.marketFile(0, "trades")];
    const child = await startChild("pattern-writer", [file, trades, "5", "0"]);
    expect(existsSync(file)).toBe(true);
    const until = performance.now() + 60_000;
    let [look] = books.look();
    while (look!.state !== "valid" && performance.now() < until) [look] = books.look();
    expect(look).toMatchObject({ state: "valid", ageNs: undefined });
    expect([look!.bids.length, look!.asks.length]).toEqual([3, 3]);
    control.start(process.hrtime.bigint());
    await child.kill();
    const [after] = books.look();
    expect(after).toMatchObject({ state: "dead", bids: [], asks: [] });
    expect(after!.ageNs).toBeGreaterThanOrEqual(0);
    books.close();
  });
});
