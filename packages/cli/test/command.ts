import { spawn, type ChildProcessByStdio } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished } from "vitest";
import { runCommand } from "../src/run-command.ts";
import { inProcess, type Outcome } from "./in-process.ts";

/** The project's folder. */
export const ROOT: string = path.resolve(import.meta.dirname, "../../../..");
export const SWAP: string = path.join(ROOT, "data/tapes/synthetic-swap-BTCUSDT.tape");
const MAIN = path.join(ROOT, "packages/cli/dist/src/main.js");

/** A folder in which the command runs as a person would run it; it goes away with the test. */
export class Desk {
  readonly folder: string = mkdtempSync(path.join(tmpdir(), "mexoms-cli-"));

  constructor() {
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  path(name: string): string {
    return path.join(this.folder, name);
  }

  /** Writes a file, gzipped when its name ends in .gz. Returns its name. */
  file(name: string, content: string | Uint8Array): string {
    const packed = typeof content === "string" && name.endsWith(".gz");
    writeFileSync(this.path(name), packed ? gzipSync(content) : content);
    return name;
  }

  /** Names of what lies in the folder or in one in it. */
  names(name = "."): string[] {
    return existsSync(this.path(name)) ? readdirSync(this.path(name)).toSorted() : [];
  }

  /** Runs the command in this process: for what does not depend on being one of its own. */
  async call(...args: readonly string[]): Promise<Outcome> {
    return await inProcess(this.folder, async () => await runCommand(args));
  }

  async run(...args: readonly string[]): Promise<Outcome> {
    return await outcomeOf(this.start(...args));
  }

  /** Runs with variables of the environment beside those there are. */
  async runWith(env: Readonly<Record<string, string>>, ...args: string[]): Promise<Outcome> {
    return await outcomeOf(this.#start(args, env));
  }

  start(...args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
    return this.#start(args, {});
  }

  #start(
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ): ChildProcessByStdio<null, Readable, Readable> {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: this.folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    return child;
  }
}

export async function outcomeOf(
  child: ChildProcessByStdio<null, Readable, Readable>,
): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { code, stdout, stderr };
}

/** The command went well and complained of nothing. Returns what it printed. */
export function printed({ code, stdout, stderr }: Outcome): string {
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return stdout;
}

/** The command failed with one line of its own, no stack, and printed no result. */
export function refusal({ code, stdout, stderr }: Outcome): string {
  const [line = "", ...rest] = stderr.trimEnd().split("\n");
  expect(line).toMatch(/^error: /);
  expect(rest, "one line alone").toEqual([]);
  expect(stdout).toBe("");
  expect(code).toBe(1);
  return line;
}

export function digestIn(stdout: string): string {
  const found = /^\s*digest\s+([0-9a-f]{64})$/m.exec(stdout);
  expect(found, stdout).not.toBeNull();
  return found![1]!;
}
