import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { constants } from "node:os";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import { type Environment, provideNatsProgram } from "./nats-program.ts";
import { ServerFolder } from "./server-folder.ts";

export interface NatsServerOptions {
  /** Data folder of this server alone; its streams stay there when it stops. */
  readonly folder: string;
  /** Address to listen on; 127.0.0.1 unless told. */
  readonly host?: string;
  /** A free one unless told. */
  readonly port?: number;
  /** Limits of JetStream in bytes; those of nats-server (3/4 of what is there) unless told. */
  readonly store?: { readonly fileBytes?: number; readonly memoryBytes?: number };
  /** Path of nats-server, before NATS_SERVER and PATH. */
  readonly program?: string;
  /** Configuration of nats-server to add: permissions, TLS. */
  readonly includeFile?: string;
  /** Where its log goes: a file in the folder unless told. */
  readonly log?: "file" | "inherit";
  readonly env?: Environment;
  /** Told in one line before anything is installed. */
  readonly say?: (line: string) => void;
}

/** How a server ended. */
export interface ServerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it last said of an error. */
  readonly problem: string | undefined;
}

const START_MS = 30_000;
const STOP_MS = 10_000;
const POLL_MS = 10;
const SIGNAL_CODES = 128;

// The shell holds the other end of a pipe that only the owner has. When the owner ends, however it
// ends, the pipe closes and the server is stopped: none is left behind.
const WATCHED = `
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
{ cat <&3 >/dev/null; kill -TERM "$server" 2>/dev/null; } 2>/dev/null &
watch=$!
exec 3<&-
wait "$server"
status=$?
kill "$watch" 2>/dev/null
exit "$status"`;

/**
 * A nats-server with JetStream that this process started and owns: it listens on this machine only
 * unless told otherwise, and ends with its owner, even when that is killed.
 */
export class NatsServer {
  readonly url: string;
  readonly port: number;
  /** Of nats-server itself. */
  readonly pid: number;
  readonly version: string;
  readonly folder: string;
  /** Settles when the server has ended, for whatever reason. */
  readonly ended: Promise<ServerEnd>;
  #over = false;

  private constructor(
    facts: { host: string; port: number; pid: number; version: string; folder: string },
    ended: Promise<ServerEnd>,
  ) {
    this.url = `nats://${facts.host}:${facts.port}`;
    this.port = facts.port;
    this.pid = facts.pid;
    this.version = facts.version;
    this.folder = facts.folder;
    this.ended = ended;
    void ended.then(() => (this.#over = true));
  }

  /**
   * Starts a server and waits until it answers. Throws ConfigError when there is no nats-server, when
   * its folder is in use, or when it does not start, with what it said.
   */
  static async start(options: NatsServerOptions): Promise<NatsServer> {
    const env = options.env ?? process.env;
    const program = provideNatsProgram(env, {
      told: options.program,
      ...(options.say ? { say: options.say } : {}),
    });
    const folder = new ServerFolder(options.folder);
    await folder.claim();
    const host = options.host ?? "127.0.0.1";
    let child: ChildProcess;
    try {
      await checkFree(host, options.port);
      writeFileSync(folder.configFile, configText(folder, options), { mode: 0o600 });
      child = launch(program, folder, { ...options, env });
    } catch (error) {
      folder.release();
      throw error;
    }
    const ended = endOf(child, folder);
    try {
      const told = await untilAnswering(folder, host, ended);
      return new NatsServer({ host, folder: folder.path, ...told }, ended);
    } catch (error) {
      child.stdin?.destroy();
      await ended;
      throw error;
    }
  }

  /** Stops the server and waits until it has ended. Its streams are on disk then. */
  async stop(): Promise<ServerEnd> {
    this.#send("SIGTERM");
    const late = setTimeout(() => this.#send("SIGKILL"), STOP_MS);
    const end = await this.ended;
    clearTimeout(late);
    return end;
  }

  /** Ends the server as a crash would, and waits until it is gone. */
  async kill(): Promise<ServerEnd> {
    this.#send("SIGKILL");
    return this.ended;
  }

  #send(signal: NodeJS.Signals): void {
    if (this.#over) return; // the id may be another process's by now
    try {
      process.kill(this.pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

function launch(program: string, folder: ServerFolder, options: NatsServerOptions): ChildProcess {
  const log = options.log === "inherit" ? undefined : openSync(folder.logFile, "a", 0o600);
  const output = log ?? "inherit";
  try {
    return spawn("sh", ["-c", WATCHED, "nats-server", program, "-c", folder.configFile], {
      stdio: ["pipe", output, output],
      env: options.env,
      // In a group of its own: Ctrl-C reaches the owner, who may still have something to tell it.
      detached: true,
    });
  } finally {
    if (log !== undefined) closeSync(log);
  }
}

function endOf(child: ChildProcess, folder: ServerFolder): Promise<ServerEnd> {
  // Owning a server does not keep a process alive.
  child.unref();
  (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return new Promise((done) => {
    child.once("error", (error) => {
      folder.release();
      done({ code: null, signal: null, problem: error.message });
    });
    child.once("exit", (code, signal) => {
      child.stdin?.destroy();
      const problem = folder.lastProblem();
      folder.release();
      const killedBy = signalOf(code);
      done(killedBy ? { code: null, signal: killedBy, problem } : { code, signal, problem });
    });
  });
}

/** The signal that a shell means by the code it ends with. */
function signalOf(code: number | null): NodeJS.Signals | undefined {
  const names = Object.entries(constants.signals) as [NodeJS.Signals, number][];
  return names.find(([, number]) => code === SIGNAL_CODES + number)?.[0];
}

async function untilAnswering(
  folder: ServerFolder,
  host: string,
  ended: Promise<ServerEnd>,
): Promise<{ port: number; pid: number; version: string }> {
  let over: ServerEnd | undefined;
  void ended.then((end) => (over = end));
  const deadline = performance.now() + START_MS;
  while (performance.now() < deadline) {
    if (over !== undefined) throw notStarted(folder, over.problem);
    const pid = folder.serverPid();
    const port = pid === undefined ? undefined : folder.port(pid);
    const version = port === undefined ? undefined : await greeting(host, port);
    if (pid !== undefined && port !== undefined && version !== undefined) {
      return { pid, port, version };
    }
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
  throw notStarted(folder, `no answer within ${START_MS / 1000} s`);
}

function notStarted(folder: ServerFolder, problem: string | undefined): ConfigError {
  const said = problem ?? "it said nothing";
  return new ConfigError("nats-server", `does not start: ${said} (log: ${folder.logFile})`);
}

/** Throws ConfigError when something answers at a port that is asked for. */
async function checkFree(host: string, port: number | undefined): Promise<void> {
  if (port === undefined || !(await isTaken(host, port))) return;
  const problem = `${port} of ${host} is taken: give another, or 0 for a free one`;
  throw new ConfigError("port", problem);
}

/** Whether anything answers there. */
function isTaken(host: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host: reachable(host), port });
    const finish = (taken: boolean): void => {
      socket.destroy();
      done(taken);
    };
    socket.once("connect", () => finish(true));
    socket.once("error", () => finish(false));
  });
}

/** Where a server that listens on `host` is reached from here. */
function reachable(host: string): string {
  return host === "0.0.0.0" ? "127.0.0.1" : host;
}

/** The version that a server at this address greets with; undefined when none does. */
function greeting(host: string, port: number): Promise<string | undefined> {
  return new Promise((done) => {
    const socket = connect({ host: reachable(host), port });
    const finish = (version: string | undefined): void => {
      socket.destroy();
      done(version);
    };
    let text = "";
    socket.setTimeout(1000, () => finish(undefined));
    socket.once("error", () => finish(undefined));
    socket.once("close", () => finish(undefined));
    socket.on("data", (data: Buffer) => {
      text += data.toString();
      if (text.includes("\n")) finish(/"version":"([^"]+)"/.exec(text)?.[1]);
    });
  });
}

function configText(folder: ServerFolder, options: NatsServerOptions): string {
  const { fileBytes, memoryBytes } = options.store ?? {};
  const lines = [
    "# Made anew at each start.",
    `host: ${JSON.stringify(options.host ?? "127.0.0.1")}`,
    `port: ${options.port ?? -1}`,
    `pid_file: ${JSON.stringify(folder.pidFile)}`,
    `ports_file_dir: ${JSON.stringify(folder.portsFolder)}`,
    "jetstream {",
    `  store_dir: ${JSON.stringify(folder.streams)}`,
    ...(fileBytes === undefined ? [] : [`  max_file_store: ${fileBytes}`]),
    ...(memoryBytes === undefined ? [] : [`  max_memory_store: ${memoryBytes}`]),
    "}",
  ];
  if (options.includeFile !== undefined) {
    // Includes are relative to the file that has them, even when they begin with a slash.
    lines.push(`include ${JSON.stringify(path.relative(folder.path, options.includeFile))}`);
  }
  return `${lines.join("\n")}\n`;
}
