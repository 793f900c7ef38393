import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** A process that answers each line of JSON with a line of JSON. */
export class LineServer {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  constructor(program: string, args: readonly string[]) {
    this.#child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
    // That a program is not there is told by the end of its output.
    this.#child.on("error", () => {});
    this.#child.stdin.on("error", () => {});
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** The next line, undefined when the process ended. */
  async next<T>(): Promise<T | undefined> {
    const { value, done } = await this.#lines.next();
    return done === true ? undefined : (JSON.parse(value) as T);
  }

  async ask<T>(question: unknown): Promise<T | undefined> {
    this.#child.stdin.write(`${JSON.stringify(question)}\n`);
    return await this.next<T>();
  }

  end(): void {
    this.#child.stdin.end();
  }
}
