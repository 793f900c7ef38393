import { linkSync, renameSync, rmSync } from "node:fs";
import { ConfigError } from "@mexoms/core";
import { type ProcessIdentity, thisProcess } from "@mexoms/sim/process-identity";
import { monoAtPerformanceZero } from "../clock/mono-clock.ts";
import { MappedFile } from "./mapped-file.ts";

// Every file in shared memory begins with the same 64 bytes, little-endian:
//
//    0 +-------------------------------+
//      |  magic: 8 bytes of ASCII      |  says what kind of file it is
//    8 +---------------+---------------+
//      |  version u32  |  state u32    |  FILE_OPEN, FILE_CLOSED or FILE_MOVED
//   16 +---------------+---------------+
//      |  writer's pid |  0            |
//   24 +---------------+---------------+
//      |  writer's start time f64      |  clock ticks since boot, 0 where the system does not tell
//   32 +-------------------------------+
//      |  created f64                  |  ns of CLOCK_MONOTONIC
//   40 +-------------------------------+
//      |  heartbeat f64                |  ns of CLOCK_MONOTONIC, by the writer now and then
//   48 +-------------------------------+
//      |  0 (16 bytes)                 |
//   64 +-------------------------------+
//
// A file appears under its name only when its header is complete.
export const FILE_HEADER_BYTES = 64;

/** Places of the header: of 32-bit words, and of doubles. */
export const FILE_WORD = { version: 2, state: 3, pid: 4 } as const;
export const FILE_DOUBLE = { pidStart: 3, created: 4, heartbeat: 5 } as const;

/** The writer is at work; zero, as in memory that was given back, is no state. */
export const FILE_OPEN = 1;
/** The writer is done with it, in order. */
export const FILE_CLOSED = 2;
/** Another file has taken its name: open that. */
export const FILE_MOVED = 3;

/** A kind of file: what its header says. */
export interface FileKind {
  /** For messages: "book". */
  readonly name: string;
  /** Exactly 8 characters. */
  readonly magic: string;
  readonly version: number;
}

/** A mapped file with the common header, and views of all of it. */
export class SharedFile {
  readonly mapped: MappedFile;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly file: string;

  private constructor(file: string, mapped: MappedFile) {
    const { buffer } = mapped;
    this.file = file;
    this.mapped = mapped;
    this.words = new Int32Array(buffer, 0, buffer.byteLength >> 2);
    this.doubles = new Float64Array(buffer, 0, buffer.byteLength >> 3);
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
  }

  /**
   * Makes a file that nobody sees yet: `appear` gives it its name, in place of one that has it now
   * (processes that have that one open keep it). Throws ConfigError when there is no room.
   */
  static create(file: string, kind: FileKind, bytes: number): SharedFile {
    const hidden = hiddenName(file);
    rmSync(hidden, { force: true });
    const shared = new SharedFile(file, MappedFile.create(hidden, Math.ceil(bytes / 8) * 8));
    const identity = thisProcess();
    for (let i = 0; i < 8; i++) shared.bytes[i] = kind.magic.charCodeAt(i);
    shared.words[FILE_WORD.version] = kind.version;
    shared.words[FILE_WORD.state] = FILE_OPEN;
    shared.words[FILE_WORD.pid] = identity.pid;
    shared.doubles[FILE_DOUBLE.pidStart] = identity.startTicks;
    const now = Number(monoAtPerformanceZero()) + Math.floor(performance.now() * 1e6);
    shared.doubles[FILE_DOUBLE.created] = now;
    shared.doubles[FILE_DOUBLE.heartbeat] = now;
    return shared;
  }

  /** Shows the file to others, complete as it is. */
  appear(): void {
    renameSync(hiddenName(this.file), this.file);
  }

  /** As appear, but returns false and gives the file up when there is one of that name. */
  appearFirst(): boolean {
    const hidden = hiddenName(this.file);
    try {
      linkSync(hidden, this.file);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      this.close();
      return false;
    } finally {
      rmSync(hidden, { force: true });
    }
  }

  /** Throws ConfigError when there is none, or it is of another kind or version. */
  static open(
    file: string,
    kind: FileKind,
    { writable }: { readonly writable: boolean },
  ): SharedFile {
    const mapped = openMapped(file, kind, writable);
    try {
      if (mapped.bytes < FILE_HEADER_BYTES) {
        throw new ConfigError(kind.name, `${file} is too short to be one: ${mapped.bytes} bytes`);
      }
      const shared = new SharedFile(file, mapped);
      const magic = String.fromCharCode(...shared.bytes.subarray(0, 8));
      if (magic !== kind.magic) throw new ConfigError(kind.name, `${file} is no ${kind.name} file`);
      const version = shared.words[FILE_WORD.version]!;
      if (version !== kind.version) {
        const problem = `${file} has version ${version} and this program reads ${kind.version}`;
        throw new ConfigError(kind.name, `${problem}: run the same mexoms on both sides`);
      }
      return shared;
    } catch (error) {
      mapped.close();
      throw error;
    }
  }

  get state(): number {
    return Atomics.load(this.words, FILE_WORD.state);
  }

  set state(state: number) {
    Atomics.store(this.words, FILE_WORD.state, state);
  }

  get writer(): ProcessIdentity {
    const startTicks = this.doubles[FILE_DOUBLE.pidStart]!;
    return { pid: this.words[FILE_WORD.pid]!, startTicks };
  }

  close(): void {
    this.mapped.close();
  }
}

function hiddenName(file: string): string {
  return `${file}.new-${process.pid}`;
}

function openMapped(file: string, kind: FileKind, writable: boolean): MappedFile {
  try {
    return MappedFile.open(file, { writable });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "ENOENT") throw error;
    throw new ConfigError(kind.name, `${file} is not there: is its writer running?`);
  }
}
