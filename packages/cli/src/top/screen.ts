import type { ReadStream, WriteStream } from "node:tty";

const ESCAPE = "\u001B[";
const ENTER = `${ESCAPE}?1049h${ESCAPE}?25l`;
const LEAVE = `${ESCAPE}?25h${ESCAPE}?1049l`;
const HOME = `${ESCAPE}H`;
const END_OF_LINE = `${ESCAPE}K`;
const BELOW = `${ESCAPE}J`;
/** q, Q, Ctrl-C and Ctrl-D as bytes: a terminal in raw mode makes no signals of them. */
const QUIT_KEYS: ReadonlySet<number> = new Set([0x71, 0x51, 0x03, 0x04]);

/** A terminal that is drawn on, and put back as it was at the end. */
export class Screen {
  readonly #out: WriteStream;
  readonly #in: ReadStream;
  readonly #onQuit: () => void;
  readonly #onResize: () => void;
  readonly #onKeys = (keys: Buffer): void => {
    if (keys.some((key) => QUIT_KEYS.has(key))) this.#onQuit();
  };

  /** `onQuit` is called for q, Ctrl-C and signals to end; `onResize` when lines must be drawn anew. */
  constructor(options: {
    readonly out: WriteStream;
    readonly in: ReadStream;
    readonly onQuit: () => void;
    readonly onResize: () => void;
  }) {
    this.#out = options.out;
    this.#in = options.in;
    this.#onQuit = options.onQuit;
    this.#onResize = options.onResize;
    this.#out.write(ENTER);
    this.#out.on("resize", this.#onResize);
    if (this.#in.isTTY) {
      this.#in.setRawMode(true);
      this.#in.on("data", this.#onKeys);
      this.#in.resume();
    }
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, this.#onQuit);
  }

  get width(): number {
    return this.#out.columns;
  }

  get height(): number {
    return this.#out.rows;
  }

  /** Draws lines over what was there, as many as there is room for, in one write: no flicker. */
  draw(lines: readonly string[]): void {
    const shown = lines.slice(0, this.height);
    this.#out.write(`${HOME}${shown.map((line) => `${line}${END_OF_LINE}`).join("\n")}${BELOW}`);
  }

  close(): void {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.off(signal, this.#onQuit);
    this.#out.off("resize", this.#onResize);
    if (this.#in.isTTY) {
      this.#in.off("data", this.#onKeys);
      this.#in.setRawMode(false);
      this.#in.pause();
    }
    this.#out.write(LEAVE);
  }
}
