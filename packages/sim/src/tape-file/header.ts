import { createHash } from "node:crypto";
import { DataError, Instrument } from "@mexoms/core";
import type { InstrumentSpec } from "@mexoms/core";
import { EXTRA_COLUMNS, type ExtraColumn } from "@mexoms/core/internal";
import { INDEX_TIMES, TAPE_COLUMNS } from "@mexoms/sim/engine";
import type { BlockIndex, IndexTime, TapeSource } from "@mexoms/sim/engine";
import {
  BLOCK_COUNT_AT,
  BLOCK_ENTRY_LENGTH,
  CHECKSUM_AT,
  COLUMN_COUNT_AT,
  COLUMN_ENTRY_LENGTH,
  COLUMN_NAME_LENGTH,
  DIGEST_AT,
  EPOCH_AT,
  HEADER_LENGTH,
  INDEX_AT,
  INDEX_LENGTH_AT,
  MAGIC,
  ROWS_AT,
  VERSION,
  VERSION_AT,
} from "./layout.ts";

const SHA_LENGTH = 32;
const KINDS: Readonly<Record<string, readonly [width: number, kind: number]>> = {
  exchNs: [8, 3],
  localNs: [8, 3],
  qtyLots: [8, 3],
  priceTicks: [4, 2],
  event: [1, 1],
};
const EXTRA_KIND = [8, 3] as const;

/** What the blocks of a tape file are and where they lie. */
export interface FileBlocks {
  readonly index: BlockIndex;
  readonly offsets: readonly number[];
  readonly checksums: Uint32Array;
}

/** What a tape file says of itself. */
export interface TapeFacts extends FileBlocks {
  readonly spec: InstrumentSpec;
  readonly source: TapeSource;
  readonly epochNs: bigint;
  readonly rowCount: number;
  readonly digest: string;
  readonly extraColumns: readonly ExtraColumn[];
}

/** Where the index of a tape file lies, as the start of its header says. */
export interface IndexPlace {
  readonly at: number;
  readonly length: number;
}

/** The bytes of the index, and of the header for an index at `at`. */
export function encodeHeader(facts: TapeFacts, at: number): { header: Buffer; index: Buffer } {
  const { index: blocks, offsets, checksums, extraColumns } = facts;
  const names = [...TAPE_COLUMNS, ...extraColumns];
  const columns = Buffer.alloc(names.length * COLUMN_ENTRY_LENGTH);
  names.forEach((name, i) => {
    const entry = i * COLUMN_ENTRY_LENGTH;
    const [width, kind] = KINDS[name] ?? EXTRA_KIND;
    columns.write(name, entry, "latin1");
    columns.writeUInt32LE(width, entry + COLUMN_NAME_LENGTH);
    columns.writeUInt32LE(kind, entry + COLUMN_NAME_LENGTH + 4);
  });
  const index = Buffer.concat([
    columns,
    bytesOf(BigUint64Array.from(offsets, BigInt)),
    bytesOf(blocks.rows),
    bytesOf(checksums),
    ...INDEX_TIMES.map((time) => bytesOf(blocks[time])),
    Buffer.from(JSON.stringify({ instrument: facts.spec, source: facts.source })),
  ]);
  const header = Buffer.alloc(HEADER_LENGTH);
  header.write(MAGIC, "latin1");
  header.writeUInt32LE(VERSION, VERSION_AT);
  header.writeUInt32LE(names.length, COLUMN_COUNT_AT);
  header.writeBigUInt64LE(BigInt(facts.rowCount), ROWS_AT);
  header.writeBigInt64LE(facts.epochNs, EPOCH_AT);
  header.write(facts.digest, DIGEST_AT, "hex");
  header.writeBigUInt64LE(BigInt(at), INDEX_AT);
  header.writeBigUInt64LE(BigInt(index.length), INDEX_LENGTH_AT);
  header.writeUInt32LE(offsets.length, BLOCK_COUNT_AT);
  header.set(checksum(header, index), CHECKSUM_AT);
  return { header, index };
}

/** Checks the start of a header and says where the index is. `bytes` is what the file starts with. */
export function findIndex(bytes: Buffer, file: string): IndexPlace {
  const refuse = (field: string, problem: string): never => {
    throw new DataError({ file, field }, problem);
  };
  if (bytes.length === 0) refuse("magic", "the file is empty; a tape file starts with MEXTAPE");
  if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) {
    refuse("magic", "not a tape file: it does not start with MEXTAPE");
  }
  if (bytes.length < HEADER_LENGTH) refuse("header", `cut short after ${bytes.length} bytes`);
  const version = bytes.readUInt32LE(VERSION_AT);
  if (version !== VERSION) {
    refuse("version", `version ${version}, this program reads version ${VERSION}: import it again`);
  }
  return {
    at: Number(bytes.readBigUInt64LE(INDEX_AT)),
    length: Number(bytes.readBigUInt64LE(INDEX_LENGTH_AT)),
  };
}

/** Reads header and index, each as its own memory. Throws DataError when they are not sound. */
export function decodeHeader(
  header: Buffer,
  index: Buffer<ArrayBuffer>,
  file: string,
): Omit<TapeFacts, "spec"> & { readonly instrument: Instrument } {
  const sum = header.subarray(CHECKSUM_AT, CHECKSUM_AT + SHA_LENGTH);
  if (!checksum(header, index).equals(sum)) {
    const problem = "its checksum does not match: the file is damaged, import it again";
    throw new DataError({ file, field: "header" }, problem);
  }
  // The checksum vouches for what follows; the instrument checks its own values.
  const columns = header.readUInt32LE(COLUMN_COUNT_AT);
  const names = Array.from({ length: columns }, (_, i) => {
    const at = i * COLUMN_ENTRY_LENGTH;
    return index.toString("latin1", at, at + COLUMN_NAME_LENGTH).replace(/\0+$/, "");
  });
  const extraColumns = names.slice(TAPE_COLUMNS.length).map((name) => {
    const known = EXTRA_COLUMNS.find((each) => each === name);
    if (known) return known;
    const problem = `"${name}" is none that this program knows: it is older than the file`;
    throw new DataError({ file, field: "column" }, problem);
  });
  const blocks = header.readUInt32LE(BLOCK_COUNT_AT);
  const tableAt = columns * COLUMN_ENTRY_LENGTH;
  const json = JSON.parse(index.toString("utf8", tableAt + blocks * BLOCK_ENTRY_LENGTH)) as {
    readonly instrument: InstrumentSpec;
    readonly source: TapeSource;
  };
  return {
    instrument: new Instrument(json.instrument),
    source: json.source,
    epochNs: header.readBigInt64LE(EPOCH_AT),
    rowCount: Number(header.readBigUInt64LE(ROWS_AT)),
    digest: header.toString("hex", DIGEST_AT, DIGEST_AT + SHA_LENGTH),
    extraColumns,
    ...decodeBlocks(index, tableAt, blocks),
  };
}

function decodeBlocks(
  { buffer, byteOffset }: Buffer<ArrayBuffer>,
  at: number,
  blocks: number,
): FileBlocks {
  let end = byteOffset + at;
  const take = (bytes: number): number => (end += bytes * blocks) - bytes * blocks;
  const offsets = Array.from(new BigUint64Array(buffer, take(8), blocks), Number);
  const rows = new Uint32Array(buffer, take(4), blocks);
  const checksums = new Uint32Array(buffer, take(4), blocks);
  const times = INDEX_TIMES.map(
    (time) => [time, new Float64Array(buffer, take(8), blocks)] as const,
  );
  const index = { rows, ...(Object.fromEntries(times) as Record<IndexTime, Float64Array>) };
  return { index, offsets, checksums };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function checksum(header: Buffer, index: Buffer): Buffer {
  return createHash("sha256").update(header.subarray(0, CHECKSUM_AT)).update(index).digest();
}
