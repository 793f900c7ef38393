/** Why an edge was not taken, in the order in which the gates are asked. */
export const GATES = [
  "book",
  "venue",
  "residual",
  "cooldown",
  "age",
  "skew",
  "edge-life",
  "reserve",
  "room",
  "size",
  "profit",
] as const;
export type Gate = (typeof GATES)[number];

/** What each gate says, for people. */
export const GATE_TEXTS: Readonly<Record<Gate, string>> = {
  book: "a book is not valid: empty, with missing data, or crossed",
  venue: "a venue is not healthy",
  residual: "a residual of an earlier deal is open",
  cooldown: "the last deal was too short a time ago",
  age: "a book has not changed for too long",
  skew: "the exchange times of the books are too far apart",
  "edge-life": "the edge has not been there for long enough",
  reserve: "the edge does not cover the reserve against the legs' risk",
  room: "balances or limits leave nothing to buy or to sell",
  size: "what is left after rounding is below a venue's minimum, or no level gives enough",
  profit: "the rounded size does not earn the minimum",
};

/** Index of no gate: it may be taken. */
export const OPEN = -1;

/** How often each gate stood in the way. */
export class GateCounts {
  readonly #counts = new Float64Array(GATES.length);

  add(gate: number): void {
    this.#counts[gate] = this.#counts[gate]! + 1;
  }

  /** Counts by name, without the gates that never stood in the way. */
  toRecord(): Readonly<Partial<Record<Gate, number>>> {
    const record: Partial<Record<Gate, number>> = {};
    GATES.forEach((gate, i) => {
      if (this.#counts[i]! > 0) record[gate] = this.#counts[i]!;
    });
    return record;
  }
}

export const BOOK_GATE = indexOf("book");
export const VENUE_GATE = indexOf("venue");
export const RESIDUAL_GATE = indexOf("residual");
export const COOLDOWN_GATE = indexOf("cooldown");
export const AGE_GATE = indexOf("age");
export const SKEW_GATE = indexOf("skew");
export const LIFE_GATE = indexOf("edge-life");
export const RESERVE_GATE = indexOf("reserve");
export const ROOM_GATE = indexOf("room");
export const SIZE_GATE = indexOf("size");
export const PROFIT_GATE = indexOf("profit");

function indexOf(name: Gate): number {
  return GATES.indexOf(name);
}
