import { BUY, SELL, sideSign } from "../market/side.ts";
import type { ExposureBook } from "./exposure-book.ts";
import type { Finding } from "./finding.ts";
import type { OrderLimits } from "./order-limits.ts";
import type { Proposal } from "./proposal.ts";
import type { Scope } from "./scope.ts";
import type { Valuation } from "./valuation.ts";
import { WorthColumn } from "./worth-column.ts";

/** Checks of what the position may come to in the worst case. Each returns whether it passes. */
export class ExposureChecks {
  readonly #finding: Finding;
  readonly #book: ExposureBook;
  readonly #valuation: Valuation;
  readonly #gross: WorthColumn;
  /** Of the side that was measured last, out of one for each side. */
  #net: WorthColumn;
  readonly #nets: readonly [buys: WorthColumn, sells: WorthColumn];
  /** What was added up last: results go by here, as RowFeed tells why. */
  readonly #total = new Float64Array(1);

  constructor(finding: Finding, book: ExposureBook, valuation: Valuation) {
    this.#finding = finding;
    this.#book = book;
    this.#valuation = valuation;
    this.#gross = new WorthColumn(book, valuation);
    this.#nets = [new WorthColumn(book, valuation), new WorthColumn(book, valuation)];
    this.#net = this.#nets[0];
  }

  /** It cannot bring the position of its account to zero or past it, even if all else fills. */
  reduces({ cell, side, lots }: Proposal): boolean {
    const held = sideSign(side) * this.#book.positionLots[cell]!;
    return held < 0 && held + this.#book.openLots[side]![cell]! + lots <= 0;
  }

  /** The caps in lots of one instrument. */
  quantity({ cell, side, lots }: Proposal, { positionLots }: OrderLimits): boolean {
    for (let i = 0; i < positionLots.length; i++) {
      const { most, scope } = positionLots[i]!;
      this.#countLots(scope, cell, side);
      const worst = this.#total[0]! + lots;
      if (worst > most) return this.#finding.set("R205", "lots", worst, most, scope.label);
    }
    return true;
  }

  /** Most lots that a scope's position in the instrument of a cell may come to on a side. */
  worstLots(scope: Scope, cell: number, side: number): number {
    this.#countLots(scope, cell, side);
    return this.#total[0]!;
  }

  #countLots(scope: Scope, cell: number, side: number): void {
    const { accounts } = this.#book;
    const first = cell - (cell % accounts);
    let worst = 0;
    for (let c = first; c < first + accounts; c++) {
      if (scope.cells[c] === 1) worst += this.#book.worstLots(c, side);
    }
    this.#total[0] = worst;
  }

  /** The caps of value: of those that are broken, the lowest is told. */
  value(
    { cell, side, lots }: Proposal,
    { leastCap }: OrderLimits,
    chain: readonly Scope[],
  ): boolean {
    if (leastCap === Number.POSITIVE_INFINITY) return true;
    this.#measureGross();
    const gross = this.#gross;
    const before = this.grossIn(cell);
    gross.lots[cell] = this.#worst(cell, side, lots);
    gross.count(cell);
    // No scope has more than all cells together, and no net worth is above the gross one: where all
    // of it is within the least cap, there is no need to add up what each scope has.
    this.#sumAll(cell);
    if (this.#total[0]! <= leastCap) return true;
    const grows = gross.values[cell]! > before;
    const nets = hasNetCap(chain);
    if (nets) {
      this.#measureNet(side);
      this.#countNet(cell, side, lots);
    }
    let passes = true;
    for (let i = 0; i < chain.length; i++) {
      const scope = chain[i]!;
      if (!scope.capsValue) continue;
      if (grows) {
        this.#sum(gross.values, scope, cell);
        if (this.#total[0]! > scope.limits.position) passes = this.#breaks(scope, false, passes);
      }
      if (nets) {
        this.#sum(this.#net.values, scope, cell);
        if (this.#total[0]! > scope.limits.netPosition) passes = this.#breaks(scope, true, passes);
      }
    }
    return passes;
  }

  /** Values every cell as it stands; net ones for a side. */
  measure(nets: boolean, side: number): void {
    this.#measureGross();
    if (nets) this.#measureNet(side);
  }

  #measureGross(): void {
    this.#valuation.refresh();
    const { active, activeCount, positionLots, openLots } = this.#book;
    const [buys, sells] = openLots;
    const gross = this.#gross;
    for (let i = 0; i < activeCount; i++) {
      const cell = active[i]!;
      // Of the worse of both directions.
      const long = buys[cell]! + positionLots[cell]!;
      const short = sells[cell]! - positionLots[cell]!;
      gross.lots[cell] = long > short ? long : short;
      gross.count(cell);
    }
  }

  #measureNet(side: number): void {
    const { active, activeCount } = this.#book;
    this.#net = side === BUY ? this.#nets[BUY] : this.#nets[SELL];
    for (let i = 0; i < activeCount; i++) this.#countNet(active[i]!, side, 0);
  }

  /** Of a scope, as last measured, with `cell` in it whether it was ever active or not; -1 for none. */
  grossOf(scope: Scope, cell: number): number {
    this.#sum(this.#gross.values, scope, cell);
    return this.#total[0]!;
  }

  netOf(scope: Scope, cell: number): number {
    this.#sum(this.#net.values, scope, cell);
    return this.#total[0]!;
  }

  /** Of one cell, as last measured; 0 for one that never was active. */
  grossIn(cell: number): number {
    return this.#book.isActive(cell) ? this.#gross.values[cell]! : 0;
  }

  netIn(cell: number): number {
    return this.#book.isActive(cell) ? this.#net.values[cell]! : 0;
  }

  /** Adds up the gross worth of all cells, `cell` among them. */
  #sumAll(cell: number): void {
    const { active, activeCount } = this.#book;
    const { values } = this.#gross;
    let sum = this.#book.isActive(cell) ? 0 : values[cell]!;
    for (let i = 0; i < activeCount; i++) sum += values[active[i]!]!;
    this.#total[0] = sum;
  }

  #sum(values: Float64Array, { cells }: Scope, cell: number): void {
    const { active, activeCount } = this.#book;
    let sum = 0;
    for (let i = 0; i < activeCount; i++) {
      const each = active[i]!;
      if (cells[each] === 1) sum += values[each]!;
    }
    const counted = cell < 0 || this.#book.isActive(cell);
    this.#total[0] = counted ? sum : sum + values[cell]!;
  }

  /** Lots of the worse of both directions, once `lots` more are open on a side. */
  #worst(cell: number, side: number, lots: number): number {
    const own = this.#book.worstLots(cell, side) + lots;
    const other = this.#book.worstLots(cell, 1 - side);
    return own > other ? own : other;
  }

  /** Signed worth of the worst case of a side. What is on the other side counts for less. */
  #countNet(cell: number, side: number, lots: number): void {
    this.#net.lots[cell] = this.#book.worstLots(cell, side) + lots;
    this.#net.count(cell);
  }

  /** Notes that the total is above a cap of a scope, unless a lower one was noted already. */
  #breaks({ limits, label }: Scope, isNet: boolean, passes: boolean): false {
    const cap = isNet ? limits.netPosition : limits.position;
    const total = this.#total[0]!;
    if (total === Number.POSITIVE_INFINITY) return this.#finding.set("R504", "none", 0, 0, label);
    if (!passes && cap >= this.#finding.limit) return false;
    return this.#finding.set(isNet ? "R204" : "R203", "money", total, cap, label);
  }
}

function hasNetCap(chain: readonly Scope[]): boolean {
  for (let i = 0; i < chain.length; i++) {
    if (chain[i]!.limits.netPosition < Number.POSITIVE_INFINITY) return true;
  }
  return false;
}
