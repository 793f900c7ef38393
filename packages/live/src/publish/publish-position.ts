import { readFileSync } from "node:fs";
import { z } from "zod";
import { writeWholeFile } from "@mexoms/sim/files";
import type { LedgerState } from "./session-ledger.ts";

/** Where a publisher notes how far it is; see JournalPublisher. */
export const POSITION_FILE = "published.json";

/** How far a journal is published, and what its ledger knew there. */
export interface PublishPosition {
  readonly journal: string;
  /** All records up to this one are in the streams. */
  readonly sequence: number;
  readonly ledger: LedgerState;
}

const schema = z.object({
  version: z.literal(1),
  journal: z.string(),
  sequence: z.number().int().nonnegative(),
  ledger: z.looseObject({}),
});

/**
 * Reads the position of a journal. Undefined when there is none or it cannot be used: what it would
 * tell follows from the journal and the streams then.
 */
export function loadPosition(file: string, journal: string): PublishPosition | undefined {
  const position = readPosition(file);
  return position?.journal === journal ? position : undefined;
}

/** The record that a publisher noted to have published last; 0 when it noted nothing. */
export function notedSequence(file: string): number {
  return readPosition(file)?.sequence ?? 0;
}

/** Writes it so that the file is the one before or this one, never a part. */
export function savePosition(file: string, position: PublishPosition): void {
  // Lost with the machine it follows from the journal and the streams again.
  const text = `${JSON.stringify({ version: 1, ...position })}\n`;
  writeWholeFile(file, text, { sync: false });
}

function readPosition(file: string): PublishPosition | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return parsed.success ? (parsed.data as unknown as PublishPosition) : undefined;
  } catch {
    return undefined;
  }
}
