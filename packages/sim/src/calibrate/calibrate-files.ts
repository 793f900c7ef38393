import { calibrateQueue, type QueueCalibration } from "@mexoms/sim/engine";
import { writeWholeFile } from "../files/whole-file.ts";
import { openTape } from "../tape-file/open-tape.ts";
import { readOwnOrders } from "./read-own-orders.ts";

export interface CalibrateFilesOptions {
  /** Tape files of one instrument. */
  readonly tapes: readonly string[];
  readonly orders: string;
  readonly fills: string;
  readonly amends?: string | undefined;
  readonly fitShare: number;
  readonly resamples: number;
  readonly seed: number;
}

/** A calibration and what the files held besides. */
export interface FilesCalibration extends QueueCalibration {
  /** Orders in instruments that the tapes are not of; they were not looked at. */
  readonly otherInstruments: number;
}

/**
 * Compares queue models with the orders and fills of files, such as those of a run folder. Throws
 * ConfigError for settings and DataError, with file, line and field, for bad files.
 */
export async function calibrateFiles(options: CalibrateFilesOptions): Promise<FilesCalibration> {
  const { orders, fills, amends, fitShare, resamples, seed } = options;
  const tapes = options.tapes.map((file) => openTape(file, { verify: true }));
  // Without a tape there is no instrument; the calibration itself says what is missing.
  const instrument = tapes[0]?.instrument;
  const table = instrument
    ? await readOwnOrders({ orders, fills, amends, instrument })
    : { orders: [], otherInstruments: 0 };
  const result = calibrateQueue({ tapes, orders: table.orders, fitShare, resamples, seed });
  return { ...result, otherInstruments: table.otherInstruments };
}

/** The text of a calibration as JSON, for people and machines. */
export function calibrationJson(calibration: FilesCalibration): string {
  const document = { kind: "mexoms-queue-calibration", format: 1, ...calibration };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Writes a calibration as JSON. The file appears whole or not at all. */
export function writeCalibration(file: string, calibration: FilesCalibration): void {
  writeWholeFile(file, calibrationJson(calibration), { sync: true });
}
