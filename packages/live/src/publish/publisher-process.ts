import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface PublisherSettings {
  /** Folder of the journal. */
  readonly dir: string;
  /** Name of the engine in subjects. */
  readonly engine: string;
  readonly url: string;
  /** File of an nkey seed, a .creds file, or one line user:password. */
  readonly credentials?: string | undefined;
  readonly tls?:
    | { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string }
    | undefined;
}

/**
 * A journal's publisher in a process of its own: it takes nothing from the engine's, as it only reads
 * the journal's files. When this process ends, however it ends, it publishes what is left and ends.
 */
export class PublisherProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** `onProblem` is told in a line what is wrong; it goes on by itself when that is over. */
  static start(
    settings: PublisherSettings,
    onProblem: (what: string) => void = () => {},
  ): PublisherProcess {
    const main = fileURLToPath(new URL("publisher-main.js", import.meta.url));
    const child = spawn(process.execPath, [main], { stdio: ["pipe", "pipe", "inherit"] });
    // Not as arguments, which every user of the machine can see.
    child.stdin.on("error", () => {});
    child.stdin.write(`${JSON.stringify(settings)}\n`);
    createInterface({ input: child.stdout }).on("line", onProblem);
    child.on("error", (error) => onProblem(`the publisher did not start: ${error.message}`));
    return new PublisherProcess(child);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Lets it publish what is left and end, for at most `withinMs`. */
  async stop(withinMs: number): Promise<void> {
    if (!this.isRunning) return;
    const ended = once(this.#child, "close");
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), withinMs);
    await ended;
    clearTimeout(timer);
  }
}
