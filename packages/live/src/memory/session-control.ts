import { existsSync } from "node:fs";
import path from "node:path";
import { ConfigError, type InstrumentSpec } from "@mexoms/core";
import { isAlive, type ProcessIdentity } from "@mexoms/sim/process-identity";
import { type ClockSpec, SessionClock } from "../clock/session-clock.ts";
import { Bell } from "./bell.ts";
import { sessionFolder } from "./memory-folder.ts";
import { FILE_CLOSED, FILE_DOUBLE, FILE_OPEN, type FileKind, SharedFile } from "./shared-file.ts";

// The control file of a session: what all its processes must agree on.
//
//     0 +------------------------------------------+
//       |  common header, 64 bytes                 |
//    64 +------------------------------------------+
//       |  epochNs i64: UTC of session time 0      |
//    72 |  originMonoNs i64: CLOCK_MONOTONIC then  |
//    80 |  speed f64                               |
//    88 |  running i32: 0 the clock is held, 1 on  |
//    92 |  bytes of JSON i32                       |
//   128 +------------------------------------------+
//       |  generation asked for i32                |
//   132 |  generation granted i32                  |
//   192 +------------------------------------------+
//       |  8 bells of 64 bytes, see bell.ts        |
//   704 +------------------------------------------+
//       |  JSON in UTF-8: { instruments, files }   |
//       +------------------------------------------+
const EPOCH = 64 >> 3;
const ORIGIN = 72 >> 3;
const SPEED = 80 >> 3;
const RUNNING = 88 >> 2;
const JSON_BYTES = 92 >> 2;
const REQUESTED = 128 >> 2;
const GRANTED = 132 >> 2;
const BELLS = 192;
const BELL_STRIDE = 64;
const JSON_OFFSET = 704;

const CONTROL_KIND: FileKind = { name: "session", magic: "mx-contr", version: 1 };
const CONTROL_NAME = "control";

/** The bells of a session: who may sleep on which. */
export const BELL = {
  /** Rung with market data and with events for engines. */
  toEngine: 0,
  /** Rung with requests for the venue's side. */
  toVenue: 1,
} as const;

/** Files of one instrument. */
const MARKET_FILES = ["rows", "book", "trades"] as const;
export type MarketFile = (typeof MARKET_FILES)[number];

interface Contents {
  readonly instruments: readonly InstrumentSpec[];
  /** Names without their endings, by instrument. */
  readonly files: readonly string[];
}

export interface SessionOptions {
  /** The memory folder, see memoryFolder. */
  readonly memory: string;
  readonly session: string;
  /** UTC of the session's time zero. */
  readonly epochNs: bigint;
  /** Nanoseconds of the session for each of the machine. */
  readonly speed: number;
  /** Their order gives the numbers of the markets. */
  readonly instruments: readonly InstrumentSpec[];
}

/** The control file of a session; the first thing that each of its processes opens. */
export class SessionControl {
  readonly folder: string;
  readonly session: string;
  readonly instruments: readonly InstrumentSpec[];
  readonly epochNs: bigint;
  readonly speed: number;
  readonly #shared: SharedFile;
  readonly #words: Int32Array;
  readonly #wide: BigInt64Array;
  readonly #files: readonly string[];

  private constructor(folder: string, shared: SharedFile) {
    this.folder = folder;
    this.session = path.basename(folder);
    this.#shared = shared;
    this.#words = shared.words;
    this.#wide = new BigInt64Array(shared.mapped.buffer, 0, JSON_OFFSET >> 3);
    const bytes = shared.bytes.slice(JSON_OFFSET, JSON_OFFSET + this.#words[JSON_BYTES]!);
    const contents = JSON.parse(new TextDecoder().decode(bytes)) as Contents;
    this.instruments = contents.instruments;
    this.#files = contents.files;
    this.epochNs = this.#wide[EPOCH]!;
    this.speed = shared.doubles[SPEED]!;
  }

  /**
   * Begins a session with its clock held. Throws ConfigError when one of that name is alive, or
   * left files behind (see leftovers.ts), or when there is no room.
   */
  static create(options: SessionOptions): SessionControl {
    const folder = sessionFolder(options.memory, options.session);
    const file = path.join(folder, CONTROL_NAME);
    const contents: Contents = {
      instruments: options.instruments,
      files: options.instruments.map(fileName),
    };
    const json = new TextEncoder().encode(JSON.stringify(contents));
    const shared = SharedFile.create(file, CONTROL_KIND, JSON_OFFSET + json.length);
    const wide = new BigInt64Array(shared.mapped.buffer, 0, JSON_OFFSET >> 3);
    wide[EPOCH] = options.epochNs;
    shared.doubles[SPEED] = options.speed;
    shared.words[JSON_BYTES] = json.length;
    shared.bytes.set(json, JSON_OFFSET);
    if (!shared.appearFirst()) {
      const hint = "take another name, or remove what dead ones left with: mexoms books --clean";
      throw new ConfigError("session", `"${options.session}" is there already: ${hint}`);
    }
    return new SessionControl(folder, shared);
  }

  /** Joins a session. Throws ConfigError when there is none, or of another version. */
  static open(memory: string, session: string): SessionControl {
    const folder = sessionFolder(memory, session);
    const file = path.join(folder, CONTROL_NAME);
    if (!existsSync(file)) {
      throw new ConfigError("session", `there is no session "${session}" in ${memory}`);
    }
    return new SessionControl(folder, SharedFile.open(file, CONTROL_KIND, { writable: true }));
  }

  /** Lets the session's clock run: its time is zero at that moment of the monotonic clock. */
  start(originMonoNs: bigint): void {
    this.#wide[ORIGIN] = originMonoNs;
    Atomics.store(this.#words, RUNNING, 1);
    this.bell(BELL.toEngine).ring();
    this.bell(BELL.toVenue).ring();
  }

  /** The session's clock runs; before that, its time is zero. */
  get running(): boolean {
    return Atomics.load(this.#words, RUNNING) === 1;
  }

  /** How to build the session's clock; undefined while it is held. */
  clockSpec(): ClockSpec | undefined {
    if (!this.running) return undefined;
    return { epochNs: this.epochNs, originMonoNs: this.#wide[ORIGIN]!, speed: this.speed };
  }

  /** The session's clock; undefined while it is held. */
  clock(): SessionClock | undefined {
    const spec = this.clockSpec();
    return spec === undefined ? undefined : new SessionClock(spec);
  }

  /** Where a file of a market is. Throws ConfigError for a market that the session has not. */
  marketFile(market: number, kind: MarketFile): string {
    const name = this.#files[market];
    if (name === undefined) throw new ConfigError("market", `the session has no market ${market}`);
    return path.join(this.folder, `${name}.${kind}`);
  }

  /** Where a ring of a generation of the link is. */
  linkFile(generation: number, kind: "requests" | "events"): string {
    return path.join(this.folder, `link-${generation}.${kind}`);
  }

  /** One of the session's bells, see BELL. Build it once and keep it. */
  bell(index: number): Bell {
    return new Bell(this.#shared.mapped, BELLS + index * BELL_STRIDE);
  }

  /** By the writer, several times a second: it is alive. */
  beat(monoNs: number): void {
    this.#shared.doubles[FILE_DOUBLE.heartbeat] = monoNs;
  }

  /** When the writer last said that it is alive, on the monotonic clock. */
  get heartbeatMonoNs(): number {
    return this.#shared.doubles[FILE_DOUBLE.heartbeat]!;
  }

  /** Who made the session: the venue's side. */
  get writer(): ProcessIdentity {
    return this.#shared.writer;
  }

  /** Whether the process that made the session is there. Asks the system: not for a hot path. */
  get writerAlive(): boolean {
    return isAlive(this.writer);
  }

  /** The generation of the link that an engine asked for last; 0 before the first. */
  get requestedGeneration(): number {
    return Atomics.load(this.#words, REQUESTED);
  }

  /** By the engine, once the rings of that generation are there. */
  requestGeneration(generation: number): void {
    Atomics.store(this.#words, REQUESTED, generation);
  }

  /** The generation that the venue's side serves. */
  get grantedGeneration(): number {
    return Atomics.load(this.#words, GRANTED);
  }

  /** By the venue's side, once all requests of the one before were handled. */
  grantGeneration(generation: number): void {
    Atomics.store(this.#words, GRANTED, generation);
  }

  /** The session was ended in order by its writer. */
  get ended(): boolean {
    return this.#shared.state !== FILE_OPEN;
  }

  /** By the writer: the session is over. */
  end(): void {
    this.#shared.state = FILE_CLOSED;
  }

  close(): void {
    this.#shared.close();
  }
}

/** Unique by its number; the rest is for people who look into the folder. */
function fileName(spec: InstrumentSpec, market: number): string {
  const readable = [spec.venue, spec.market, spec.symbol].map((part) =>
    part.replaceAll(/[^A-Za-z0-9_]/g, "_").slice(0, 60),
  );
  return `${market}-${readable.join("-")}`;
}
