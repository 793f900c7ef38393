import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { changeDigit, GoldenCopy } from "./golden-copy.ts";
import { GOLDEN_ABSENT, GOLDEN_FOLDERS, oracle, oracleWith } from "./golden-folders.ts";

const BTC = GOLDEN_FOLDERS.find((folder) => path.basename(folder) === "usdm-btc");

function runsOf(folder: string): Record<string, { fills: number }> {
  const text = readFileSync(path.join(folder, "manifest.json"), "utf8");
  return (JSON.parse(text) as { runs: Record<string, { fills: number }> }).runs;
}

function emptyFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "mexoms-no-recordings-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe.runIf(!GOLDEN_ABSENT)("the simulator agrees with golden runs, fill for fill", () => {
  it.each(GOLDEN_FOLDERS.map((folder) => [path.basename(folder), folder] as const))(
    "%s",
    (_, folder) => {
      const { code, lines, stderr } = oracle(folder);
      expect(stderr).toBe("");
      const wanted = Object.entries(runsOf(folder)).map(
        ([name, { fills }]) => `${name} ${fills} fills identical`,
      );
      const told = lines.filter((line) => !line.startsWith("note: "));
      expect(told.map((line) => line.replace(/ +/g, " "))).toEqual(wanted);
      expect(code).toBe(0);
    },
  );
});

describe.runIf(!GOLDEN_ABSENT && BTC)("the oracle command", () => {
  it.each([
    ["fills", "touch-power3-10ms", 101, 5],
    ["fills", "grid-power3-10ms-partial", 7, 4],
    ["steps", "replay", 2000, 1],
    ["orders", "grid-power3-10ms", 50, 4],
  ])(
    "exits 1 and names the first differing row when one digit of %s of %s differs",
    (kind, name, row, field) => {
      const copy = new GoldenCopy(BTC!);
      let spoiled = "";
      copy.editRows(`${name}.${kind}`, (lines) => {
        changeDigit(lines, row, field);
        spoiled = lines[row]!;
      });
      const { code, lines } = oracle(copy.folder, ["--config", name]);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(
        new RegExp(`^${name} +DIFFERENT in ${kind} row ${row}: ours \\d+,.*, golden `),
      );
      expect(lines[0]!.endsWith(`golden ${spoiled}`)).toBe(true);
      expect(code).toBe(1);
    },
  );

  it("exits 1 when a golden row is missing or one too many, and goes on with the others", () => {
    const copy = new GoldenCopy(BTC!);
    copy.editRows("touch-power3-10ms.fills", (lines) => lines.pop());
    copy.editRows("touch-risk-10ms.fills", (lines) => lines.push(lines.at(-1)!));
    const names = ["touch-power3-10ms", "touch-risk-10ms", "replay"];
    const { code, lines } = oracle(
      copy.folder,
      names.flatMap((name) => ["--config", name]),
    );
    expect(lines[0]).toMatch(
      /^touch-power3-10ms +DIFFERENT in fills row 399: ours \d.*, golden \(none\)$/,
    );
    expect(lines[1]).toMatch(
      /^touch-risk-10ms +DIFFERENT in fills row 399: ours \(none\), golden \d/,
    );
    expect(lines[2]).toMatch(/^replay +0 fills identical$/);
    expect(code).toBe(1);
  });

  it("exits 2 when the rows are not those of the golden runs", () => {
    const copy = new GoldenCopy(BTC!);
    copy.editManifest((text) => text.replace(/("exch_sha256": ")./, "$1-"));
    const { code, lines, stderr } = oracle(copy.folder);
    expect(stderr).toBe("btcusdt_20240808.gz: the rows differ from those of the golden runs\n");
    expect(lines).toEqual([""]);
    expect(code).toBe(2);
  });

  it("exits 2 when the recordings are missing, and names them", () => {
    const folder = emptyFolder();
    const { code, stderr } = oracleWith([BTC!, "--raw", folder]);
    expect(stderr).toBe(`--raw: ${folder} does not hold usdm/btcusdt_20240808.gz\n`);
    expect(code).toBe(2);
    const absent = oracleWith([BTC!, "--raw", path.join(folder, "no")]);
    expect(absent.stderr).toBe(`--raw: ${folder}/no is not a folder\n`);
    expect(absent.code).toBe(2);
  });

  it("exits 2 for a configuration that is not there, and names those that are", () => {
    const { code, stderr } = oracle(BTC!, ["--config", "grid-nosuch"]);
    expect(stderr).toMatch(/^no configuration grid-nosuch in .*; it has replay, .*grid-risk-10ms/);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(code).toBe(2);
  });
});

describe("the oracle command, with no golden runs at hand", () => {
  it("exits 2 with its usage when it is called the wrong way", () => {
    for (const args of [[], ["a"], ["a", "b", "--raw", "c"]]) {
      const { code, stderr } = oracleWith(args);
      expect(stderr).toMatch(/^usage: pnpm -s oracle GOLDEN_DIR --raw RECORDINGS_DIR/);
      expect(code).toBe(2);
    }
  });

  it("exits 2 when the folder holds no manifest", () => {
    const folder = emptyFolder();
    const { code, stderr } = oracleWith([folder, "--raw", folder]);
    expect(stderr).toBe(`golden folder: ${folder}/manifest.json cannot be read\n`);
    expect(code).toBe(2);
  });
});

if (GOLDEN_ABSENT) {
  it("says why golden runs are not compared", () => {
    console.log(GOLDEN_ABSENT);
  });
}
