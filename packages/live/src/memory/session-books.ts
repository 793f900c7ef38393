import { existsSync } from "node:fs";
import { ConfigError, Instrument, type Level } from "@mexoms/core";
import { MonoClock } from "../clock/mono-clock.ts";
import type { SessionClock } from "../clock/session-clock.ts";
import { bookResultName } from "./book-layout.ts";
import { BookReader } from "./book-reader.ts";
import { findSessions } from "./leftovers.ts";
import { SessionControl } from "./session-control.ts";

/** A book as it stands now, for a person. */
export interface BookLook {
  readonly instrument: Instrument;
  /**
   * As told by a reader; "absent" when there is no book yet, "dead" when the process that wrote it is
   * no more. Only "valid" is to be traded on.
   */
  readonly state: string;
  /** Best first; none unless the state is "valid" or "gapped". */
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  /** Session time since the last change; undefined without one, or while the clock is held. */
  readonly ageNs: number | undefined;
  /** Since the writer was last heard of, of the machine's time. */
  readonly silentNs: number | undefined;
  /** How often the book was written. */
  readonly changes: number;
}

export interface SessionBooksOptions {
  readonly memory: string;
  /** Without one: the only session that is alive. */
  readonly session?: string;
  readonly levels: number;
  readonly staleNs: number;
}

/** Looks at all books of a session, from outside: nothing that it does reaches the writers. */
export class SessionBooks {
  readonly session: string;
  readonly #control: SessionControl;
  readonly #options: SessionBooksOptions;
  readonly #instruments: readonly Instrument[];
  readonly #readers = new Map<number, BookReader>();
  readonly #mono = new MonoClock();
  #clock: SessionClock | undefined;

  /** Throws ConfigError when the session is not there, or none was named and there is not one. */
  constructor(options: SessionBooksOptions) {
    if (!(Number.isInteger(options.levels) && options.levels >= 1)) {
      throw new ConfigError("levels", `${options.levels} is not a whole number such as 5`);
    }
    this.#options = options;
    this.session = options.session ?? onlySession(options.memory);
    this.#control = SessionControl.open(options.memory, this.session);
    this.#instruments = this.#control.instruments.map((spec) => new Instrument(spec));
  }

  /** Whether the process that made the session is there. */
  get writerAlive(): boolean {
    return this.#control.writerAlive;
  }

  get running(): boolean {
    return this.#control.running;
  }

  get speed(): number {
    return this.#control.speed;
  }

  /** All books, by market. */
  look(): BookLook[] {
    this.#mono.read();
    this.#clock ??= this.#control.clock();
    return this.#instruments.map((instrument, market) => this.#lookAt(instrument, market));
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
    this.#control.close();
  }

  #lookAt(instrument: Instrument, market: number): BookLook {
    const reader = this.#reader(market);
    if (reader === undefined) {
      const nothing = { bids: [], asks: [], ageNs: undefined, silentNs: undefined, changes: 0 };
      return { instrument, state: "absent", ...nothing };
    }
    const result = bookResultName(reader.read());
    const dead = result !== "closed" && !reader.writerAlive;
    const known = this.#clock !== undefined && reader.changes > 0;
    return {
      instrument,
      state: dead ? "dead" : result,
      bids: dead ? [] : levelsOf(reader.bidTicks, reader.bidLots, reader.bidCount),
      asks: dead ? [] : levelsOf(reader.askTicks, reader.askLots, reader.askCount),
      ageNs: known ? Math.max(0, this.#clock!.read() - reader.localNs) : undefined,
      silentNs: Math.max(0, this.#mono.nowNs - reader.heartbeatMonoNs),
      changes: reader.changes,
    };
  }

  #reader(market: number): BookReader | undefined {
    const known = this.#readers.get(market);
    if (known !== undefined) return known;
    const file = this.#control.marketFile(market, "book");
    if (!existsSync(file)) return undefined;
    const { levels, staleNs } = this.#options;
    const reader = new BookReader(file, { levels, staleNs, clock: this.#mono });
    this.#readers.set(market, reader);
    return reader;
  }
}

function levelsOf(ticks: Int32Array, lots: Float64Array, count: number): Level[] {
  return Array.from({ length: count }, (_, i) => ({ priceTicks: ticks[i]!, qtyLots: lots[i]! }));
}

function onlySession(memory: string): string {
  const alive = findSessions(memory).filter((found) => found.alive);
  const [only] = alive;
  if (only === undefined)
    throw new ConfigError(
      "session",
      `none runs (nothing in ${memory}); start one, for example: mexoms run market-maker --paper --tape FILE`,
    );
  if (alive.length > 1) {
    const names = alive.map(({ session }) => session).join(", ");
    throw new ConfigError("session", `several are running, name one of ${names}`);
  }
  return only.session;
}
