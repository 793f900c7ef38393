import { createReadStream, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import type { Readable } from "node:stream";
import { DataError } from "@mexoms/core";
import { systemProblem } from "../system-error.ts";

const CHUNK = 1 << 20;
const MAX_LINE = 1 << 26;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** Takes one line, without its end. The bytes are only good during the call. Lines count from 1. */
export type LineHandler = (bytes: Buffer, start: number, end: number, line: number) => void;

export interface LineFileEnd {
  /** Lines handed out. */
  readonly lines: number;
  /** Bytes of text, after decompression. */
  readonly bytes: number;
  /** Why reading stopped early: a torn archive. The lines before it were handed out. */
  readonly torn?: string;
}

/**
 * Hands out the lines of a file that is plain text or gzip (told by its content), a chunk at a time.
 * `onChunk` is called after each chunk with the bytes read from disk so far, and the size of the file.
 * Throws DataError when the file is missing, empty or in another archive format.
 */
export async function readLines(
  file: string,
  onLine: LineHandler,
  onChunk: (read: number, size: number) => void,
): Promise<LineFileEnd> {
  const size = sizeOf(file);
  const gzip = await isGzip(file);
  const raw = createReadStream(file, { highWaterMark: CHUNK / 4 });
  let failed: Error | undefined;
  let stream: Readable = raw;
  if (gzip) {
    const gunzip = createGunzip({ chunkSize: CHUNK });
    raw.on("error", (error) => gunzip.destroy(error));
    stream = raw.pipe(gunzip);
  }
  const lines = new LineCutter(file, onLine);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      lines.take(chunk);
      onChunk(raw.bytesRead, size);
    }
  } catch (error) {
    if (!isArchiveError(error)) throw error;
    failed = error;
  } finally {
    raw.destroy();
  }
  if (failed) {
    const torn = `the gzip archive is torn: ${failed.message}`;
    return { lines: lines.count, bytes: lines.bytes, torn };
  }
  lines.finish();
  return { lines: lines.count, bytes: lines.bytes };
}

/** Cuts chunks into lines. Only a line that crosses chunks is copied. */
class LineCutter {
  count = 0;
  bytes = 0;
  readonly #file: string;
  readonly #onLine: LineHandler;
  // The pieces of a line that has not ended yet, and their length together.
  #rest: Buffer[] = [];
  #restLength = 0;

  constructor(file: string, onLine: LineHandler) {
    this.#file = file;
    this.#onLine = onLine;
  }

  take(chunk: Buffer): void {
    this.bytes += chunk.length;
    let start = 0;
    if (this.#restLength > 0) {
      const end = chunk.indexOf(NEWLINE);
      if (end < 0) return this.#keep(chunk);
      this.#keep(chunk.subarray(0, end));
      this.#handRest();
      start = end + 1;
    }
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end < 0) break;
      this.#hand(chunk, start, end);
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  finish(): void {
    if (this.#restLength > 0) this.#handRest();
  }

  #handRest(): void {
    const line = Buffer.concat(this.#rest, this.#restLength);
    this.#rest = [];
    this.#restLength = 0;
    this.#hand(line, 0, line.length);
  }

  #hand(bytes: Buffer, start: number, end: number): void {
    const trimmed = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    this.count++;
    this.#onLine(bytes, start, trimmed, this.count);
  }

  #keep(piece: Buffer): void {
    this.#rest.push(piece);
    this.#restLength += piece.length;
    if (this.#restLength > MAX_LINE) {
      const place = { file: this.#file, line: this.count + 1 };
      throw new DataError(place, `no end of line in ${MAX_LINE} bytes: not a file of lines`);
    }
  }
}

function sizeOf(file: string): number {
  let size: number;
  try {
    const stat = statSync(file);
    if (!stat.isFile()) throw new Error("it is not a file");
    size = stat.size;
  } catch (error) {
    throw new DataError({ file }, `cannot be read: ${systemProblem(error)}`);
  }
  if (size === 0) throw new DataError({ file }, "is empty");
  return size;
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer: start } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (start.toString("latin1", 0, 4) === "PK\u0003\u0004") {
      throw new DataError({ file }, "is a zip archive: unzip it first (gzip and plain are read)");
    }
    return start[0] === 0x1f && start[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

// Errors of zlib carry codes such as Z_BUF_ERROR (unexpected end) and Z_DATA_ERROR.
function isArchiveError(error: unknown): error is Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code.startsWith("Z_");
}
