import { ConfigError, parseDuration } from "@mexoms/core";

/** How a tear sheet is made. Times are texts with their units. */
export interface TearSheetOptions {
  /** How long after a fill a move of the price counts as adverse selection, for example "1s". */
  readonly adverse: string;
  /** Times after a fill of the markouts, for example "100ms". */
  readonly horizons: readonly string[];
  /** Interval of the returns; an hour is a whole number of them, for example "1m". */
  readonly returnInterval: string;
}

/** What `mexoms backtest` makes its tear sheets with. */
export const TEAR_SHEET_OPTIONS: TearSheetOptions = {
  adverse: "1s",
  horizons: ["100ms", "1s", "10s", "60s", "5m"],
  returnInterval: "1m",
};

export interface SheetTimes {
  readonly adverseNs: number;
  /** Ascending. */
  readonly horizonsNs: readonly number[];
  readonly returnNs: number;
}

const HOUR_NS = 3600e9;

/** Reads the options. Throws ConfigError that names the field. */
export function sheetTimes(options: TearSheetOptions): SheetTimes {
  const time = (text: string, field: string): number => {
    const ns = parseDuration(text, field);
    if (ns <= 0) throw new ConfigError(field, `"${text}" must be above zero, for example 1s`);
    return ns;
  };
  const horizonsNs = options.horizons.map((text, i) => time(text, `horizons.${i}`));
  if (new Set(horizonsNs).size < horizonsNs.length) {
    throw new ConfigError("horizons", `${options.horizons.join(", ")}: one stands twice`);
  }
  const returnNs = time(options.returnInterval, "returnInterval");
  if (HOUR_NS % returnNs !== 0) {
    throw new ConfigError(
      "returnInterval",
      `an hour is no whole number of "${options.returnInterval}"; give for example 1m`,
    );
  }
  return {
    adverseNs: time(options.adverse, "adverse"),
    horizonsNs: horizonsNs.toSorted((a, b) => a - b),
    returnNs,
  };
}
