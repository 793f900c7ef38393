import { readFile } from "node:fs/promises";
import { ConfigError, DataError } from "@mexoms/core";
import { systemProblem } from "../system-error.ts";

/** One line of a table, its fields by the name of their column. */
export class CsvRow {
  readonly file: string;
  readonly line: number;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #fields: readonly string[];

  constructor(
    file: string,
    line: number,
    columns: ReadonlyMap<string, number>,
    fields: readonly string[],
  ) {
    this.file = file;
    this.line = line;
    this.#columns = columns;
    this.#fields = fields;
  }

  /** The text of a column, "" when the table has no such column. */
  text(column: string): string {
    const at = this.#columns.get(column);
    return at === undefined ? "" : this.#fields[at]!;
  }

  has(column: string): boolean {
    return this.#columns.has(column);
  }

  /** Reads a column; a ConfigError of `read` becomes a DataError with file, line and column. */
  read<T>(column: string, read: (text: string, field: string) => T): T {
    try {
      return read(this.text(column), column);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return this.problem(column, error.message.slice(error.field.length + 2));
    }
  }

  /** Throws a DataError with file, line and column. */
  problem(column: string, message: string): never {
    throw new DataError({ file: this.file, line: this.line, field: column }, message);
  }
}

/**
 * Reads a CSV file with a header line (RFC 4180, UTF-8). `columns` are the names that are needed,
 * each with the other names that it may have in the header; rows know them by the first. Columns that
 * are not asked for are not read. Throws DataError with file and line.
 */
export async function readCsvTable(options: {
  readonly file: string;
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /** Names of columns that may be missing. */
  readonly optional: readonly string[];
}): Promise<CsvRow[]> {
  const { file } = options;
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new DataError({ file }, `cannot be read: ${systemProblem(cause)}`);
  }
  const lines = cutLines(file, text.replace(/^\uFEFF/, ""));
  const header = lines.shift();
  if (!header) throw new DataError({ file, line: 1 }, "the file is empty; a header is needed");
  const columns = new Map<string, number>();
  for (const [name, others] of Object.entries(options.columns)) {
    const at = [name, ...others].map((one) => header.fields.indexOf(one)).find((i) => i >= 0);
    if (at !== undefined) columns.set(name, at);
    else if (!options.optional.includes(name)) {
      const names = [name, ...others].join(" or ");
      throw new DataError({ file, line: 1 }, `the header has no column ${names}`);
    }
  }
  return lines.map(({ line, fields }) => {
    if (fields.length !== header.fields.length) {
      const counts = `has ${fields.length} fields, the header ${header.fields.length}`;
      throw new DataError({ file, line }, counts);
    }
    return new CsvRow(file, line, columns, fields);
  });
}

interface CutLine {
  readonly line: number;
  readonly fields: string[];
}

// A field: quoted with doubled quotes, or plain; then what ends it.
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;

function cutLines(file: string, text: string): CutLine[] {
  const lines: CutLine[] = [];
  let line = 1;
  let fields: string[] = [];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length || fields.length > 0) {
    const first = line;
    const match = FIELD.exec(text);
    if (!match) throw new DataError({ file, line: first }, "a quote stands where none may");
    const [whole, quoted, plain, end] = match;
    fields.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    line += whole.split("\n").length - 1;
    if (end === ",") continue;
    const isBlank = fields.length === 1 && fields[0] === "";
    if (!isBlank) lines.push({ line: first, fields });
    fields = [];
  }
  return lines;
}
