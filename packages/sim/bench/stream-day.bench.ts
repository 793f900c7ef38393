import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BenchCase } from "./bench-case.ts";
import { writeRepeated } from "./repeated-tape.ts";
import type { StreamFigures } from "./stream-run.ts";

const PROGRAM = path.join(import.meta.dirname, "stream-run.js");

/** Takes 29 bytes a row of the temporary folder; 100,000,000 rows are a busy day. */
export const streamDay: BenchCase = {
  name: "stream-day",
  question: "the market maker on a long tape file, see peak memory; --rows N",
  unit: "rows",
  once: true,
  prepare({ tape, streamRows }) {
    const folder = mkdtempSync(path.join(tmpdir(), "mexoms-stream-"));
    const teardown = (): void => rmSync(folder, { recursive: true, force: true });
    const file = path.join(folder, "day.tape");
    try {
      writeRepeated(file, tape, streamRows);
    } catch (error) {
      teardown();
      throw error;
    }
    return { units: streamRows, run: () => streamed(file), teardown };
  },
};

function streamed(file: string): StreamFigures {
  const { status, stdout } = spawnSync(process.execPath, [PROGRAM, file], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`the run from ${file} failed`);
  const figures = JSON.parse(stdout) as StreamFigures;
  const { rows, openMs, runMs, peakBytes, orders } = figures;
  const rate = (rows / runMs / 1000).toFixed(2);
  console.error(
    `stream-day: ${rows} rows, ${orders} orders, opened in ${openMs.toFixed(2)} ms, ` +
      `run in ${(runMs / 1000).toFixed(2)} s (${rate} M rows/s), ` +
      `peak memory ${(peakBytes / 2 ** 20).toFixed(0)} MB`,
  );
  return figures;
}
