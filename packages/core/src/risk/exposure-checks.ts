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
  readonly #gross: WorthColumn;
  /** Of the side that was measured last, out of one for each side. */
  #net: WorthColumn;
  readonly #nets: readonly [buys: WorthColumn, sells: WorthColumn];
  /** What was added up last: results go by here, as RowFeed tells why. */
  readonly #total = new Float64Array(1);

  constructor(finding: Finding, book: ExposureBook, valuation: Valuation) {
    this.#finding = finding;
    this.#book = book;
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
  value({ cell, side, lots }: Proposal, chain: readonly Scope[]): boolean {
    let caps = false;
    let nets = false;
    for (let i = 0; i < chain.length; i++) {
      caps ||= chain[i]!.capsValue;
      nets ||= chain[i]!.limits.netPosition < Number.POSITIVE_INFINITY;
    }
    if (!caps) return true;
    this.measure(nets, side);
    const before = this.grossIn(cell);
    this.#gross.lots[cell] = this.#worst(cell, side, lots);
    this.#gross.count(cell);
    const grows = this.#gross.values[cell]! > before;
    if (nets) this.#countNet(cell, side, lots);
    let passes = true;
    for (let i = 0; i < chain.length; i++) {
      const scope = chain[i]!;
      if (!scope.capsValue) continue;
      if (grows) {
        this.#sum(this.#gross.values, scope, cell);
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
    const { active, activeCount } = this.#book;
    const gross = this.#gross;
    this.#net = side === BUY ? this.#nets[BUY] : this.#nets[SELL];
    for (let i = 0; i < activeCount; i++) {
      const cell = active[i]!;
      gross.lots[cell] = this.#worst(cell, side, 0);
      gross.count(cell);
      if (nets) this.#countNet(cell, side, 0);
    }
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
