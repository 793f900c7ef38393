/** One execution as the run logs it. Times are relative to the run's epoch. */
export interface LoggedFill {
  readonly id: number;
  readonly exchNs: number;
  readonly localNs: number;
  readonly priceTicks: number;
  readonly lots: number;
  /** Open size of the order after it. */
  readonly leavesLots: number;
  readonly maker: boolean;
  /** Index into FILL_REASONS. */
  readonly reason: number;
  /** Its record in the log of its market's orders. */
  readonly logRow: number;
}

/** Every execution of a run, in the order we learned of them. */
export class FillLog {
  /** Whether fills are to be added. */
  readonly keeps: boolean;
  readonly fills: LoggedFill[] = [];

  constructor({ keeps }: { keeps: boolean }) {
    this.keeps = keeps;
  }

  add(fill: LoggedFill): void {
    this.fills.push(fill);
  }
}
