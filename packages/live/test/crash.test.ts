import { describe, expect, it } from "vitest";
import { killCampaign } from "./campaign/kill-campaign.ts";
import { SessionFolder, SWAP } from "./session-folder.ts";

const KILLS_A_SESSION = 10;
/** 10 kills in a usual run, 200 in a soak. */
const SESSIONS = process.env["MEXOMS_SOAK"] === undefined ? 1 : 20;

describe("an engine that is killed with SIGKILL under load", () => {
  it.each(Array.from({ length: SESSIONS }, (_, i) => i + 1))(
    "loses and doubles nothing, seed %i",
    { timeout: 300_000 },
    async (seed) => {
      const { dir, memory } = new SessionFolder();
      const result = await killCampaign(
        {
          dir,
          memory,
          tapes: [SWAP],
          speed: 10,
          every: "50ms",
          segmentBytes: 1 << 20,
          deadlines: { reconcileEveryMs: 200, snapshotEveryMs: 300, graceMs: 100 },
        },
        { kills: KILLS_A_SESSION, seed },
      );
      expect(result.audit.problems).toEqual([]);
      expect(result.parity.difference).toBeUndefined();
      expect(result.ledger).toEqual([]);
      expect(result.kills).toBe(KILLS_A_SESSION);
      expect(result.audit.fills).toBeGreaterThan(0);
      expect(result.audit.submits).toBeGreaterThan(100);
    },
  );
});
