import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { BacktestResult, TearSheet } from "@mexoms/sim/engine";
import { fail } from "@mexoms/core/internal";
import type { BacktestBounds } from "../bounds.ts";
import { renderReport } from "../report/report.ts";
import { boundsJson } from "./bounds-json.ts";
import { writeCsv } from "./csv.ts";
import { equityHeader, equityLines } from "./equity-csv.ts";
import { EXPLAINED_HEADER, explainedLines } from "./explained-csv.ts";
import { FILLS_HEADER, fillLines } from "./fills-csv.ts";
import { LEDGER_HEADER, ledgerLines } from "./ledger-csv.ts";
import { ORDERS_HEADER, orderLines } from "./orders-csv.ts";
import { runJson } from "./run-json.ts";
import { RunInstruments } from "./run-instruments.ts";
import { TEAR_SHEET_HEADER, tearSheetLines } from "./tear-sheet-csv.ts";
import { tearSheetJson } from "./tear-sheet-json.ts";
import { readVersions } from "./versions.ts";
import { writeWholeFolder } from "./whole-folder.ts";

export interface RunFolderOptions {
  /** Made with its parents. An older run folder here is replaced. */
  readonly dir: string;
  readonly result: BacktestResult;
  /** The run between its bounds; `result` is the expected one. Adds bounds.json. */
  readonly bounds?: BacktestBounds | undefined;
  /** The tear sheet of `result`. Adds tearsheet.json and tearsheet.csv. */
  readonly tearSheet?: TearSheet | undefined;
  /** "html" also writes report.html, a page that needs nothing else to be read. */
  readonly report: "html" | "none";
  /** The command line that made the run, as a note; it does not decide the result. */
  readonly command?: string;
}

/** A written run. All paths are absolute. */
export interface RunFolder {
  readonly dir: string;
  /** Names of the files in it, run.json first. */
  readonly files: readonly string[];
  readonly reportFile: string | undefined;
}

/**
 * Writes a run as files that a person can open: run.json, fills.csv, orders.csv, equity.csv,
 * explained.csv, ledger.csv of a run with accounts, bounds.json if there are bounds, tearsheet.json
 * and tearsheet.csv if there is a tear sheet, and report.html (their columns are described in docs/run-folder.md). Equal results
 * give equal bytes under one version of mexoms and Node. The folder appears whole or not at all;
 * see ConfigError on `dir` for what it will not replace.
 */
export async function writeRunFolder(options: RunFolderOptions): Promise<RunFolder> {
  const { result, bounds, report, command } = options;
  const sheet = options.tearSheet;
  if (bounds && bounds.expected !== result) fail("the bounds are those of another run");
  if (sheet && sheet.digest !== result.digest) fail("the tear sheet is that of another run");
  const versions = await readVersions();
  const instruments = new RunInstruments(result.inputs);
  const files = ["run.json", "fills.csv", "orders.csv", "equity.csv", "explained.csv"];
  if (result.accounts.length > 0) files.push("ledger.csv");
  if (bounds) files.push("bounds.json");
  if (sheet) files.push("tearsheet.json", "tearsheet.csv");
  if (report === "html") files.push("report.html");
  const dir = await writeWholeFolder({
    dir: options.dir,
    field: "dir",
    fill: async (folder) => {
      const at = (name: string): string => path.join(folder, name);
      const onAccount = result.accounts.length > 0 ? ["account"] : [];
      const fillsHeader = [...FILLS_HEADER, ...onAccount];
      await writeCsv(at("fills.csv"), fillsHeader, fillLines(result, instruments));
      await writeCsv(at("orders.csv"), [...ORDERS_HEADER, ...onAccount], orderLines(result));
      const { samples } = result;
      await writeCsv(at("equity.csv"), equityHeader(samples), equityLines(samples, instruments));
      await writeCsv(at("explained.csv"), EXPLAINED_HEADER, explainedLines(result));
      if (result.accounts.length > 0) {
        await writeCsv(at("ledger.csv"), LEDGER_HEADER, ledgerLines(result));
      }
      if (bounds) await writeFile(at("bounds.json"), boundsJson(bounds));
      if (sheet) {
        await writeFile(at("tearsheet.json"), tearSheetJson(sheet));
        await writeCsv(at("tearsheet.csv"), TEAR_SHEET_HEADER, tearSheetLines(sheet, instruments));
      }
      if (report === "html") {
        await writeFile(
          at("report.html"),
          await renderReport({ result, tearSheet: sheet, bounds, versions, command }),
        );
      }
      await writeFile(at("run.json"), runJson({ result, versions, command, files }));
    },
  });
  return {
    dir,
    files,
    reportFile: report === "html" ? path.join(dir, "report.html") : undefined,
  };
}
