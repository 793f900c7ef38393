import { existsSync, readFileSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Desk, outcomeOf, printed, refusal, SWAP } from "./command.ts";
import { mayMount, mountFolder, remount } from "./mounted-folder.ts";
import { QUOTES, strategyText } from "./strategy-text.ts";

/** Half a second. */
const TICKS_OF_ITS_OWN = 50;
const LONG = { timeout: 300_000 };
const DEADLINE_MS = 240_000;
const mounts = mayMount();

function desk(body = QUOTES): Desk {
  const made = new Desk();
  made.file("package.json", "{}");
  made.file("mine.ts", strategyText(body));
  return made;
}

const SWEEP = ["sweep", "mine.ts", "--tape", SWAP, "--no-nearby", "--no-assumptions"];
const GRID = ["--grid", "halfSpread=0.5bps:4bps:0.1bps"];

it.runIf(!mounts)("is told when disks that are full cannot be made here", () => {
  console.log("not run: sweeps on a full disk, which need the right to mount");
});

describe.runIf(mounts)("a sweep on a disk", () => {
  it(
    "that fills up says which file, and goes on to the same tables when there is room",
    LONG,
    async () => {
      const at = desk();
      printed(await at.call(...SWEEP, ...GRID, "--out", "whole"));
      const logKb = Math.ceil(statSync(at.path("whole/trials.log")).size / 1024);
      mountFolder(at.path("disk"), Math.floor(logKb / 2));
      const run = async (): Promise<string> =>
        refusal(await at.call(...SWEEP, ...GRID, "--out", "disk/sweep"));
      expect(await run()).toMatch(
        /disk\/sweep\/trials\.log: cannot be written: no space is left on the device; .*goes on/,
      );
      expect(at.names("disk/sweep")).toEqual(["sweep.json", "trials.log"]);

      // Room for all trials, and not for all tables.
      remount(at.path("disk"), `size=${logKb + 64}k`);
      const { stdout, stderr, code } = await at.call(...SWEEP, ...GRID, "--out", "disk/sweep");
      expect([stdout, code]).toEqual(["", 1]);
      expect(stderr).toMatch(/^note: .*not written to its end/);
      expect(stderr).toMatch(/error: disk\/sweep\/trials\.\w+: no space is left on the device\n$/);
      expect(at.names("disk/sweep")).not.toContain("trials.columns");

      remount(at.path("disk"), "size=64M");
      printed(await at.call(...SWEEP, ...GRID, "--out", "disk/sweep"));
      expect(at.names("disk/sweep")).toEqual(at.names("whole"));
      for (const name of ["sweep.json", "trials.csv", "trials.jsonl", "trials.columns"]) {
        const same = readFileSync(at.path(`disk/sweep/${name}`)).equals(
          readFileSync(at.path(`whole/${name}`)),
        );
        expect(same, name).toBe(true);
      }
    },
  );

  it("that cannot be written to is refused before anything is run", LONG, async () => {
    const at = desk();
    mountFolder(at.path("disk"), 8192);
    printed(await at.call(...SWEEP, "--grid", "halfSpread=1bps,2bps", "--out", "disk/sweep"));
    const before = at.names("disk/sweep");
    remount(at.path("disk"), "ro");
    const again = [...SWEEP, ...GRID, "--out", "disk/sweep"];
    expect(refusal(await at.call(...again))).toMatch(
      /disk\/sweep\/.*: the file system is read-only/,
    );
    expect(at.names("disk/sweep")).toEqual(before);
    const project = ["--out", "sweep", "--project", at.path("disk")];
    expect(refusal(await at.call(...SWEEP, ...GRID, ...project))).toMatch(
      /disk\/mexoms-research\.jsonl: cannot be written: the file system is read-only/,
    );
    expect(at.names()).not.toContain("sweep");
  });
});

it.each([
  [["--project", "nowhere"], /nowhere\/mexoms-research\.jsonl: cannot be written: no such file/],
  [["--min-fills", "many"], /--min-fills: "many"/],
])("a sweep with %j is refused before anything is run", async (args, problem) => {
  const at = desk();
  expect(refusal(await at.call(...SWEEP, ...GRID, ...args))).toMatch(problem);
  expect(at.names("out")).toEqual([]);
});

it(
  "a trial that never ends is said to hold up the sweep, and a second Ctrl-C ends it",
  LONG,
  async () => {
    const at = desk(`const book = ctx.book(p.instrument);
    ctx.every("500ms", () => {
      if (!book.valid || p.halfSpread.of(book.mid) < 1.5 * book.mid * 1e-4) return;
      for (let turns = 0; ; ) turns += 1;
    });`);
    const child = at.start(...SWEEP, "--grid", "halfSpread=1bps,2bps", "--workers", "1");
    let stderr = "";
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    const outcome = outcomeOf(child);
    const until = async (over: () => boolean): Promise<void> => {
      const endMs = performance.now() + DEADLINE_MS;
      while (!over() && child.exitCode === null && performance.now() < endMs) await sleep(10);
    };
    const log = at.path("out/sweep-mine/trials.log");
    await until(() => existsSync(log) && readFileSync(log, "utf8").includes('"1bps"'));
    // Nothing else has so much to do now: the other trial has begun, and is not one that is left out.
    const since = processorTicks(child.pid!);
    await until(() => processorTicks(child.pid!) - since > TICKS_OF_ITS_OWN);
    child.kill("SIGINT");
    await until(() => stderr.includes("Ctrl-C again"));
    expect(child.exitCode, `it waits for its trial: ${stderr}`).toBe(null);
    child.kill("SIGINT");
    expect((await outcome).code).toBe(130);
    const left = [...SWEEP, "--grid", "halfSpread=1bps,1.2bps"];
    const { code, stdout } = await at.call(...left);
    expect(code, "the lock that was left holds nobody up").toBe(0);
    expect(stdout).toMatch(/2 trials \(2 search\)/);
  },
);

/** Processor time of a process and its threads, in hundredths of a second. */
function processorTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
    .replace(/^.*\) /, "")
    .split(" ");
  return Number(fields[11]) + Number(fields[12]);
}
