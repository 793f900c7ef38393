import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { onTestFinished } from "vitest";

/** A copy of a golden folder that a test may spoil; it goes away with the test. */
export class GoldenCopy {
  readonly folder: string = mkdtempSync(path.join(tmpdir(), "mexoms-golden-"));

  constructor(golden: string) {
    cpSync(golden, this.folder, { recursive: true });
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** Rewrites the lines of NAME.csv.gz, of which the first is the header. */
  editRows(name: string, edit: (lines: string[]) => void): void {
    const file = path.join(this.folder, `${name}.csv.gz`);
    const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split("\n");
    edit(lines);
    writeFileSync(file, gzipSync(`${lines.join("\n")}\n`));
  }

  editManifest(edit: (text: string) => string): void {
    const file = path.join(this.folder, "manifest.json");
    const before = readFileSync(file, "utf8");
    const after = edit(before);
    if (after === before) throw new Error("the manifest was to be changed");
    writeFileSync(file, after);
  }
}

/** Changes the last digit of a field of a row. */
export function changeDigit(lines: string[], row: number, field: number): void {
  const fields = lines[row]!.split(",");
  const text = fields[field]!;
  fields[field] = text.slice(0, -1) + String((Number(text.at(-1)) + 1) % 10);
  lines[row] = fields.join(",");
}
