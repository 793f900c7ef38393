import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { LedgerState } from "./session-ledger.ts";

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
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(file, "utf8")));
    if (!parsed.success || parsed.data.journal !== journal) return undefined;
    return parsed.data as unknown as PublishPosition;
  } catch {
    return undefined;
  }
}

/** Writes it so that the file is the one before or this one, never a part. */
export function savePosition(file: string, position: PublishPosition): void {
  const temporary = `${file}.new`;
  try {
    writeFileSync(temporary, `${JSON.stringify({ version: 1, ...position })}\n`);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
