import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { runCommand } from "../src/run-command.ts";
import { ROOT } from "./code-blocks.ts";
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

/** What a command did. */
export interface Done {
  readonly status: number | null;
  readonly output: string;
}

/** A folder that looks like the project's to a reader of the docs, and takes what commands write. */
export class DocsFolder {
  readonly dir: string = mkdtempSync(path.join(tmpdir(), "mexoms-docs-"));

  constructor() {
    for (const name of ["data", "examples", "packages", "strategies"]) {
      symlinkSync(path.join(ROOT, name), path.join(this.dir, name));
    }
  }

  shell(code: string): Done {
    return this.#run("bash", ["-c", SHELL + code]);
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
