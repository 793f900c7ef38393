import type { ImportGap } from "./import-report.ts";

/** Counts of what became of the lines of one instrument, and what a user should know of them. */
export class LineLog {
  readonly gaps: ImportGap[] = [];
  readonly notes: string[] = [];
  missingTrades = 0;
  /** Sizes that were not whole lots and were rounded. */
  rounded = 0;
  bytes = 0;
  /** The place of the line being read. */
  file = "";
  line = 0;
  readonly #counts = new Map<string, number>();

  count(kind: string): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  counted(kind: string): number {
    return this.#counts.get(kind) ?? 0;
  }

  get lines(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  gap(what: string): void {
    this.gaps.push({ file: this.file, line: this.line, what });
  }

  note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text);
  }
}
