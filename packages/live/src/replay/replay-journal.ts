import type { Strategy } from "@mexoms/core";
import { withHostGuard } from "@mexoms/sim";
import { ENGINE_VERSION } from "@mexoms/sim/internal";
import { parseSessionStart, type SessionStart } from "../kernel/session-start.ts";
import { recordText } from "../kernel/record-text.ts";
import { JournalReader } from "../journal/journal-reader.ts";
import { INPUT } from "../journal/record-kinds.ts";
import type { ParityResult, ReplayedSession } from "./parity.ts";
import { otherCode, otherEngine } from "./replay-notes.ts";
import { SessionReplay } from "./session-replay.ts";

/** Finds the strategy of a session. */
export type StrategyLookup = (start: SessionStart) => Promise<{
  readonly strategy: Strategy;
  readonly codeDigest: string;
}>;

/**
 * Feeds each session of a journal to a fresh kernel, and compares every request (and, where they were
 * written, every explanation) with what the journal has, byte for byte. Stops at the first difference.
 * While it runs, the host's clocks, timers and random numbers are closed to the strategy.
 *
 * Throws ConfigError when there is no journal, DataError for damage in it, and what `find` throws.
 */
export async function replayJournal(
  dir: string,
  options: { readonly find: StrategyLookup },
): Promise<ParityResult> {
  const reader = JournalReader.open(dir);
  const sessions: ReplayedSession[] = [];
  let skipped = 0;
  try {
    let more = reader.next();
    while (more && reader.kind !== INPUT.start) {
      skipped += 1;
      more = reader.next();
    }
    while (more && sessions.at(-1)?.difference === undefined) {
      // One session after the other: each begins with what its first record says.
      const session = await openSession(reader, options.find);
      more = withHostGuard(() => replaySession(reader, session));
      sessions.push(session.end());
    }
  } finally {
    reader.close();
  }
  const difference = sessions.at(-1)?.difference;
  return { journal: reader.id, sessions, skipped, difference };
}

async function openSession(reader: JournalReader, find: StrategyLookup): Promise<SessionReplay> {
  const from = reader.sequence;
  const start = parseSessionStart(recordText(reader), from);
  const { strategy, codeDigest } = await find(start);
  const notes: string[] = [];
  const { strategy: ran, engine } = start;
  if (codeDigest !== ran.codeDigest) notes.push(otherCode(codeDigest, ran.codeDigest));
  if (engine !== ENGINE_VERSION) notes.push(otherEngine(engine));
  return new SessionReplay({ start, from, strategy, codeDigest, notes });
}

/** Replays until the next session begins. False when the journal is over. */
function replaySession(reader: JournalReader, session: SessionReplay): boolean {
  session.begin(reader);
  while (reader.next()) {
    if (reader.kind === INPUT.start) return true;
    session.next(reader);
  }
  return false;
}
