import type { Row } from "../driver/tape.ts";

type Side = "buy" | "sell";
interface Entry {
  readonly own: boolean;
  readonly id: number;
  lots: number;
}

/** What an own order does on its arrival; all are post-only. */
export type OwnRequest =
  | { readonly ns: number; readonly kind: "cancel"; readonly id: number; readonly side: Side }
  | {
      readonly ns: number;
      readonly kind: "submit" | "amend";
      readonly id: number;
      readonly side: Side;
      readonly ticks: number;
      readonly lots: number;
    };

/**
 * A market as a list of orders for each price, own ones among the real ones, first come first. Slow,
 * and simple enough to be seen to be right. Gives fills as "time order lots@ticks [left] reason".
 */
export class NaiveFifo {
  readonly fills: string[] = [];
  readonly #levels = { buy: new Map<number, Entry[]>(), sell: new Map<number, Entry[]>() };
  readonly #wholeOnly: boolean;
  #ns = 0;

  constructor(wholeOnly: boolean) {
    this.#wholeOnly = wholeOnly;
  }

  row([kind, side, ticks, lots, ns, id = 0, left = 0]: Row): void {
    this.#ns = ns as number;
    if (side === "none" || kind === "clear" || kind === "snapshot") return;
    if (kind === "trade") this.#trade(side === "buy" ? "sell" : "buy", ticks, lots, id);
    else this.#change(side, ticks, id, left);
  }

  request(request: OwnRequest): void {
    this.#ns = request.ns;
    const { kind, id, side } = request;
    const found = this.#find(side, true, id);
    if (kind === "submit") return this.#enter(side, request.ticks, id, request.lots);
    if (!found) return;
    if (kind === "amend" && found.ticks === request.ticks && request.lots <= found.entry.lots) {
      found.entry.lots = request.lots;
      return;
    }
    this.#remove(side, found.ticks, found.entry);
    if (kind === "amend") this.#enter(side, request.ticks, id, request.lots);
  }

  #enter(side: Side, ticks: number, id: number, lots: number): void {
    const other = this.#best(side === "buy" ? "sell" : "buy");
    if (other !== undefined && (side === "buy" ? ticks >= other : ticks <= other)) return;
    this.#level(side, ticks).push({ own: true, id, lots });
  }

  #change(side: Side, ticks: number, id: number, left: number): void {
    const found = this.#find(side, false, id);
    if (found && found.ticks === ticks && left <= found.entry.lots) {
      found.entry.lots = left; // one that has gone keeps its place: its trade may be told later
    } else {
      if (found) this.#remove(side, found.ticks, found.entry);
      if (left > 0) this.#level(side, ticks).push({ own: false, id, lots: left });
    }
    const best = this.#best(side);
    const others = side === "buy" ? "sell" : "buy";
    for (const [at, entries] of this.#levels[others]) {
      if (best === undefined || (side === "buy" ? at > best : at < best)) continue;
      for (const each of entries.slice()) this.#fill(others, at, each, each.lots, "book-crossed");
    }
  }

  #trade(side: Side, ticks: number, lots: number, maker: number): void {
    for (const [at, entries] of this.#levels[side]) {
      if (side === "buy" ? at <= ticks : at >= ticks) continue;
      for (const each of entries.slice()) this.#fill(side, at, each, each.lots, "traded-through");
    }
    let left = lots;
    const queue = [...this.#level(side, ticks)];
    const makerAt = queue.findIndex((each) => !each.own && each.id === maker);
    for (const [place, each] of queue.entries()) {
      if (left <= 0) return;
      if (!each.own) {
        // Who the maker was is told: then the real orders ahead of it got nothing of this trade.
        if (maker === 0) left -= Math.min(left, each.lots);
      } else if (maker === 0 || place < makerAt) {
        const got = this.#wholeOnly ? each.lots : Math.min(left, each.lots);
        this.#fill(side, ticks, each, got, "queue-reached");
        left -= got;
      }
    }
  }

  #fill(side: Side, ticks: number, entry: Entry, lots: number, reason: string): void {
    if (!entry.own) return;
    entry.lots -= lots;
    this.fills.push(`${this.#ns} ${entry.id} ${lots}@${ticks} [${entry.lots}] ${reason}`);
    if (entry.lots === 0) this.#remove(side, ticks, entry);
  }

  #level(side: Side, ticks: number): Entry[] {
    const level = this.#levels[side].get(ticks) ?? [];
    this.#levels[side].set(ticks, level);
    return level;
  }

  #best(side: Side): number | undefined {
    const real = [...this.#levels[side]].filter(([, level]) => level.some(isReal));
    if (real.length === 0) return undefined;
    const ticks = real.map(([at]) => at);
    return side === "buy" ? Math.max(...ticks) : Math.min(...ticks);
  }

  #find(side: Side, own: boolean, id: number): { ticks: number; entry: Entry } | undefined {
    for (const [ticks, level] of this.#levels[side]) {
      const entry = level.find((each) => each.own === own && each.id === id);
      if (entry) return { ticks, entry };
    }
    return undefined;
  }

  #remove(side: Side, ticks: number, entry: Entry): void {
    const level = this.#level(side, ticks);
    level.splice(level.indexOf(entry), 1);
  }
}

const isReal = ({ own, lots }: Entry): boolean => !own && lots > 0;
