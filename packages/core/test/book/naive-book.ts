/** The same rules as Book, as plain as they can be written: maps and full scans. */
export class NaiveBook {
  readonly lots: [Map<number, number>, Map<number, number>] = [new Map(), new Map()];
  readonly best: [number | undefined, number | undefined] = [undefined, undefined];
  readonly edge: [number | undefined, number | undefined] = [undefined, undefined];

  set(side: 0 | 1, tick: number, lots: number): number {
    const sign = side === 0 ? 1 : -1;
    const before = this.lots[side].get(tick) ?? 0;
    if (lots > 0) {
      this.lots[side].set(tick, lots);
      const edge = this.edge[side];
      if (edge === undefined || (edge - tick) * sign > 0) this.edge[side] = tick;
      const best = this.best[side];
      if (best === undefined || (tick - best) * sign > 0) {
        this.best[side] = tick;
        const other = (1 - side) as 0 | 1;
        const touch = this.best[other];
        if (touch !== undefined && (tick - touch) * sign >= 0) {
          this.best[other] = this.#next(other, tick);
        }
      }
    } else if (this.lots[side].delete(tick) && this.best[side] === tick) {
      this.#advance(side, tick);
    }
    return before;
  }

  clearTo(side: 0 | 1, tick: number): void {
    const sign = side === 0 ? 1 : -1;
    const best = this.best[side];
    if (best === undefined) return;
    for (const t of this.lots[side].keys()) {
      if ((t - tick) * sign >= 0 && (best - t) * sign >= 0) this.lots[side].delete(t);
    }
    if ((best - tick) * sign >= 0) this.#advance(side, tick);
  }

  dump(): [number, number, number][] {
    const all: [number, number, number][] = [];
    for (const side of [0, 1] as const) {
      for (const [tick, lots] of this.lots[side]) all.push([side, tick, lots]);
    }
    return all.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  }

  #advance(side: 0 | 1, tick: number): void {
    this.best[side] = this.#next(side, tick);
    if (this.best[side] === undefined) this.edge[side] = undefined;
  }

  #next(side: 0 | 1, from: number): number | undefined {
    const sign = side === 0 ? 1 : -1;
    const edge = this.edge[side];
    let found: number | undefined;
    for (const t of this.lots[side].keys()) {
      if ((from - t) * sign <= 0 || edge === undefined || (t - edge) * sign < 0) continue;
      if (found === undefined || (t - found) * sign > 0) found = t;
    }
    return found;
  }
}
