import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { cutTape, openTape, writeTape } from "@mexoms/sim";
import { runCommand } from "../src/run-command.ts";
import { type CodeBlock, ROOT } from "./code-blocks.ts";
import { inProcess } from "./in-process.ts";

const MAIN = path.join(ROOT, "packages/cli/dist/src/main.js");
const PNPM = "pnpm@12.21.0";
const SCRIPTS = (
  JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  }
).scripts;

// Stands in for pnpm, which would build again and run these very tests: `start` and `mexoms` do what
// package.json says after the build, of others only the name is checked. A recording is traded live
// at ten times the speed that the docs give: a reader watches it, a test only waits for its end.
const SHELL = `
set -euo pipefail
# Not in mexoms itself: a page may define that by npx, as the README does.
traded() {
  local args=("$@")
  if [ "\${1-}" = run ]; then args=("\${@/%0x/00x}"); fi
  node "$MAIN" "\${args[@]}"
}
mexoms() { traded "$@"; }
npx() {
  [ "$1 $2" = "-y $PNPM" ] || { echo "npx $1 $2 is not npx -y $PNPM" >&2; return 1; }
  shift 2
  if [ "$1" = -s ]; then shift; fi
  local script=$1; shift
  case $script in
    mexoms) traded "$@" ;;
    start) eval "$START" ;;
    *) case " $SCRIPTS " in *" $script "*) ;; *) echo "no script $script" >&2; return 1 ;; esac ;;
  esac
}
`;

const SOAK = process.env["MEXOMS_SOAK"] !== undefined;
const TAPES = path.join(ROOT, "data/tapes");
const CUT = "cut-tapes";
/** Commands that need no process of their own. Others start more of them, take signals or wait. */
const HERE = new Set(
  "backtest compare export generate holdout import inspect lookahead params report sweep".split(
    " ",
  ),
);
/** A line that bash would not change but for taking it apart at its spaces. */
const PLAIN = /^(?:npx -y pnpm@[\d.]+ -s )?mexoms ([\w ./:=,%@+-]+)$/;

/** What blocks find of the eight minutes of sample data; all of it in a soak. */
const SAMPLE_NS = 120_000_000_000n;

/** What a command did. */
export interface Done {
  readonly status: number | null;
  readonly output: string;
}

/** Arguments of a command that runs in this process, if the line is one. */
function commandOf(line: string): string[] | undefined {
  const args = PLAIN.exec(line)?.[1]!.split(/ +/);
  return args !== undefined && HERE.has(args[0]!) ? args : undefined;
}

/** A folder that looks like the project's to a reader of the docs, and takes what commands write. */
export class DocsFolder {
  readonly dir: string = mkdtempSync(path.join(tmpdir(), "mexoms-docs-"));

  constructor() {
    for (const name of ["examples", "packages", "strategies"]) this.#link(name);
    if (SOAK) this.#link("data");
    else this.#cutData();
  }

  /**
   * Runs a block as bash does. One that is nothing but plain commands runs in this process, but for
   * those of READMEs and in a soak: it saves their starts.
   */
  async block({ place, code }: CodeBlock): Promise<Done> {
    this.#freshData();
    const commands = code
      .replaceAll(/ \\\n\s*/g, " ")
      .trimEnd()
      .split("\n")
      .map(commandOf);
    const plain = commands.every((args) => args !== undefined);
    if (SOAK || !plain || place.startsWith("README")) {
      return this.#run("bash", ["-c", SHELL + code]);
    }
    let output = "";
    for (const args of commands) {
      const done = await this.mexoms(...args);
      output += done.output;
      if (done.status !== 0) return { ...done, output };
    }
    return { status: 0, output };
  }

  /** Runs a program that a reader would start with node, in this process. */
  async module(file: string): Promise<Done> {
    return await this.#here(async () => (await import(pathToFileURL(file).href)) as unknown);
  }

  /** Runs a command in this process. */
  async mexoms(...args: string[]): Promise<Done> {
    return await this.#here(async () => await runCommand(args));
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  #link(name: string): void {
    symlinkSync(path.join(ROOT, name), path.join(this.dir, name));
  }

  #cutData(): void {
    mkdirSync(path.join(this.dir, "data/tapes"), { recursive: true });
    mkdirSync(path.join(this.dir, CUT));
    for (const name of readdirSync(path.join(ROOT, "data"))) {
      if (name !== "tapes") this.#link(`data/${name}`);
    }
    for (const name of readdirSync(TAPES).filter((file) => file.endsWith(".tape"))) {
      const tape = openTape(path.join(TAPES, name), { verify: false });
      const endNs = tape.epochNs + BigInt(tape.index.firstLocalNs[0]!) + SAMPLE_NS;
      writeTape(path.join(this.dir, CUT, name), cutTape(tape, endNs));
    }
    this.#freshData();
  }

  /** The tapes as they were, since a block may make them anew at their whole length. */
  #freshData(): void {
    if (SOAK) return;
    const [from, to] = [path.join(this.dir, CUT), path.join(this.dir, "data/tapes")];
    for (const name of readdirSync(from)) copyFileSync(path.join(from, name), path.join(to, name));
  }

  async #here(run: () => Promise<unknown>): Promise<Done> {
    const { code, stdout, stderr } = await inProcess(this.dir, run);
    return { status: code, output: stdout + stderr };
  }

  #run(program: string, args: readonly string[]): Done {
    const start = SCRIPTS.start!.replace("tsc -b && ", "");
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: this.dir,
      encoding: "utf8",
      env: {
        ...process.env,
        MAIN,
        PNPM,
        START: start,
        SCRIPTS: Object.keys(SCRIPTS).join(" "),
      },
    });
    return { status, output: stdout + stderr };
  }
}
