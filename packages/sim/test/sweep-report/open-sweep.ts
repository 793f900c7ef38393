import { writeFileSync } from "node:fs";
import path from "node:path";
import type { SweepAnalysis, SweepRecord } from "@mexoms/sim/engine";
import type { Page } from "playwright-core";
import { recordSpace } from "../../src/sweep-report/record-space.ts";
import { renderSweepReport } from "../../src/sweep-report/sweep-report.ts";

/** Writes a page as a reader gets it. Returns its file. */
export async function writePage(
  folder: string,
  record: SweepRecord,
  analysis: SweepAnalysis,
): Promise<string> {
  const best = { sheets: { "45": "best/45/report.html" }, notes: [] };
  const page = await renderSweepReport({
    record,
    analysis,
    space: recordSpace(record),
    holdout: { opened: [], overlapping: [], seenPoints: 0 },
    best,
    tableDigest: "0f".repeat(32),
    versions: { mexoms: "0.0.0", node: "20.0.0" },
    command: undefined,
  });
  const file = path.join(folder, "report.html");
  writeFileSync(file, page);
  return file;
}

/** How many cells of the heat map have a value, how many have none, and how many colours there are. */
export async function heatCells(page: Page): Promise<{
  readonly values: readonly string[];
  readonly empty: number;
  readonly colours: number;
}> {
  const cells = await page.locator("#heat rect.cell").evaluateAll((rects) =>
    rects.map((rect) => ({
      value: (rect as SVGElement).dataset["value"]!,
      colour: getComputedStyle(rect).fill,
    })),
  );
  const empty = await page.locator("#heat rect.empty").count();
  const colours = new Set(cells.map(({ colour }) => colour)).size;
  return { values: cells.map(({ value }) => value), empty, colours };
}

/** The numbers of trials in the table, all of its pages. */
export async function tableTrials(page: Page): Promise<number[]> {
  return (await tableRows(page)).map(({ number }) => number);
}

export interface TableRow {
  readonly number: number;
  /** Values of the swept parameters, in their order. */
  readonly point: readonly string[];
  /** What is shown, by metric. */
  readonly shown: Readonly<Record<string, string>>;
  /** The whole text, by metric. */
  readonly whole: Readonly<Record<string, string>>;
}

/** Rows of the table of trials, all of its pages, which starts at its first one. */
export async function tableRows(page: Page): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  const next = page.locator("#trials [data-page=on]");
  for (;;) {
    rows.push(...(await rowsShown(page)));
    if (await next.isDisabled()) return rows;
    await next.click();
  }
}

async function rowsShown(page: Page): Promise<TableRow[]> {
  return page.locator("#trials tbody tr").evaluateAll((lines) =>
    lines.map((line) => {
      const cells = [...line.querySelectorAll<HTMLElement>("[data-metric]")];
      const of = (text: (cell: HTMLElement) => string): Record<string, string> =>
        Object.fromEntries(cells.map((cell) => [cell.dataset["metric"]!, text(cell)]));
      return {
        number: Number((line as HTMLElement).dataset["trial"]),
        point: [...line.querySelectorAll("td:not([data-metric])")]
          .slice(1)
          .map(({ textContent }) => textContent),
        shown: of((cell) => cell.textContent),
        whole: of((cell) => cell.title.split(" ")[0]!),
      };
    }),
  );
}

/** Until the views were drawn again after a change. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }),
  );
}
