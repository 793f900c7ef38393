import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PROJECT_ROOT } from "./system-tools.ts";

// Each test runs the script on a small project of its own, inside this one so that vitest is found.
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(fileURLToPath(new URL("packages/sim/dist/script-", PROJECT_ROOT)));
  writeFileSync(path.join(folder, "vitest.config.mjs"), "export default {};\n");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly status: number | null;
  readonly lines: readonly string[];
}

function runScript(env: Readonly<Record<string, string>> = {}): Outcome {
  const { status, stdout } = spawnSync(
    process.execPath,
    ["scripts/test.mjs", "--root", folder, "--globals"],
    {
      cwd: fileURLToPath(PROJECT_ROOT),
      encoding: "utf8",
      // A program that exists stands for the tools: these tests start none.
      env: {
        PATH: process.env["PATH"],
        CHROMIUM: process.execPath,
        NATS_SERVER: process.execPath,
        ...env,
      },
    },
  );
  return { status, lines: stdout.trimEnd().split("\n") };
}

function testFile(name: string, text: string): void {
  writeFileSync(path.join(folder, name), text);
}

describe("the test script", () => {
  it("closes with the counts alone on a line, and passes when all pass", () => {
    testFile("a.test.mjs", 'test("one", () => {});\ntest("two", () => {});\n');
    const { status, lines } = runScript();
    expect(lines.at(-1)).toBe("2 passed, 0 failed");
    expect(status).toBe(0);
  });

  it("fails and counts when a test fails, and counts skipped ones apart", () => {
    testFile(
      "a.test.mjs",
      'test("one", () => {});\ntest("two", () => { throw new Error("no"); });\ntest.skip("three", () => {});\n',
    );
    const { status, lines } = runScript();
    expect(lines.at(-1)).toBe("1 passed, 1 failed, 1 skipped");
    expect(status).toBe(1);
  });

  it("counts a file that does not load as a failure, and names it", () => {
    testFile("a.test.mjs", 'test("one", () => {});\n');
    testFile("broken.test.mjs", 'import "./absent.mjs";\n');
    const { status, lines } = runScript();
    expect(lines.at(-1)).toBe("1 passed, 1 failed");
    expect(lines.some((line) => /failed: .*broken\.test\.mjs did not load/.test(line))).toBe(true);
    expect(status).toBe(1);
  });

  it("fails when no test ran", () => {
    const { status, lines } = runScript();
    expect(lines.slice(-2)).toEqual(["failed: no test ran", "0 passed, 1 failed"]);
    expect(status).toBe(1);
  });

  it("fails on an error outside any test, although every test passed", () => {
    testFile(
      "a.test.mjs",
      'test("one", () => { setTimeout(() => { throw new Error("late"); }, 1); });\ntest("two", () => new Promise((done) => setTimeout(done, 50)));\n',
    );
    const { status, lines } = runScript();
    expect(lines.at(-1)).toBe("2 passed, 1 failed");
    expect(status).toBe(1);
  });

  it("says which tests a missing tool keeps from running, and the line that installs it", () => {
    testFile("a.test.mjs", 'test("one", () => {});\n');
    const { status, lines } = runScript({ CHROMIUM: "", PATH: "", MEXOMS_NO_INSTALL: "1" });
    expect(lines.slice(-3)).toEqual([
      expect.stringMatching(/^not run for want of Chromium: report page in a browser/),
      "  install it with: sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium fonts-liberation",
      "1 passed, 0 failed",
    ]);
    expect(status).toBe(0);
  });

  it.each(["CI", "MEXOMS_REQUIRE_ALL"])("fails for a missing tool under %s", (variable) => {
    testFile("a.test.mjs", 'test("one", () => {});\n');
    const absent = { CHROMIUM: "", PATH: "", MEXOMS_NO_INSTALL: "1" };
    const { status, lines } = runScript({ ...absent, [variable]: "1" });
    expect(lines.at(-1)).toBe("1 passed, 1 failed");
    expect(status).toBe(1);
  });

  it("names the variable that points at no program, instead of testing without it", () => {
    const { status, lines } = runScript({ CHROMIUM: "/absent/browser" });
    expect(lines.at(-2)).toMatch(/^failed: Error: CHROMIUM: \/absent\/browser is not a program/);
    expect(lines.at(-1)).toBe("0 passed, 1 failed");
    expect(status).toBe(1);
  });
});
