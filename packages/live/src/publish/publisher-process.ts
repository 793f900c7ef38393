import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ControlAnswer, ControlOrder } from "../control/control-order.ts";

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
  /** Hears orders to the engine too; see ControlListener. */
  readonly control?: boolean | undefined;
}

/** A line that the process writes. */
export type PublisherLine = { readonly problem: string } | { readonly order: ControlOrder };

/** One that ended by itself is started again after this, and after twice as long each time. */
const RESTART_MS = 500;
const RESTART_MOST_MS = 30_000;
/** One that ran for so long is not one that cannot run. */
const STEADY_MS = 10_000;

/**
 * A journal's publisher in a process of its own: it takes nothing from the engine's, as it only reads
 * the journal's files. When it dies another one takes its place. When this process ends, however it
 * ends, it publishes what is left and ends.
 */
export class PublisherProcess {
  readonly #settings: PublisherSettings;
  readonly #onProblem: (what: string) => void;
  readonly #onOrder: (order: ControlOrder) => void;
  #child: ChildProcess;
  #stopped = false;
  #restart: NodeJS.Timeout | undefined;
  #restartMs = RESTART_MS;

  private constructor(
    settings: PublisherSettings,
    onProblem: (what: string) => void,
    onOrder: (order: ControlOrder) => void,
  ) {
    this.#settings = settings;
    this.#onProblem = onProblem;
    this.#onOrder = onOrder;
    this.#child = this.#spawn();
  }

  /** `onProblem` is told in a line what is wrong; it goes on by itself when that is over. */
  static start(
    settings: PublisherSettings,
    onProblem: (what: string) => void = () => {},
    onOrder: (order: ControlOrder) => void = () => {},
  ): PublisherProcess {
    return new PublisherProcess(settings, onProblem, onOrder);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isRunning(): boolean {
    return isRunning(this.#child);
  }

  /** Answers an order. */
  answer(answer: ControlAnswer): void {
    if (this.isRunning) this.#child.stdin?.write(`${JSON.stringify(answer)}\n`);
  }

  /** Lets it publish what is left and end, for at most `withinMs`. */
  async stop(withinMs: number): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#restart);
    if (!this.isRunning) return;
    const ended = once(this.#child, "close");
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), withinMs);
    await ended;
    clearTimeout(timer);
  }

  #spawn(): ChildProcess {
    const main = fileURLToPath(new URL("publisher-main.js", import.meta.url));
    const child = spawn(process.execPath, [main], { stdio: ["pipe", "pipe", "inherit"] });
    const startedMs = performance.now();
    // Not as arguments, which every user of the machine can see.
    child.stdin.on("error", () => {});
    child.stdin.write(`${JSON.stringify(this.#settings)}\n`);
    createInterface({ input: child.stdout }).on("line", (line) => this.#heard(line));
    child.on("error", (error) => this.#onProblem(`the publisher did not start: ${error.message}`));
    child.on("exit", () => {
      if (this.#stopped) return;
      const isSteady = performance.now() - startedMs > STEADY_MS;
      this.#restartMs = isSteady ? RESTART_MS : Math.min(RESTART_MOST_MS, this.#restartMs * 2);
      this.#restart = setTimeout(() => {
        this.#child = this.#spawn();
      }, this.#restartMs);
      // It keeps no process alive that has ended.
      this.#restart.unref();
    });
    return child;
  }

  #heard(line: string): void {
    const told = JSON.parse(line) as PublisherLine;
    if ("problem" in told) this.#onProblem(told.problem);
    else this.#onOrder(told.order);
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
