import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { DataError } from "@mexoms/core";
import { systemProblem } from "../system-error.ts";
import { checkVersion } from "./format-version.ts";
import type { TrialColumn } from "./trial-table.ts";

// A columnar file of trials, version 1. All numbers are little-endian.
//
//   0    8  magic "MEXTRIAL"
//   8    4  version, u32
//   12   4  length of the JSON, u32
//   16   4  CRC-32 of the JSON, u32
//   20   4  CRC-32 of what follows the JSON and its padding, u32
//   24      JSON: {"rows", "columns": [{"name", "type", "at", "length"}], ...facts}
//   ...     zeros up to a multiple of 8; from here offsets ("at") count
//   ...     the columns, each at a multiple of 8 with zeros between; "length" is in bytes
//
// A column "f64" has a double a row. "text" and "f64-list" have rows + 1 u32 that say where each row's
// bytes or doubles begin and the last one's end; they begin at 0, behind these numbers and zeros up to
// a multiple of 8. Text is UTF-8.

const MAGIC = "MEXTRIAL";
const VERSION = 1;
const VERSION_AT = 8;
const JSON_LENGTH_AT = 12;
const JSON_CRC_AT = 16;
const BODY_CRC_AT = 20;
const HEADER_LENGTH = 24;
const ALIGNMENT = 8;

interface ColumnPlace {
  readonly name: string;
  readonly type: TrialColumn["type"];
  readonly at: number;
  readonly length: number;
}

/** A columnar file in memory: what its writer noted, and the columns. */
export interface ColumnFile<Facts> {
  readonly facts: Facts;
  readonly columns: readonly TrialColumn[];
}

/** The bytes of a columnar file: equal for equal columns and facts. */
export function encodeColumns(columns: readonly TrialColumn[], facts: object): Uint8Array {
  const rows = columns[0]?.values.length ?? 0;
  const parts: Uint8Array[] = [];
  const places: ColumnPlace[] = [];
  let at = 0;
  for (const column of columns) {
    const bytes = columnBytes(column);
    places.push({ name: column.name, type: column.type, at, length: bytes.length });
    parts.push(bytes, padding(bytes.length));
    at += aligned(bytes.length);
  }
  const body = Buffer.concat(parts);
  const json = Buffer.from(JSON.stringify({ rows, columns: places, ...facts }));
  const header = Buffer.alloc(HEADER_LENGTH);
  header.write(MAGIC, "latin1");
  header.writeUInt32LE(VERSION, VERSION_AT);
  header.writeUInt32LE(json.length, JSON_LENGTH_AT);
  header.writeUInt32LE(crc32(json), JSON_CRC_AT);
  header.writeUInt32LE(crc32(body), BODY_CRC_AT);
  return Buffer.concat([header, json, padding(HEADER_LENGTH + json.length), body]);
}

/** Reads a columnar file. Throws DataError for one that is damaged or of another kind. */
export function readColumnFile<Facts>(file: string): ColumnFile<Facts> {
  const refuse = (problem: string): never => {
    throw new DataError({ file }, problem);
  };
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return refuse(`cannot be read: ${systemProblem(error)}`);
  }
  if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC || bytes.length < HEADER_LENGTH) {
    refuse("is no columnar file of trials");
  }
  const version = bytes.readUInt32LE(VERSION_AT);
  checkVersion({ file }, version, VERSION);
  const jsonEnd = HEADER_LENGTH + bytes.readUInt32LE(JSON_LENGTH_AT);
  const json = bytes.subarray(HEADER_LENGTH, jsonEnd);
  // Its own memory, so that columns lie at multiples of their widths.
  const body = new Uint8Array(bytes.subarray(aligned(jsonEnd)));
  const sound =
    crc32(json) === bytes.readUInt32LE(JSON_CRC_AT) &&
    crc32(body) === bytes.readUInt32LE(BODY_CRC_AT);
  if (!sound) refuse("its checksum does not match: run the same sweep again, its log has the rows");
  const { rows, columns, ...facts } = JSON.parse(json.toString("utf8")) as {
    readonly rows: number;
    readonly columns: readonly ColumnPlace[];
  };
  return {
    facts: facts as Facts,
    columns: columns.map((place) => columnAt(body.buffer, place, rows)),
  };
}

function columnBytes(column: TrialColumn): Uint8Array {
  if (column.type === "f64") return bytesOf(column.values);
  const values =
    column.type === "text"
      ? column.values.map((text) => Buffer.from(text, "utf8"))
      : column.values.map(bytesOf);
  const width = column.type === "text" ? 1 : Float64Array.BYTES_PER_ELEMENT;
  const starts = new Uint32Array(values.length + 1);
  values.forEach((bytes, i) => (starts[i + 1] = starts[i]! + bytes.length / width));
  const first = bytesOf(starts);
  return Buffer.concat([first, padding(first.length), ...values]);
}

function columnAt(memory: ArrayBuffer, place: ColumnPlace, rows: number): TrialColumn {
  const { name, type, at, length } = place;
  if (type === "f64") return { name, type, values: new Float64Array(memory, at, rows) };
  const starts = new Uint32Array(memory, at, rows + 1);
  const begin = at + aligned(starts.byteLength);
  if (type === "f64-list") {
    const all = new Float64Array(memory, begin, (at + length - begin) / 8);
    return { name, type, values: pieces(starts, (from, to) => all.subarray(from, to)) };
  }
  const all = Buffer.from(memory, begin, at + length - begin);
  return { name, type, values: pieces(starts, (from, to) => all.toString("utf8", from, to)) };
}

function pieces<T>(starts: Uint32Array, piece: (from: number, to: number) => T): T[] {
  return Array.from({ length: starts.length - 1 }, (_, i) => piece(starts[i]!, starts[i + 1]!));
}

function bytesOf(values: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function padding(length: number): Uint8Array {
  return new Uint8Array(aligned(length) - length);
}
