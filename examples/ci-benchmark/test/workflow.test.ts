import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const EXAMPLE = path.join(ROOT, "examples/ci-benchmark");
const MAIN = path.join(ROOT, "packages/cli/dist/src/main.js");
const MEXOMS = /^npx -y \$PNPM -s mexoms (.*)$/;

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string>>;
}

const workflow = parse(readFileSync(path.join(EXAMPLE, "benchmark.yml"), "utf8")) as {
  on: string;
  jobs: { benchmark: { env: Record<string, string>; steps: readonly Step[] } };
};
const { steps, env } = workflow.jobs.benchmark;
const commands = steps.flatMap(({ run = "" }) =>
  run.split("\n").flatMap((line) => MEXOMS.exec(line)?.[1] ?? []),
);

describe("the workflow of the CI example", { timeout: 300_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "mexoms-ci-"));
  const head = path.join(folder, "head");
  beforeAll(() => {
    mkdirSync(head);
    symlinkSync(ROOT, path.join(folder, "base"));
    for (const name of ["data", "examples"]) {
      symlinkSync(path.join(ROOT, name), path.join(head, name));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is YAML that checks out head and base, builds, gates, comments and keeps what was made", () => {
    expect(workflow.on).toBe("pull_request");
    const names = steps.map(({ name, uses }) => name ?? uses!.split("@")[0]);
    expect(names).toEqual([
      "Check out the pull request",
      "Check out what it would be merged into",
      "actions/setup-node",
      "Install valgrind, to count instructions",
      "Install and build both",
      "Gate",
      "Profiles of what failed",
      "Comment",
      "Keep comment, history and profiles",
    ]);
    expect(steps.filter(({ with: given }) => given?.["path"] === "base")).toHaveLength(1);
    const pinned = readFileSync(path.join(ROOT, "CONTRIBUTING.md"), "utf8");
    expect(pinned).toContain(`npx -y ${env["PNPM"]}`);
  });

  it("names only files that it makes or that are there", () => {
    expect(existsSync(path.join(ROOT, "examples/ci-benchmark/baseline.json"))).toBe(true);
    const comment = steps.find(({ name }) => name === "Comment")!.run!;
    expect(comment).toContain("--body-file out/benchmark.md");
    expect(commands.join(" ")).toContain("--markdown out/benchmark.md");
  });

  // As they stand, but each figure is taken once; base is this very checkout.
  it.each(commands)("runs: mexoms %s", (command) => {
    const args = [MAIN, ...command.split(" "), "--smoke"];
    const done = spawnSync(process.execPath, args, { cwd: head, encoding: "utf8" });
    expect(done.stderr).toBe("");
    expect(done.status).toBe(0);
    for (const [, made] of command.matchAll(/--(?:markdown|history|profile) (\S+)/g)) {
      expect(existsSync(path.join(head, made!)), made).toBe(true);
    }
  });

  it("runs the gate and the profiles by mexoms itself", () => {
    expect(commands).toHaveLength(2);
    expect(commands[0]).toContain("--gate");
    expect(commands[0]).toContain("--base ../base");
  });
});
