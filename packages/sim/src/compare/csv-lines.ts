import { closeSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { DataError } from "@mexoms/core";
import { systemProblem } from "../system-error.ts";

const CHUNK_BYTES = 256 * 1024;

/** One line of a CSV file of ours: its fields by the name of their column. */
export type CsvFields = ReadonlyMap<string, string>;

/** A line and where it stands. */
export interface CsvLine {
  readonly line: number;
  readonly fields: CsvFields;
}

/**
 * Reads a CSV file of a run folder or a session line by line, so that files of any size can be
 * compared. Throws DataError for a file that cannot be read, lacks a column, or is torn.
 */
export class CsvLines {
  readonly file: string;
  readonly header: readonly string[];
  readonly #descriptor: number;
  readonly #decoder = new StringDecoder("utf8");
  readonly #buffer = Buffer.alloc(CHUNK_BYTES);
  #text = "";
  #at = 0;
  #line = 0;
  #atEnd = false;

  constructor(file: string, needed: readonly string[]) {
    this.file = file;
    try {
      this.#descriptor = openSync(file, "r");
    } catch (cause) {
      throw new DataError({ file }, `cannot be read: ${systemProblem(cause)}`);
    }
    try {
      this.header = this.#record() ?? [];
      const missing = needed.find((column) => !this.header.includes(column));
      if (missing !== undefined) {
        throw new DataError({ file, line: 1 }, `the header has no column ${missing}`);
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The next line, undefined at the end. */
  next(): CsvLine | undefined {
    const line = this.#line + 1;
    const texts = this.#record();
    if (texts === undefined) return undefined;
    if (texts.length !== this.header.length) {
      const problem = `has ${texts.length} fields, the header ${this.header.length}`;
      throw new DataError({ file: this.file, line }, problem);
    }
    return { line, fields: new Map(this.header.map((column, i) => [column, texts[i]!])) };
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** The fields of the next record, which may have line breaks in quotes. */
  #record(): readonly string[] | undefined {
    const first = this.#line + 1;
    let record = this.#physicalLine();
    if (record === undefined) return undefined;
    while (record.split('"').length % 2 === 0) {
      const more = this.#physicalLine();
      if (more === undefined) {
        throw new DataError({ file: this.file, line: first }, "a quote is not closed");
      }
      record += `\n${more}`;
    }
    return fieldsOf(record);
  }

  #physicalLine(): string | undefined {
    for (;;) {
      const end = this.#text.indexOf("\n", this.#at);
      if (end >= 0) {
        const line = this.#text.slice(this.#at, end);
        this.#at = end + 1;
        this.#line++;
        return line;
      }
      if (this.#atEnd) break;
      this.#more();
    }
    if (this.#at === this.#text.length) return undefined;
    const place = { file: this.file, line: this.#line + 1 };
    throw new DataError(place, "the file is torn: its last line has no end");
  }

  #more(): void {
    const bytes = readSync(this.#descriptor, this.#buffer);
    this.#atEnd = bytes === 0;
    this.#text = this.#text.slice(this.#at) + this.#decoder.write(this.#buffer.subarray(0, bytes));
    this.#at = 0;
  }
}

// A field: quoted with doubled quotes, or plain; then what ends it.
const FIELD = /(?:"((?:[^"]|"")*)"|([^",]*))(?:,|$)/gy;

function fieldsOf(record: string): string[] {
  if (!record.includes('"')) return record.split(",");
  const fields: string[] = [];
  for (const [, quoted, plain] of `${record},`.matchAll(FIELD)) {
    fields.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
  }
  // The comma that was added ends the last field and begins an empty one.
  return fields.slice(0, -1);
}
