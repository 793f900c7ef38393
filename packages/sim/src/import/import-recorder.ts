import { mkdirSync, readdirSync, rmdirSync } from "node:fs";
import path from "node:path";
import { BitstampReader } from "./bitstamp-l3/bitstamp-reader.ts";
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
  const made = options.sources.map(({ out }) => makeFolder(path.dirname(out)));
  const recordings: Recording[] = [];
  let complete = false;
  try {
    for (const source of options.sources) recordings.push(new Recording(source, options));
    let clockShiftNs = 0;
    for (const recording of recordings) {
      const aheadNs = await recording.collect((context) => newReader(options, context));
      clockShiftNs = Math.max(clockShiftNs, aheadNs);
    }
    for (const recording of recordings) recording.write(clockShiftNs);
    const tapes = recordings.map((recording) => recording.report());
    for (const recording of recordings) recording.publish();
    complete = true;
    return { format: options.format, clockShiftNs, tapes };
  } finally {
    for (const recording of recordings) recording.discard();
    if (!complete) for (const folders of made.toReversed()) removeEmpty(folders);
  }
}

/** Makes a folder and its parents. Returns those that were not there, the innermost first. */
function makeFolder(folder: string): string[] {
  const outermost = mkdirSync(folder, { recursive: true });
  if (outermost === undefined) return [];
  const last = path.resolve(outermost);
  const made = [path.resolve(folder)];
  while (made.at(-1)!.length > last.length) made.push(path.dirname(made.at(-1)!));
  return made;
}

/** Folders in which someone else has put something by now stay. */
function removeEmpty(folders: readonly string[]): void {
  for (const folder of folders) {
    if (readdirSync(folder).length > 0) return;
    rmdirSync(folder);
  }
}

function newReader(options: ImportOptions, context: ReaderContext): LineReader {
  switch (options.format) {
    case "binance-raw":
      return new RawReader(context, options.bookTicker ?? "ignore");
    case "bitstamp-l3":
      return new BitstampReader(context);
    case "tardis":
      return new TardisReader(context);
    case "binance-public":
      return new BinancePublicReader(context, options.feedLatencyNs!);
    default:
      return new MexomsCsvReader(context);
  }
}
