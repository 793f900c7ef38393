import path from "node:path";
import { ConfigError } from "@mexoms/core";
import type { Instrument } from "@mexoms/core";
import type { OffLotSizes } from "./lot-grid.ts";
import type { BookTickerUse } from "./binance-raw/raw-reader.ts";

/** Input formats; docs/import.md describes each. */
export const IMPORT_FORMATS = [
  "binance-raw",
  "bitstamp-l3",
  "tardis",
  "binance-public",
  "mexoms-csv",
] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** The files of one instrument and the tape that is made of them. */
export interface ImportSource {
  readonly instrument: Instrument;
  /** In order of time. */
  readonly files: readonly string[];
  /** The tape file to write. */
  readonly out: string;
  /** File for refused lines in lenient mode; beside the tape, as NAME.quarantine.txt, if not given. */
  readonly quarantine?: string;
}

export interface ImportProgress {
  readonly file: string;
  /** Bytes read from disk, of `fileBytes`. */
  readonly readBytes: number;
  readonly fileBytes: number;
}

export interface ImportOptions {
  readonly format: ImportFormat;
  /** All instruments of one recorder: their local times are of one clock and get one shift. */
  readonly sources: readonly ImportSource[];
  /** Refused lines are set aside and counted instead of ending the import. */
  readonly lenient: boolean;
  /** binance-raw only: what bookTicker lines are for. "ignore" when not given; the tape says so. */
  readonly bookTicker?: BookTickerUse;
  /**
   * What to do with sizes that are not whole lots: "round" when not given; the tape and the report
   * say how many there were.
   */
  readonly offLotSizes?: OffLotSizes;
  /** binance-public only, and required there: its files have no receipt times. */
  readonly feedLatencyNs?: number;
  readonly onProgress?: (progress: ImportProgress) => void;
}

/** Throws ConfigError when the options cannot be followed. */
export function checkImportOptions(options: ImportOptions): void {
  const { format, sources, feedLatencyNs, bookTicker } = options;
  if (!IMPORT_FORMATS.includes(format)) {
    throw new ConfigError(
      "format",
      `"${format as string}" is not one of ${IMPORT_FORMATS.join(", ")}`,
    );
  }
  if (sources.length === 0) throw new ConfigError("sources", "are empty: name an instrument");
  const outs = new Set<string>();
  for (const { instrument, files, out } of sources) {
    if (files.length === 0) throw new ConfigError("files", `of ${instrument.id} are empty`);
    if (outs.has(out)) throw new ConfigError("out", `${out} is named for two instruments`);
    outs.add(out);
    if (files.some((file) => path.resolve(file) === path.resolve(out))) {
      throw new ConfigError("out", `${out} is also one of the files to read`);
    }
  }
  if (format === "binance-public") {
    if (feedLatencyNs === undefined) {
      const why = "these files have no receipt times, so say how long data took to arrive";
      throw new ConfigError("feedLatencyNs", `is required: ${why}, for example 5ms (5000000)`);
    }
    if (!Number.isSafeInteger(feedLatencyNs) || feedLatencyNs < 0) {
      throw new ConfigError("feedLatencyNs", `${feedLatencyNs} is not a whole number of ns`);
    }
  } else if (feedLatencyNs !== undefined) {
    throw new ConfigError("feedLatencyNs", `${format} files have receipt times of their own`);
  }
  if (bookTicker !== undefined && format !== "binance-raw") {
    throw new ConfigError("bookTicker", "is for binance-raw only");
  }
}
