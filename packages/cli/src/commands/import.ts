import path from "node:path";
import { Command, Option } from "commander";
import { ConfigError, Decimal, parseDuration } from "@mexoms/core";
import {
  findInstrument,
  type ImportFormat,
  IMPORT_FORMATS,
  type ImportReport,
  importRecorder,
  type ImportSource,
  INSTRUMENT_FOLDER,
  type TapeReport,
} from "@mexoms/sim";
import { interruptible } from "../interrupt.ts";
import { progressBar } from "../print/progress.ts";
import { withFlagNames } from "./flag-names.ts";

interface ImportFlags {
  readonly instrument: readonly string[];
  readonly instruments?: readonly string[];
  readonly out: string;
  readonly lenient?: true;
  readonly bookTicker?: "ignore" | "as-book";
  readonly offLotSizes: "round" | "refuse";
  readonly feedLatency?: string;
  readonly json?: true;
}

const FLAGS = {
  format: "format",
  out: "--out",
  files: "--instrument",
  sources: "--instrument",
  instrument: "--instrument",
  feedLatencyNs: "--feed-latency",
  bookTicker: "--book-ticker",
};

const EXAMPLES = `
Examples:
  mexoms import binance-raw --instrument binance:usdm:BTCUSDT=btcusdt.gz --out tapes
  mexoms import tardis --lenient --instrument \\
    binance:usdm:BTCUSDT=trades.csv.gz,incremental_book_L2.csv.gz --out tapes
  mexoms import binance-public --feed-latency 5ms --instrument \\
    binance:usdm:BTCUSDT=BTCUSDT-trades-2024-08-08.csv --out tapes`;

export function importCommand(): Command {
  return new Command("import")
    .argument("<format>", IMPORT_FORMATS.join(", "))
    .requiredOption(
      "--instrument <id=file...>",
      "an instrument and its files in order of time: binance:usdm:BTCUSDT=day1.gz,day2.gz",
    )
    .requiredOption("--out <dir>", "folder for the tapes")
    .option("--instruments <dir...>", "folders with instrument files of your own")
    .option("--lenient", "set bad lines aside and count them instead of stopping")
    .addOption(
      new Option("--book-ticker <use>", "binance-raw: what bookTicker lines are for").choices([
        "ignore",
        "as-book",
      ]),
    )
    .addOption(
      new Option("--off-lot-sizes <use>", "sizes of the book that are not whole lots")
        .choices(["round", "refuse"])
        .default("round"),
    )
    .option("--feed-latency <duration>", "binance-public: how long data took to arrive, 5ms")
    .option("--json", "print the report as JSON")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(format: string, flags: ImportFlags): Promise<void> {
  // Before all else: of a wrong format nothing else that was given can be judged.
  if (!IMPORT_FORMATS.includes(format as ImportFormat)) {
    throw new ConfigError("format", `"${format}" is not one of ${IMPORT_FORMATS.join(", ")}`);
  }
  const report = await withFlagNames(FLAGS, async () =>
    interruptible(async (check) => importWith(format, flags, check)),
  );
  console.log(flags.json === true ? JSON.stringify(report, undefined, 2) : reportText(report));
}

async function importWith(
  format: string,
  flags: ImportFlags,
  check: () => void,
): Promise<ImportReport> {
  const folders = [INSTRUMENT_FOLDER, ...(flags.instruments ?? [])];
  const sources = flags.instrument.map((text): ImportSource => {
    const at = text.indexOf("=");
    const files = text.slice(at + 1).split(",");
    if (at < 1 || files.includes("")) {
      throw new ConfigError("--instrument", `"${text}" is not like binance:usdm:BTCUSDT=FILE`);
    }
    const instrument = findInstrument(text.slice(0, at), folders);
    const name = `${instrument.id.replaceAll(":", "-")}.tape`;
    return {
      instrument,
      files,
      out: path.join(flags.out, name),
    };
  });
  const progress = progressBar("import", flags.json === true);
  try {
    return await importRecorder({
      format: format as ImportFormat,
      sources,
      lenient: flags.lenient === true,
      offLotSizes: flags.offLotSizes,
      ...(flags.bookTicker === undefined ? {} : { bookTicker: flags.bookTicker }),
      ...(flags.feedLatency === undefined
        ? {}
        : { feedLatencyNs: parseDuration(flags.feedLatency, "--feed-latency") }),
      onProgress: ({ readBytes, fileBytes }) => {
        check();
        progress.update(readBytes / fileBytes);
      },
    });
  } finally {
    progress.stop();
  }
}

function reportText(report: ImportReport): string {
  const shift =
    report.clockShiftNs === 0
      ? "no shift of local times was needed"
      : `local times were shifted by ${new Decimal(report.clockShiftNs).div(1e9).toFixed()} s (one clock for all files)`;
  return [...report.tapes.map(tapeText), shift].join("\n");
}

function tapeText(tape: TapeReport): string {
  const lines = Object.entries(tape.lines)
    .map(([kind, count]) => `${kind} ${count.toLocaleString("en-US")}`)
    .join(", ");
  return [
    `${tape.instrument}: ${tape.rows.toLocaleString("en-US")} rows, ${tape.gaps.length} gaps`,
    `  lines   ${lines}`,
    ...tape.notes.map((note) => `  note    ${note}`),
    ...(tape.quarantined > 0 ? [`  refused ${tape.quarantined} lines, in ${tape.quarantine}`] : []),
    `  digest  ${tape.digest}`,
    `  tape    ${tape.out}`,
  ].join("\n");
}
