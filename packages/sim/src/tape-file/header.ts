import { createHash } from "node:crypto";
import { DataError, Instrument } from "@mexoms/core";
import type { InstrumentSpec } from "@mexoms/core";
import { TAPE_COLUMNS } from "@mexoms/sim/engine";
import type { TapeSource } from "@mexoms/sim/engine";
import { z } from "zod";
import { instrumentSpecSchema } from "../instruments/instrument-schema.ts";
import {
  CHECKSUM_AT,
  CHECKSUM_LENGTH,
  COLUMN_COUNT_AT,
  COLUMN_ENTRY_LENGTH,
  COLUMN_TABLE_AT,
  COLUMN_WIDTH,
  DIGEST_AT,
  EPOCH_AT,
  HEADER_LENGTH_AT,
  JSON_AT,
  JSON_LENGTH_AT,
  MAGIC,
  ROWS_AT,
  VERSION,
  VERSION_AT,
  blockAfter,
  columnOffsets,
} from "./layout.ts";

/** What the header of a tape file says. */
export interface TapeHeader {
  readonly instrument: Instrument;
  readonly source: TapeSource;
  readonly epochNs: bigint;
  readonly rows: number;
  readonly digest: string;
  /** SHA-256 of each column, in the order of TAPE_COLUMNS. */
  readonly columnSums: readonly Uint8Array[];
  readonly offsets: readonly number[];
  /** Length of the whole file. */
  readonly end: number;
}

const sourceSchema = z.object({
  format: z.string(),
  files: z.array(z.string()),
  clockShiftNs: z.number(),
  lines: z.record(z.string(), z.number()),
  notes: z.array(z.string()),
});
const jsonSchema = z.object({ instrument: instrumentSpecSchema, source: sourceSchema });

export interface HeaderFacts {
  readonly spec: InstrumentSpec;
  readonly source: TapeSource;
  readonly epochNs: bigint;
  readonly rows: number;
  readonly digest: string;
  readonly columnSums: readonly Uint8Array[];
}

/** The bytes of a header, and where the columns must go. */
export function encodeHeader(facts: HeaderFacts): {
  bytes: Buffer;
  offsets: number[];
  end: number;
} {
  const json = Buffer.from(JSON.stringify({ instrument: facts.spec, source: facts.source }));
  const length = blockAfter(JSON_AT + json.length);
  const { offsets, end } = columnOffsets(length, facts.rows);
  const bytes = Buffer.alloc(length);
  bytes.write(MAGIC, "latin1");
  bytes.writeUInt32LE(VERSION, VERSION_AT);
  bytes.writeUInt32LE(length, HEADER_LENGTH_AT);
  bytes.writeBigUInt64LE(BigInt(facts.rows), ROWS_AT);
  bytes.writeBigInt64LE(facts.epochNs, EPOCH_AT);
  bytes.write(facts.digest, DIGEST_AT, "hex");
  bytes.writeUInt32LE(json.length, JSON_LENGTH_AT);
  bytes.writeUInt32LE(TAPE_COLUMNS.length, COLUMN_COUNT_AT);
  for (const [i, column] of TAPE_COLUMNS.entries()) {
    const at = COLUMN_TABLE_AT + i * COLUMN_ENTRY_LENGTH;
    bytes.writeBigUInt64LE(BigInt(offsets[i]!), at);
    bytes.writeBigUInt64LE(BigInt(facts.rows * COLUMN_WIDTH[column]), at + 8);
    bytes.set(facts.columnSums[i]!, at + 16);
  }
  bytes.set(json, JSON_AT);
  bytes.set(checksum(bytes), CHECKSUM_AT);
  return { bytes, offsets, end };
}

/** Reads and checks the header at the start of `bytes`. Throws DataError when it is not one. */
export function decodeHeader(bytes: Buffer, file: string): TapeHeader {
  const refuse = (field: string, problem: string): never => {
    throw new DataError({ file, field }, problem);
  };
  if (bytes.length === 0) refuse("magic", "the file is empty; a tape file starts with MEXTAPE");
  if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) {
    refuse("magic", "not a tape file: it does not start with MEXTAPE");
  }
  if (bytes.length < JSON_AT) refuse("header", `cut short after ${bytes.length} bytes`);
  const version = bytes.readUInt32LE(VERSION_AT);
  if (version !== VERSION) {
    refuse("version", `version ${version}, this program reads version ${VERSION}: import it again`);
  }
  const length = bytes.readUInt32LE(HEADER_LENGTH_AT);
  if (length > bytes.length) refuse("header", `cut short: ${bytes.length} of ${length} bytes`);
  const header = bytes.subarray(0, length);
  const sum = header.subarray(CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_LENGTH);
  if (length < JSON_AT || !checksum(header).equals(sum)) {
    refuse("header", "its checksum does not match: the file is damaged");
  }
  const jsonLength = header.readUInt32LE(JSON_LENGTH_AT);
  const json = jsonSchema.safeParse(
    JSON.parse(header.toString("utf8", JSON_AT, JSON_AT + jsonLength)),
  );
  if (!json.success) throw new DataError({ file, field: "header" }, z.prettifyError(json.error));
  const rows = Number(header.readBigUInt64LE(ROWS_AT));
  return {
    instrument: new Instrument(json.data.instrument),
    source: json.data.source,
    epochNs: header.readBigInt64LE(EPOCH_AT),
    rows,
    digest: header.toString("hex", DIGEST_AT, DIGEST_AT + CHECKSUM_LENGTH),
    columnSums: TAPE_COLUMNS.map((_, i) => {
      const at = COLUMN_TABLE_AT + i * COLUMN_ENTRY_LENGTH + 16;
      return Uint8Array.from(header.subarray(at, at + CHECKSUM_LENGTH));
    }),
    ...columnOffsets(length, rows),
  };
}

function checksum(header: Buffer): Buffer {
  return createHash("sha256")
    .update(header.subarray(0, CHECKSUM_AT))
    .update(Buffer.alloc(CHECKSUM_LENGTH))
    .update(header.subarray(CHECKSUM_AT + CHECKSUM_LENGTH))
    .digest();
}
