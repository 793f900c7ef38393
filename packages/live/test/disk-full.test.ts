import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { journalFolder, sessionName } from "../src/run/session-folder.ts";
import { findPaperVenue } from "../src/paper/paper-spawn.ts";
import { EngineProcess, verify } from "./campaign/kill-campaign.ts";
import type { PaperEngineOptions } from "./campaign/paper-engine.ts";
import { SessionFolder, SWAP } from "./session-folder.ts";

const SEGMENT_BYTES = 2 << 20;

/** A folder of so many MB, as long as the test runs. Called again it has another size. */
function limit(dir: string, megabytes: number): void {
  execFileSync("mount", ["-o", `remount,size=${megabytes * 1024}k`, dir]);
}

function mounted(dir: string, megabytes: number): void {
  mkdirSync(dir, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes * 1024}k`, "mexoms-test", dir], {
    stdio: "ignore",
  });
}

function canMount(): boolean {
  const dir = mkdtempSync(path.join(tmpdir(), "mexoms-test-"));
  try {
    mounted(dir, 1);
    execFileSync("umount", [dir]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function start(options: PaperEngineOptions): EngineProcess {
  const engine = new EngineProcess(options);
  onTestFinished(async () => {
    if (!engine.ended) await engine.kill();
    const left = findPaperVenue({ memory: options.memory, session: sessionName(options.dir) });
    if (left !== undefined) process.kill(left.pid, "SIGKILL");
  });
  return engine;
}

async function untilSaid(engine: EngineProcess, what: RegExp, times: number): Promise<void> {
  const deadline = performance.now() + 60_000;
  while ([...engine.text.matchAll(what)].length < times) {
    if (engine.ended || performance.now() > deadline) throw new Error(engine.text);
    await delay(5);
  }
}

const mounts = canMount();

describe("a disk that fills up under the journal of an engine", { timeout: 300_000 }, () => {
  it.runIf(!mounts)("is not tried where no small disk can be mounted", () => {
    console.log("not run: an engine on a full disk, as only root can mount one");
  });

  it.runIf(mounts)(
    "suspends quoting, which goes on with room again; at its very end the session ends in order, and a " +
      "restart with room goes on: nothing is lost",
    async () => {
      const folder = new SessionFolder();
      const { dir, memory } = folder;
      const journal = journalFolder(dir);
      mounted(journal, 5);
      onTestFinished(() => void execFileSync("umount", ["-l", journal]));
      const options: PaperEngineOptions = {
        dir,
        memory,
        tapes: [SWAP],
        speed: 20,
        every: "20ms",
        segmentBytes: SEGMENT_BYTES,
        deadlines: { reconcileEveryMs: 300, graceMs: 300 },
      };
      const engine = start(options);
      await engine.until(/phase suspended: .*has no room/);
      limit(journal, 7);
      await untilSaid(engine, /phase running/g, 2);
      expect(engine.text).toContain("the journal has room again");
      await engine.close();
      expect(engine.text).toMatch(/phase stopping: .*has no room/);
      expect(engine.text).toMatch(/end .*has no room/);
      expect(engine.text).not.toMatch(/were left open|Error/);
      limit(journal, 200);
      const again = start(options);
      await again.until("phase running");
      await delay(500);
      await again.stop();
      const { audit, parity, ledger } = await verify(dir);
      expect(audit.problems).toEqual([]);
      expect(audit.fills).toBeGreaterThan(0);
      expect(parity.difference).toBeUndefined();
      expect(parity.sessions.length).toBe(2);
      expect(ledger).toEqual([]);
    },
  );
});
