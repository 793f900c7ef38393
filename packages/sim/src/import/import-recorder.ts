import { BinancePublicReader } from "./csv/binance-public-reader.ts";
import { MexomsCsvReader } from "./csv/mexoms-csv-reader.ts";
import { TardisReader } from "./csv/tardis-reader.ts";
import { RawReader } from "./binance-raw/raw-reader.ts";
import { checkImportOptions } from "./import-options.ts";
import type { ImportOptions } from "./import-options.ts";
import type { ImportReport } from "./import-report.ts";
import type { LineReader, ReaderContext } from "./line-reader.ts";
import { Recording } from "./recording.ts";

/**
 * Imports what one recorder wrote: a tape for each source. All local times get one shift, the least
 * that leaves no row received before it happened. Memory does not grow with the files.
 *
 * Throws DataError naming file, line and field at the first line that is not valid, or, when
 * `lenient`, sets such lines aside in a quarantine file and counts them. The tapes appear together
 * when all are complete; after an error there is none.
 */
export async function importRecorder(options: ImportOptions): Promise<ImportReport> {
  checkImportOptions(options);
  const recordings = options.sources.map((source) => new Recording(source, options));
  try {
    let clockShiftNs = 0;
    for (const recording of recordings) {
      const aheadNs = await recording.collect((context) => newReader(options, context));
      clockShiftNs = Math.max(clockShiftNs, aheadNs);
    }
    for (const recording of recordings) recording.write(clockShiftNs);
    const tapes = recordings.map((recording) => recording.report());
    for (const recording of recordings) recording.publish();
    return { format: options.format, clockShiftNs, tapes };
  } finally {
    for (const recording of recordings) recording.discard();
  }
}

function newReader(options: ImportOptions, context: ReaderContext): LineReader {
  switch (options.format) {
    case "binance-raw":
      return new RawReader(context, options.bookTicker ?? "ignore");
    case "tardis":
      return new TardisReader(context);
    case "binance-public":
      return new BinancePublicReader(context, options.feedLatencyNs!);
    case "mexoms-csv":
      return new MexomsCsvReader(context);
  }
}
