export * from "@mexoms/sim/engine";
export { IMPORT_FORMATS } from "./import/import-options.ts";
export type {
  ImportFormat,
  ImportOptions,
  ImportProgress,
  ImportSource,
} from "./import/import-options.ts";
export { importRecorder } from "./import/import-recorder.ts";
export type { ImportGap, ImportReport, TapeReport } from "./import/import-report.ts";
export { findInstrument, loadInstruments } from "./instruments/find-instrument.ts";
export { openTape } from "./tape-file/open-tape.ts";
export type { OpenTapeOptions } from "./tape-file/open-tape.ts";
export { writeTape } from "./tape-file/write-tape.ts";
