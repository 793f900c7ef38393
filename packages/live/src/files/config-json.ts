import { DataError, formatTimestamp } from "@mexoms/core";
import { parseSessionStart, type SessionStart } from "../kernel/session-start.ts";

/** When a session of a journal ran. Times are UTC nanoseconds since 1970. */
export interface SessionSpan {
  /** The record that begins it. */
  readonly sequence: number;
  readonly start: bigint;
  /** Not there for one that did not end in order, or still runs. */
  readonly stop?: { readonly time: bigint; readonly why: string };
}

const KIND = "mexoms-session";

/**
 * The text of config.json: everything that decided the last session of a journal beside its inputs
 * and the state that it began with, and when its sessions ran.
 */
export function configJson(options: {
  readonly journal: string;
  readonly start: SessionStart;
  readonly sessions: readonly SessionSpan[];
}): string {
  const { journal, sessions } = options;
  const { opening, ...config } = options.start;
  const document = {
    kind: KIND,
    format: 1,
    journal,
    continues: opening !== undefined,
    config,
    sessions: sessions.map(({ sequence, start, stop }) => ({
      sequence,
      start: time(start),
      ...(stop === undefined ? {} : { stop: time(stop.time), why: stop.why }),
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** The start of a session from its config.json; it has no opening state. Throws DataError. */
export function startOfConfig(text: string, file: string): SessionStart {
  const document = JSON.parse(text) as { readonly kind?: unknown; readonly config?: unknown };
  if (document.kind !== KIND) throw new DataError({ file, field: "kind" }, `is not "${KIND}"`);
  return parseSessionStart(JSON.stringify(document.config), 0);
}

function time(ns: bigint): { readonly iso: string; readonly ns: string } {
  return { iso: formatTimestamp(ns), ns: ns.toString() };
}
