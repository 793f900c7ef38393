// The numbers inside report.html: what the writer embeds as JSON and the page draws. Times of
// charts are milliseconds after the start of the run; prices are ticks and sizes are lots, which
// the page turns into decimals by each instrument's steps.

/** A tick or lot size: mantissa / 10^decimals. */
export interface StepData {
  readonly mantissa: number;
  readonly decimals: number;
}

/** A thinned series: the samples chosen for drawing out of `total`. */
export interface DrawnTimes {
  readonly total: number;
  readonly ms: readonly number[];
}

export interface PriceData extends DrawnTimes {
  /** Ticks; null where there was no price. */
  readonly bid: readonly (number | null)[];
  readonly ask: readonly (number | null)[];
  readonly ownBid: readonly (number | null)[];
  readonly ownAsk: readonly (number | null)[];
}

export interface PositionData extends DrawnTimes {
  readonly lots: readonly number[];
  /** Largest position of the run without its sign, as a size; for drawing only. */
  readonly largest: number;
}

/** Fills as drawn: possibly fewer than there were. */
export interface MarkerData extends DrawnTimes {
  readonly ticks: readonly number[];
  /** 1 for a sell, 0 for a buy. */
  readonly sell: readonly number[];
}

export interface InstrumentData {
  readonly id: string;
  readonly tick: StepData;
  readonly lot: StepData;
  readonly priceUnit: string;
  readonly sizeUnit: string;
  readonly settle: string;
  readonly price: PriceData;
  readonly position: PositionData;
  readonly markers: MarkerData;
}

export interface EquityData extends DrawnTimes {
  readonly currency: string;
  /** For drawing only; the exact amounts are in equity.csv. */
  readonly amount: readonly number[];
  /** The same with the orders always last and always first in their queues, if those were run. */
  readonly bounds?: {
    readonly pessimistic: readonly number[];
    readonly optimistic: readonly number[];
  };
}

/** The rows of the fills table as columns. */
export interface FillsData {
  /** Fills of the run; the table holds the first ones when there are more than it can show. */
  readonly total: number;
  /** Exchange time in nanoseconds after the start of the run. */
  readonly ns: readonly number[];
  readonly instrument: readonly number[];
  readonly orderId: readonly number[];
  readonly sell: readonly number[];
  readonly ticks: readonly number[];
  readonly lots: readonly number[];
  readonly taker: readonly number[];
  /** Index into `reasons`. */
  readonly reason: readonly number[];
  readonly fee: readonly string[];
  readonly positionLots: readonly number[];
  readonly reasons: readonly string[];
}

/** Markouts of one instrument; null where a figure has no meaning. */
export interface MarkoutsData {
  /** Horizons in seconds, ascending. */
  readonly seconds: readonly number[];
  readonly groups: readonly MarkoutGroupData[];
}

export interface MarkoutGroupData {
  /** What its fills have in common: "all", "side", ... */
  readonly by: string;
  readonly group: string;
  readonly fills: number;
  /** By horizon. */
  readonly bps: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

export interface ReportData {
  /** Start of the run in nanoseconds since 1970, as text because JSON has no bigint. */
  readonly startNs: string;
  /** The span that all charts show at first, in milliseconds after the start. */
  readonly spanMs: readonly [from: number, to: number];
  readonly instruments: readonly InstrumentData[];
  readonly equity: readonly EquityData[];
  readonly fills: FillsData;
  /** By instrument; empty in a page without a tear sheet. */
  readonly markouts: readonly MarkoutsData[];
}
