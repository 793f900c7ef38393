import type { Step } from "@mexoms/core";
import { ByteCursor, priceTicks } from "../byte-cursor.ts";
import type { LotGrid } from "../lot-grid.ts";
import { problem } from "../line-problem.ts";
import { readNs, readStamp } from "../time-base.ts";
import type { TimeBase } from "../time-base.ts";

const COMMA = 44;

/** One line of a CSV file without quotes, cut at its commas. Fields count from 0. */
export class CsvLine {
  length = 0;
  readonly #cursor: ByteCursor = new ByteCursor(Buffer.alloc(0));
  #starts: number[] = [];
  #end = 0;

  split(bytes: Buffer, start: number, end: number): void {
    if (start === end) problem("line", "is empty");
    this.#cursor.set(bytes, start, end);
    this.#end = end;
    this.#starts.length = 0;
    this.#starts.push(start);
    for (let at = start; at < end; at++) {
      if (bytes[at] === COMMA) this.#starts.push(at + 1);
    }
    this.length = this.#starts.length;
  }

  text(field: number): string {
    return this.#cursor.text(this.#starts[field]!, this.#endOf(field));
  }

  isEmpty(field: number): boolean {
    return this.#starts[field] === this.#endOf(field);
  }

  texts(): string[] {
    return Array.from({ length: this.length }, (_, i) => this.text(i));
  }

  time(field: number, base: TimeBase, name: string): number {
    this.#seek(field);
    return this.#whole(readStamp(this.#cursor, base, name), name);
  }

  ns(field: number, base: TimeBase, name: string): number {
    this.#seek(field);
    return this.#whole(readNs(this.#cursor, base, name), name);
  }

  price(field: number, tick: Step, name: string): number {
    this.#seek(field);
    return this.#whole(priceTicks(this.#cursor, tick, name), name);
  }

  quantity(field: number, lots: LotGrid, name: string): number {
    this.#seek(field);
    return this.#whole(lots.read(this.#cursor, name), name);
  }

  /** A whole number of at most 15 digits. */
  id(field: number, name: string): number {
    this.#seek(field);
    const value = this.#cursor.whole();
    if (value < 0) problem(name, `"${this.text(field)}" is not a whole number`);
    return this.#whole(value, name);
  }

  /** true or false, in any case. */
  flag(field: number, name: string): boolean {
    const text = this.text(field).toLowerCase();
    if (text === "true") return true;
    if (text === "false") return false;
    return problem(name, `"${this.text(field)}" is neither true nor false`);
  }

  #seek(field: number): void {
    this.#cursor.at = this.#starts[field]!;
    this.#cursor.end = this.#endOf(field);
  }

  // What was read must be the whole field.
  #whole(value: number, name: string): number {
    const { at, end } = this.#cursor;
    if (at !== end) problem(name, `is followed by "${this.#cursor.text(at, end)}"`);
    return value;
  }

  #endOf(field: number): number {
    return field + 1 < this.length ? this.#starts[field + 1]! - 1 : this.#end;
  }
}
