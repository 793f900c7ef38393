import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@mexoms/core";

export type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLE = "NATS_SERVER";
const BINARY = "nats-server";
/** Where packages put it, also for users whose PATH has no folders of the administrator. */
const SYSTEM_FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"];
const INSTALL_ARGS = ["install", "-y", "--no-install-recommends", BINARY];
const INSTALL_LINE = `sudo apt-get update && sudo apt-get ${INSTALL_ARGS.join(" ")}`;

export interface ProgramPlaces {
  /** A path that goes before all else. */
  readonly told?: string | undefined;
  /** Where to look behind PATH; where systems put it, unless told. */
  readonly systemFolders?: readonly string[];
}

/**
 * The path of nats-server: `told` by an option, else what NATS_SERVER says, else the first in PATH
 * or where systems put it; undefined where there is none. Throws ConfigError when an option or the
 * variable names something that cannot be run.
 */
export function findNatsProgram(
  env: Environment,
  { told, systemFolders = SYSTEM_FOLDERS }: ProgramPlaces = {},
): string | undefined {
  if (told !== undefined) return checked("nats-server", told);
  const variable = env[VARIABLE];
  if (variable !== undefined && variable !== "") return checked(VARIABLE, variable);
  const folders = (env["PATH"] ?? "").split(path.delimiter).filter((folder) => folder !== "");
  return [...folders, ...systemFolders]
    .map((folder) => path.join(folder, BINARY))
    .find((file) => isProgram(file));
}

/**
 * As findNatsProgram, and where there is none it is installed by the system's package manager: as
 * root on Debian or one of its children, unless MEXOMS_NO_INSTALL is set. Throws ConfigError with
 * the line to run when that may not be or does not work. `say` is told before anything is installed.
 */
export function provideNatsProgram(
  env: Environment,
  { say, ...places }: ProgramPlaces & { readonly say?: (line: string) => void } = {},
): string {
  const found = findNatsProgram(env, places);
  if (found !== undefined) return found;
  if (mayInstall(env)) {
    say?.(`installing ${BINARY} by apt-get`);
    const installed = install() ? findNatsProgram(env, places) : undefined;
    if (installed !== undefined) return installed;
  }
  throw new ConfigError(
    "nats-server",
    `there is none here; install it with: ${INSTALL_LINE} (or set ${VARIABLE} to its path, or NATS_URL to a running one)`,
  );
}

function mayInstall(env: Environment): boolean {
  return (
    (env["MEXOMS_NO_INSTALL"] ?? "") === "" &&
    process.getuid?.() === 0 &&
    existsSync("/etc/debian_version") &&
    existsSync("/usr/bin/apt-get")
  );
}

/** Runs apt-get, which asks nothing and reads nothing; what it tells goes to standard error. */
function install(): boolean {
  return [["update"], INSTALL_ARGS].every(
    (args) =>
      spawnSync("apt-get", args, {
        stdio: ["ignore", 2, 2],
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      }).status === 0,
  );
}

function checked(field: string, file: string): string {
  if (isProgram(file)) return file;
  throw new ConfigError(field, `${file} is not a program; for example /usr/sbin/nats-server`);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
