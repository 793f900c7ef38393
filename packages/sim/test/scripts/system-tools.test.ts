import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CHROMIUM_TOOL, findTool, installLine, NATS_TOOL } from "./system-tools.ts";

const folder = mkdtempSync(path.join(tmpdir(), "mexoms-tools-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, "#!/bin/sh\n");
  chmodSync(file, 0o755);
  return file;
}

describe("finding a system tool", () => {
  it("believes the variable before PATH", () => {
    const told = program("told/browser");
    program("path/chromium");
    const env = { CHROMIUM: told, PATH: path.join(folder, "path") };
    expect(findTool(CHROMIUM_TOOL, env)).toBe(told);
  });

  it("names the variable when it points at nothing, instead of taking another browser", () => {
    program("path/chromium");
    const env = { CHROMIUM: path.join(folder, "absent"), PATH: path.join(folder, "path") };
    expect(() => findTool(CHROMIUM_TOOL, env)).toThrow(/^CHROMIUM: .*absent is not a program/);
  });

  it("takes the better binary even from a later folder of PATH", () => {
    program("first/google-chrome");
    const better = program("second/chromium");
    const env = { PATH: `${path.join(folder, "first")}:${path.join(folder, "second")}` };
    expect(findTool(CHROMIUM_TOOL, env)).toBe(better);
  });

  it("does not take a folder or a file that cannot be run", () => {
    mkdirSync(path.join(folder, "bad", "chromium"), { recursive: true });
    writeFileSync(path.join(folder, "bad", "google-chrome"), "");
    expect(findTool(CHROMIUM_TOOL, { PATH: path.join(folder, "bad") })).toBeUndefined();
    expect(findTool(CHROMIUM_TOOL, {})).toBeUndefined();
  });

  it("says what a variable could hold", () => {
    expect(() => findTool(NATS_TOOL, { NATS_SERVER: "/absent" })).toThrow(
      "NATS_SERVER: /absent is not a program; for example /usr/sbin/nats-server",
    );
  });

  it("gives an install line that asks nothing", () => {
    expect(installLine(CHROMIUM_TOOL)).toBe(
      "sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium fonts-liberation",
    );
  });
});
