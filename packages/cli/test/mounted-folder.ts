import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** A file system of its own, of so many KB, that goes away with the test. */
export function mountFolder(dir: string, kilobytes: number): void {
  mkdirSync(dir, { recursive: true });
  mount(["-t", "tmpfs", "-o", `size=${kilobytes}k`, "mexoms-test", dir]);
  onTestFinished(() => {
    execFileSync("umount", [dir]);
  });
}

/** Gives it another size, or takes the right to write. */
export function remount(dir: string, options: string): void {
  mount(["-o", `remount,${options}`, dir]);
}

/** Whether this user may do so. */
export function mayMount(): boolean {
  const dir = mkdtempSync(path.join(tmpdir(), "mexoms-cli-"));
  try {
    mount(["-t", "tmpfs", "-o", "size=64k", "mexoms-test", dir]);
    execFileSync("umount", [dir]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function mount(args: readonly string[]): void {
  execFileSync("mount", args, { stdio: "ignore" });
}
