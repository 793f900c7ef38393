/** Which way a figure is good. */
export type Better = "more" | "less" | "neither";

/** One figure of a trial. */
export interface MetricSpec {
  readonly name: MetricName;
  /** "" for a plain number; "currency" for an amount of the sweep's currency. */
  readonly unit: "" | "currency" | "bps" | "lots";
  readonly better: Better;
  /** Exact decimal text in tables and files; the others are doubles. */
  readonly exact: boolean;
  readonly doc: string;
}

/** In the order of their columns. */
export const METRIC_NAMES = [
  "pnl",
  "fees",
  "turnover",
  "drawdown",
  "inventoryPnl",
  "sharpe",
  "sortino",
  "pnlBps",
  "inventory",
  "orders",
  "fills",
  "makerFills",
] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

export const METRICS: readonly MetricSpec[] = [
  {
    name: "pnl",
    unit: "currency",
    better: "more",
    exact: true,
    doc: "Profit after fees and charges, open positions at mid.",
  },
  { name: "fees", unit: "currency", better: "less", exact: true, doc: "Negative is a rebate." },
  {
    name: "turnover",
    unit: "currency",
    better: "neither",
    exact: true,
    doc: "Value of what was traded.",
  },
  {
    name: "drawdown",
    unit: "currency",
    better: "less",
    exact: true,
    doc: "Largest fall from a peak, over the ends of bars and the zero at the start.",
  },
  {
    name: "inventoryPnl",
    unit: "currency",
    better: "neither",
    exact: true,
    doc: "Part of the profit that is the move of the middle price times the position held at the start of each bar.",
  },
  {
    name: "sharpe",
    unit: "",
    better: "more",
    exact: false,
    doc: "Mean over standard deviation of the profit of a bar; not annualised.",
  },
  {
    name: "sortino",
    unit: "",
    better: "more",
    exact: false,
    doc: "Mean over the root mean square of the losses of a bar; not annualised.",
  },
  {
    name: "pnlBps",
    unit: "bps",
    better: "more",
    exact: false,
    doc: "Profit by turnover, in basis points.",
  },
  {
    name: "inventory",
    unit: "currency",
    better: "less",
    exact: false,
    doc: "Mean value of the absolute position at the ends of bars.",
  },
  { name: "orders", unit: "", better: "neither", exact: false, doc: "Orders sent." },
  { name: "fills", unit: "", better: "neither", exact: false, doc: "Executions." },
  { name: "makerFills", unit: "", better: "neither", exact: false, doc: "Executions as maker." },
];

/** Exact amounts as decimal text, the rest as doubles; see METRICS. NaN where it is not defined. */
export interface TrialMetrics {
  readonly pnl: string;
  readonly fees: string;
  readonly turnover: string;
  readonly drawdown: string;
  readonly inventoryPnl: string;
  readonly sharpe: number;
  readonly sortino: number;
  readonly pnlBps: number;
  readonly inventory: number;
  readonly orders: number;
  readonly fills: number;
  readonly makerFills: number;
}

/** What one instrument added to a trial, for stability over symbols. */
export interface SymbolFigures {
  readonly instrument: string;
  readonly currency: string;
  readonly pnl: string;
  readonly turnover: string;
  readonly fills: number;
}

/** What a trial gave. */
export interface TrialOutcome {
  readonly metrics: TrialMetrics;
  readonly symbols: readonly SymbolFigures[];
  /**
   * Profit of each bar in the sweep's currency, for statistics: signals, not money. Its length is the
   * number of bars of the trial's part of the data.
   */
  readonly bars: Float64Array;
  /** The run's outputs digest: equal for equal decisions, answers and fills. */
  readonly outputsDigest: string;
}
