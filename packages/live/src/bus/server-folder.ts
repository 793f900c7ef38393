import { chmodSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import { FolderLock } from "@mexoms/sim/files";
import { processOf } from "@mexoms/sim/process-identity";

const POLL_MS = 20;
const END_MS = 10_000;

/**
 * The data folder of one nats-server: its streams, configuration, log, and who owns it. Two servers
 * in one folder would spoil its streams, so it is claimed before one starts.
 */
export class ServerFolder {
  readonly path: string;
  readonly configFile: string;
  readonly logFile: string;
  readonly streams: string;
  readonly portsFolder: string;
  readonly #pidFile: string;
  readonly #ownerFile: string;
  #lock: FolderLock | undefined;

  constructor(folder: string) {
    this.path = path.resolve(folder);
    this.configFile = path.join(this.path, "nats-server.conf");
    this.logFile = path.join(this.path, "nats-server.log");
    this.streams = path.join(this.path, "streams");
    this.portsFolder = path.join(this.path, "ports");
    this.#pidFile = path.join(this.path, "nats-server.pid");
    this.#ownerFile = path.join(this.path, "owner.json");
  }

  get pidFile(): string {
    return this.#pidFile;
  }

  /**
   * Makes the folder ready for a server, and keeps it until `release`. A server that was left behind
   * by an owner who died is ended first. Throws ConfigError when a process that lives has the folder.
   */
  async claim(): Promise<void> {
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    chmodSync(this.path, 0o700);
    this.#lock = FolderLock.take(this.#ownerFile, (pid) => {
      const problem = `${this.path} is in use by the nats-server of process ${pid}`;
      return new ConfigError("folder", `${problem}; take another folder, or NATS_URL`);
    });
    try {
      const server = this.#runningServer();
      if (server !== undefined) await end(server);
      rmSync(this.#pidFile, { force: true });
      rmSync(this.portsFolder, { recursive: true, force: true });
      mkdirSync(this.portsFolder);
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** Process id that the server wrote, once it has. */
  serverPid(): number | undefined {
    const pid = Number(readText(this.#pidFile) ?? "");
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  }

  /** The port that the server listens on, once it has told. */
  port(pid: number): number | undefined {
    const text = readText(path.join(this.portsFolder, `nats-server_${pid}.ports`));
    if (text === undefined) return undefined;
    const address = /"nats":\s*\[\s*"[a-z]+:\/\/[^"]*:(\d+)"/.exec(text)?.[1];
    return address === undefined ? undefined : Number(address);
  }

  /** What the server last said of an error, if it did. */
  lastProblem(): string | undefined {
    const lines = (readText(this.logFile) ?? "").trimEnd().split("\n");
    const line = lines.findLast((text) => /\[(FTL|ERR)\]|^nats-server: /.test(text));
    // What is meant as a variable there may be a password that begins with a dollar sign.
    return line?.replace(/variable reference for '(?![A-Z_][A-Z0-9_]*')[^']*'/, "a variable");
  }

  /** Lets go of the folder: its server has ended. */
  release(): void {
    // What has another owner by now is that one's.
    if (this.#lock?.holds === true) rmSync(this.#pidFile, { force: true });
    this.#lock?.release();
  }

  #runningServer(): number | undefined {
    const pid = this.serverPid();
    if (pid === undefined || processOf(pid) === undefined) return undefined;
    // Where the system tells what a process runs, another program is never taken for the server.
    const command = readText(`/proc/${pid}/cmdline`);
    return command === undefined || command.includes(this.configFile) ? pid : undefined;
  }
}

/** Ends a process: asks it to, and kills it when it does not. */
async function end(pid: number): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    send(pid, signal);
    for (let waited = 0; waited < END_MS; waited += POLL_MS) {
      if (processOf(pid) === undefined) return;
      await new Promise((done) => setTimeout(done, POLL_MS));
    }
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
