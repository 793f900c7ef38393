import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** A program of processes/ in a process of its own, killed when the test ends. */
export interface Child {
  readonly process: ChildProcess;
  /** What it printed so far. */
  readonly text: string;
  /** SIGKILL, and wait until it is gone. */
  kill(): Promise<void>;
  /** Its exit code, once it is gone. */
  readonly ended: Promise<number | null>;
}

/** Starts a program and waits for its first output. */
export async function startChild(name: string, args: readonly string[]): Promise<Child> {
  const file = fileURLToPath(new URL(`./processes/${name}.js`, import.meta.url));
  const child = spawnChild(process.execPath, [file, ...args]);
  await Promise.race([once(child.process.stdout!, "data"), child.ended]);
  if (child.text === "") throw new Error(`${name} ended without a word`);
  return child;
}

/** Runs any program. What it writes to stderr goes to ours; `tmp` is its folder for scratch files. */
export function spawnChild(command: string, args: readonly string[], tmp?: string): Child {
  const env = tmp === undefined ? process.env : { ...process.env, TMPDIR: tmp };
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"], env });
  const parts: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (part: string) => parts.push(part));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  ended.catch(() => {});
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return {
    process: child,
    get text() {
      return parts.join("");
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    ended,
  };
}
