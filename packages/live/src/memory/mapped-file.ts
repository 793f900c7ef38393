import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, rmSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import koffi from "koffi";

const PAGE_BYTES = 4096;
const PROT_READ = 1;
const PROT_WRITE = 2;
const MAP_SHARED = 1;
const MAP_PRIVATE = 2;
const MAP_FIXED = 0x10;
const LINUX_NO_FILE = 0x20 | 0x4000; // MAP_ANONYMOUS | MAP_NORESERVE
const MACOS_NO_FILE = 0x1000 | 0x40;
const MS_SYNC = 4;
const MADV_POPULATE_WRITE = 23; // Linux 5.14; older ones refuse it, which costs page faults only

/** A function of the C library that can also run on a thread of its own. */
interface Later<A extends readonly unknown[]> {
  (...args: A): number;
  async(...args: [...A, (error: Error | null, result: number) => void]): void;
}

interface Libc {
  mmap(
    at: bigint | null,
    length: number,
    protection: number,
    flags: number,
    fd: number,
    offset: number,
  ): bigint;
  munmap(address: bigint, length: number): number;
  readonly msync: Later<[address: bigint, length: number, flags: number]>;
  /** Undefined where the system has none. */
  readonly allocate: Later<[fd: number, offset: number, length: number]> | undefined;
  readonly advise: Later<[address: bigint, length: number, advice: number]> | undefined;
}

/**
 * A file mapped into memory and shared with other processes. What is stored is there for them at
 * once, and survives the death of this process; `sync` makes it survive that of the machine.
 *
 * After `close`, views of `buffer` show zeros of nobody's: what is stored there reaches no file and
 * no other process. To use them is a bug, but one that does not end the process.
 */
export class MappedFile {
  readonly file: string;
  readonly buffer: ArrayBuffer;
  readonly #libc: Libc;
  readonly #address: bigint;
  #open = true;

  private constructor(file: string, libc: Libc, address: bigint, length: number) {
    this.file = file;
    this.#libc = libc;
    this.#address = address;
    this.buffer = koffi.view(address, length);
  }

  /**
   * Makes a file of `bytes` zeros, with its folders, and maps it for writing. What stood there is
   * emptied; processes that have it mapped would be hurt by that: unlink it before, or take another
   * name. Throws ConfigError when there is no room or no right to it.
   */
  static create(file: string, bytes: number): MappedFile {
    const fd = openNew(file);
    try {
      const libc = loadLibc();
      // A hole in the file would end the process when it is first written and the disk is full.
      const failed = libc.allocate?.(fd, 0, bytes) ?? 0;
      if (failed !== 0) {
        rmSync(file, { force: true });
        throw noRoom(file, bytes, failed);
      }
      if (libc.allocate === undefined) ftruncateSync(fd, bytes);
      return map(file, libc, fd, { bytes, writable: true });
    } finally {
      closeSync(fd);
    }
  }

  /** As `create`, but what takes long is done on a thread of its own. Rejects where that throws. */
  static async createAside(file: string, bytes: number): Promise<MappedFile> {
    const fd = openSync(file, "w+", 0o600);
    try {
      const libc = loadLibc();
      const { allocate } = libc;
      if (allocate === undefined) {
        ftruncateSync(fd, bytes);
      } else {
        const failed = await new Promise<number>((resolve, reject) => {
          allocate.async(fd, 0, bytes, (error, code) => {
            if (error === null) resolve(code);
            else reject(error);
          });
        });
        if (failed !== 0) throw noRoom(file, bytes, failed);
      }
      return map(file, libc, fd, { bytes, writable: true });
    } finally {
      closeSync(fd);
    }
  }

  /** Maps a file that exists. Throws as the file system does when it does not. */
  static open(file: string, options: { readonly writable: boolean }): MappedFile {
    const fd = openSync(file, options.writable ? "r+" : "r");
    try {
      const bytes = fstatSync(fd).size;
      if (bytes === 0) throw new ConfigError("file", `${file} is empty`);
      return map(file, loadLibc(), fd, { bytes, writable: options.writable });
    } finally {
      closeSync(fd);
    }
  }

  get bytes(): number {
    return this.buffer.byteLength;
  }

  /** Waits until `bytes` from `offset` on are on disk; all of it without them. */
  sync(bytes: number = this.bytes, offset = 0): void {
    const [address, length] = this.#pages(offset, bytes);
    if (this.#libc.msync(address, length, MS_SYNC) !== 0) throw this.#syncError();
  }

  /** As `sync`, on a thread of its own. The file must stay open until then. */
  syncAside(bytes: number, offset: number): Promise<void> {
    const [address, length] = this.#pages(offset, bytes);
    return new Promise((resolve, reject) => {
      this.#libc.msync.async(address, length, MS_SYNC, (error, code) => {
        if (error === null && code === 0) resolve();
        else reject(error ?? this.#syncError());
      });
    });
  }

  /**
   * Has the pages from `offset` on brought in and made writable by a thread of its own, so that the
   * first store to each of them does not have to. Calls `done` afterwards, whether it could or not.
   */
  populate(offset: number, bytes: number, done: () => void): void {
    const [address, length] = this.#pages(offset, bytes);
    const { advise } = this.#libc;
    if (advise === undefined || length <= 0 || !this.#open) return done();
    advise.async(address, length, MADV_POPULATE_WRITE, done);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    // The file goes at once. Its addresses are kept for empty memory until no view is left: were
    // they given back here, a view that somebody kept would write into what comes there next.
    const noFile = process.platform === "linux" ? LINUX_NO_FILE : MACOS_NO_FILE;
    const flags = MAP_PRIVATE | MAP_FIXED | noFile;
    this.#libc.mmap(this.#address, this.bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
    EMPTIED.register(this.buffer, { libc: this.#libc, address: this.#address, bytes: this.bytes });
  }

  get closed(): boolean {
    return !this.#open;
  }

  /** Where a byte of the file is in this process, for calls of the system. */
  address(offset: number): bigint {
    return this.#address + BigInt(offset);
  }

  /** Whole pages, as the system wants them. */
  #pages(offset: number, bytes: number): [address: bigint, length: number] {
    const from = Math.floor(offset / PAGE_BYTES) * PAGE_BYTES;
    return [this.#address + BigInt(from), Math.min(offset + bytes, this.bytes) - from];
  }

  #syncError(): Error {
    return new Error(`${this.file}: msync failed with error ${koffi.errno()}`);
  }

  /** For `map` alone. */
  static at(file: string, libc: Libc, address: bigint, length: number): MappedFile {
    return new MappedFile(file, libc, address, length);
  }
}

function noRoom(file: string, bytes: number, code: number): ConfigError {
  return new ConfigError(
    "file",
    `${file}: no room for ${bytes} bytes (error ${code}); make some there, or take another folder ` +
      "(MEXOMS_MEMORY names that of shared memory)",
  );
}

/** Gives addresses back once nothing can reach them any more. */
const EMPTIED = new FinalizationRegistry<{ libc: Libc; address: bigint; bytes: number }>(
  ({ libc, address, bytes }) => {
    libc.munmap(address, bytes);
  },
);

function openNew(file: string): number {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    return openSync(file, "w+", 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new ConfigError("file", `${file} cannot be made: ${code}`);
  }
}

function map(
  file: string,
  libc: Libc,
  fd: number,
  { bytes, writable }: { bytes: number; writable: boolean },
): MappedFile {
  const protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
  const address = libc.mmap(null, bytes, protection, MAP_SHARED, fd, 0);
  if (BigInt.asIntN(64, address) === -1n) {
    throw new Error(`${file}: mmap failed with error ${koffi.errno()}`);
  }
  return MappedFile.at(file, libc, address, bytes);
}

function loadLibc(): Libc {
  if (process.platform === "win32") {
    throw new ConfigError("platform", "shared memory needs Linux or macOS; use WSL on Windows");
  }
  const c = koffi.load(null);
  const linux = process.platform === "linux";
  return {
    mmap: c.func("void *mmap(void *, size_t, int, int, int, int64_t)") as Libc["mmap"],
    munmap: c.func("int munmap(void *, size_t)") as Libc["munmap"],
    msync: c.func("int msync(void *, size_t, int)") as Libc["msync"],
    allocate: linux
      ? (c.func("int posix_fallocate(int, int64_t, int64_t)") as NonNullable<Libc["allocate"]>)
      : undefined,
    advise: linux
      ? (c.func("int madvise(void *, size_t, int)") as NonNullable<Libc["advise"]>)
      : undefined,
  };
}
