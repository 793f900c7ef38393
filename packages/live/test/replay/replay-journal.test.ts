import { describe, expect, it } from "vitest";
import { replayJournal } from "../../src/replay/replay-journal.ts";
import { lookup, maker, tinySession } from "./tiny-world.ts";

describe("a journal that is replayed", () => {
  it("gives every request and explanation of the session again, byte for byte", async () => {
    const live = await tinySession({ explains: true });
    live.run();
    const strategy = await maker();
    const result = await replayJournal(live.journal.dir, { find: lookup(strategy) });
    expect(result.difference).toBeUndefined();
    expect(result.sessions).toMatchObject([
      { requests: live.requests, unwritten: 0, end: "stopped", notes: [], from: 1 },
    ]);
    expect(live.requests).toBeGreaterThan(1000);
    expect(result.sessions[0]!.explains).toBeGreaterThan(0);
  });
});
