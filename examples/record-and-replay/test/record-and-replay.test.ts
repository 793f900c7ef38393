import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTape } from "@mexoms/sim";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const PROGRAM = path.join(ROOT, "examples/record-and-replay/dist/program/record-and-replay.js");
const TAPE = "data/tapes/synthetic-swap-BTCUSDT.tape";

describe("the example that records and replays", () => {
  let folder: string;

  // It writes to out/ of the folder that it is started in: one of its own, with the same data.
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "mexoms-example-"));
    for (const name of ["data", "examples"]) {
      symlinkSync(path.join(ROOT, name), path.join(folder, name));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("gives one digest for the tape, the stream and the file, and one for the runs on them", () => {
    const done = spawnSync(process.execPath, [PROGRAM], { cwd: folder, encoding: "utf8" });
    expect(done.stderr).toBe("");
    expect(done.status).toBe(0);
    const rows = done.stdout.split("\n").map((line) => line.split(/ {2,}/));
    const found = rows.filter(([name]) => /^(original|from NATS|tape file)$/.test(name!));
    expect(found.map(([name]) => name)).toEqual(["original", "from NATS", "tape file"]);
    const { digest } = openTape(path.join(ROOT, TAPE), { verify: false });
    expect(new Set(found.map(([, tape]) => tape))).toEqual(new Set([digest.slice(0, 16)]));
    expect(new Set(found.map(([, , run]) => run)).size).toBe(1);
  });
});
