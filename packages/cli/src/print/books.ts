import type { Instrument, Level } from "@mexoms/core";
import type { BookLook, SessionBooks, SessionFound } from "@mexoms/live/internal";
import { plainTable } from "./table.ts";

/** Puts the cursor home and clears the screen. */
export const SCREEN_CLEAR = "\u001B[H\u001B[2J";

/** The books of a session as tables, one below the other. */
export function bookTables(books: SessionBooks): string {
  const { session, speed, running, writerAlive } = books;
  const state = writerAlive
    ? running
      ? "running"
      : "clock held"
    : "ITS WRITER IS DEAD (mexoms books --clean removes it)";
  const pace = speed === 1 ? "" : ` at ${speed}x`;
  return [`${session}: ${state}${pace}`, ...books.look().map(bookTable)].join("\n\n");
}

/** What was removed, by name and size. */
export function removedLine(removed: readonly SessionFound[], memory: string): string {
  if (removed.length === 0) return `nothing was left behind in ${memory}`;
  return removed
    .map(({ session, bytes }) => `removed ${session} (${Math.ceil(bytes / 1024)} kB)`)
    .join("\n");
}

function bookTable(look: BookLook): string {
  const { instrument, state, ageNs, silentNs, changes } = look;
  const facts = [
    // Only a valid book is to be traded on: any other word must be seen.
    state === "valid" ? state : state.toUpperCase(),
    ...(ageNs === undefined ? [] : [`age ${shortTime(ageNs)}`]),
    ...(silentNs === undefined ? [] : [`writer heard ${shortTime(silentNs)} ago`]),
    `${changes.toLocaleString("en-US")} changes`,
  ];
  const line = `${instrument.id}  ${facts.join(", ")}`;
  const depth = Math.max(look.bids.length, look.asks.length);
  if (depth === 0) return line;
  const rows = Array.from({ length: depth }, (_, i) => [
    ...levelTexts(instrument, look.bids[i]).toReversed(),
    ...levelTexts(instrument, look.asks[i]),
  ]);
  const head = ["bid size", "bid", "ask", "ask size"];
  return `${line}\n${plainTable({ head, rows, right: [0, 1, 2, 3] })}`;
}

function levelTexts(instrument: Instrument, level: Level | undefined): string[] {
  if (level === undefined) return ["", ""];
  return [instrument.tick.format(level.priceTicks), instrument.lot.format(level.qtyLots)];
}

/** Three digits and a unit. */
function shortTime(ns: number): string {
  if (ns < 1e6) return `${(ns / 1e3).toPrecision(3)} us`;
  if (ns < 1e9) return `${(ns / 1e6).toPrecision(3)} ms`;
  return `${(ns / 1e9).toFixed(1)} s`;
}
