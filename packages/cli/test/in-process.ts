import { Console } from "node:console";
import { Writable } from "node:stream";

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Takes what is written to a stream of the process, until it is given back. */
class Tap {
  text = "";
  readonly stream: Writable = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      this.text += Buffer.from(chunk).toString("utf8");
      done();
    },
  });
  readonly #giveBack: () => void;

  constructor(of: NodeJS.WriteStream) {
    const own = Object.getOwnPropertyDescriptor(of, "write");
    Object.defineProperty(of, "write", {
      value: (chunk: string | Uint8Array) => this.stream.write(chunk),
      configurable: true,
      writable: true,
    });
    this.#giveBack = () => {
      if (own === undefined) Reflect.deleteProperty(of, "write");
      else Object.defineProperty(of, "write", own);
    };
  }

  giveBack(): void {
    this.#giveBack();
  }
}

/**
 * Runs what a process of its own could run as well, without the third of a second that its start
 * costs: in a folder, with what it prints and its exit code taken. One at a time.
 */
export async function inProcess(folder: string, run: () => Promise<unknown>): Promise<Outcome> {
  const home = process.cwd();
  const before = process.exitCode;
  const { console } = globalThis;
  const [out, err] = [new Tap(process.stdout), new Tap(process.stderr)];
  globalThis.console = new Console(out.stream, err.stream);
  process.chdir(folder);
  process.exitCode = undefined;
  try {
    await run();
    return { code: exitCode(), stdout: out.text, stderr: err.text };
  } finally {
    process.exitCode = before;
    process.chdir(home);
    globalThis.console = console;
    out.giveBack();
    err.giveBack();
  }
}

function exitCode(): number {
  return Number(process.exitCode ?? 0);
}
