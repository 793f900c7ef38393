// Whatever a run of the tests left behind: files of theirs, and processes that they started.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Names the run in the environment of all that it starts. */
const MARK = "MEXOMS_TEST_RUN";
/** What ends by itself has so long for it. */
const PATIENCE_MS = 10_000;
/** Compiled strategies, which are kept on purpose. */
const CACHE = /^mexoms-strategies-/;

/** Folders of one run of the tests, and a mark by which its processes are known. */
export class TestRun {
  /** Temporary files of tests. */
  temp = mkdtempSync(path.join(tmpdir(), "mexoms-run-"));
  /** Shared memory of tests. */
  shared = existsSync("/dev/shm") ? mkdtempSync("/dev/shm/mexoms-run-") : this.temp;

  /** Environment variables of the tests. */
  get env() {
    return { [MARK]: this.temp, TMPDIR: this.temp, MEXOMS_TEST_SHARED: this.shared };
  }

  /** What is left, a line each; ends those processes and removes those files. */
  async clean() {
    const deadline = performance.now() + PATIENCE_MS;
    while (this.#processes().length > 0 && performance.now() < deadline) await delay(100);
    const processes = this.#processes();
    for (const { pid } of processes) endProcess(pid);
    const files = [...new Set([this.temp, this.shared])].flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.startsWith("mexoms-") && !CACHE.test(name))
        .map((name) => path.join(folder, name)),
    );
    for (const folder of [this.temp, this.shared]) rmSync(folder, { recursive: true, force: true });
    return [
      ...processes.map(({ pid, command }) => `a test left process ${pid} behind: ${command}`),
      ...files.map((file) => `a test left ${file} behind`),
    ];
  }

  /** Processes of this run, on systems that show the environment of a process. */
  #processes() {
    if (!existsSync("/proc/self/environ")) return [];
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .filter((pid) => read(`/proc/${pid}/environ`).split("\0").includes(`${MARK}=${this.temp}`))
      .map((pid) => ({
        pid: Number(pid),
        command: read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").slice(0, 200),
      }));
  }
}

function endProcess(/** @type {number} */ pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

/** A file of /proc; nothing when its process is gone or not ours. */
function read(/** @type {string} */ file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
