import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface RecorderSettings {
  /** The memory folder, and the session in it. */
  readonly memory: string;
  readonly session: string;
  readonly url: string;
  /** Stream of market data. */
  readonly stream: string;
}

/** A line that the process writes. */
export type RecorderLine =
  | { readonly recording: true }
  | { readonly said: string }
  | { readonly rows: number; readonly missing: number; readonly settled: boolean };

/**
 * Records the market data of a session to a stream, in a process of its own. It ends with the session,
 * or with its owner.
 */
export class RecorderProcess {
  readonly #child: ChildProcess;
  readonly #say: (line: string) => void;
  readonly #ended: Promise<unknown>;
  #began: (() => void) | undefined;
  /** Settles when rows are taken from the session's first on, or it has ended. */
  readonly begun: Promise<void>;

  private constructor(child: ChildProcess, say: (line: string) => void) {
    this.#child = child;
    this.#say = say;
    this.#ended = once(child, "close");
    this.begun = new Promise((done) => {
      this.#began = done;
    });
  }

  static start(settings: RecorderSettings, say: (line: string) => void): RecorderProcess {
    const main = fileURLToPath(new URL("recorder-main.js", import.meta.url));
    const child = spawn(process.execPath, [main], { stdio: ["pipe", "pipe", "inherit"] });
    const recorder = new RecorderProcess(child, say);
    child.stdin.on("error", () => {});
    child.stdin.write(`${JSON.stringify(settings)}\n`);
    createInterface({ input: child.stdout }).on("line", (line) => recorder.#heard(line));
    child.on("error", (error) => say(`the recorder did not start: ${error.message}`));
    child.on("close", () => recorder.#began?.());
    return recorder;
  }

  /** Waits until it has got to the session's end, or ends it in order when that takes too long. */
  async stop(withinMs: number, drainMs: number): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const timers = [
      setTimeout(() => this.#child.stdin?.end(), withinMs),
      setTimeout(() => this.#child.kill("SIGKILL"), withinMs + drainMs),
    ];
    await this.#ended;
    for (const timer of timers) clearTimeout(timer);
    if (this.#child.exitCode !== 0) this.#say("the recorder did not end in order");
  }

  #heard(line: string): void {
    const told = JSON.parse(line) as RecorderLine;
    if ("said" in told) this.#say(`recorder: ${told.said}`);
    else if ("recording" in told) this.#began?.();
    else {
      const { rows, missing, settled } = told;
      const gaps = missing > 0 ? `, with ${missing} gaps` : "";
      const late = settled ? "" : "; the stream did not take all in time";
      this.#say(`recorded ${rows} rows${gaps}${late}`);
    }
  }
}
