import { type CsvFields, type CsvLine, CsvLines } from "./csv-lines.ts";
import { nsOf } from "./line-values.ts";

/** Columns of fills.csv that a run and a session have. */
const COLUMNS = [
  "exch_ns",
  "local_ns",
  "instrument",
  "side",
  "price",
  "qty",
  "leaves_qty",
  "liquidity",
  "reason",
  "fee",
  "fee_currency",
  "position_after",
] as const;
const SAME_FILL = ["instrument", "account", "side", "price", "qty", "liquidity"] as const;
const SAME_ORDER_KIND = ["instrument", "account", "side"] as const;

/** A fill of one side and what it stands beside in the other: at least one of both is there. */
export interface FillPair {
  readonly a: PlacedFill | undefined;
  readonly b: PlacedFill | undefined;
  /** Columns in which both differ; the number of the order is only a name and not among them. */
  readonly differs: readonly string[];
}

/** A fill with its place among the fills of its side, from 1. */
export interface PlacedFill extends CsvLine {
  readonly number: number;
}

export interface FillAlignment {
  readonly a: number;
  readonly b: number;
  /** Pairs that are equal in all columns. */
  readonly equal: number;
  /** Pairs that are equal but for the time at which the strategy's side learned of them. */
  readonly retimed: number;
  /** Pairs of one time, instrument and side that differ in something else. */
  readonly changed: number;
  readonly onlyA: number;
  readonly onlyB: number;
  /** The first pair that is not equal; one that is only retimed when there is no other. */
  readonly first: FillPair | undefined;
  /** Pairs around the first difference: up to three before it, and those after it up to the limit. */
  readonly around: readonly FillPair[];
}

const BEFORE = 3;

/**
 * Puts the fills of two files beside each other: fills of one instant of the exchange, first those
 * that agree in instrument, side, price and size, then those of one instrument and side. Reads both
 * files once, line by line, and keeps no more than one instant and what is asked for in `limit`.
 */
export function alignFills(options: {
  readonly a: string;
  readonly b: string;
  /** Whether the times at which the strategy's side learned of fills are compared. */
  readonly localTimes: boolean;
  readonly limit: number;
}): FillAlignment {
  const a = new FillReader(options.a);
  try {
    const b = new FillReader(options.b);
    try {
      return aligned(a, b, options);
    } finally {
      b.close();
    }
  } finally {
    a.close();
  }
}

function aligned(
  a: FillReader,
  b: FillReader,
  options: { readonly localTimes: boolean; readonly limit: number },
): FillAlignment {
  const columns = options.localTimes ? COLUMNS : COLUMNS.filter((name) => name !== "local_ns");
  const counts = { equal: 0, retimed: 0, changed: 0, onlyA: 0, onlyB: 0 };
  const around = new Around(options.limit);
  for (;;) {
    const ns = earlier(a.nextNs, b.nextNs);
    if (ns === undefined) break;
    for (const [one, other] of paired(a.takeAt(ns), b.takeAt(ns))) {
      // A position differs for as long as fills before it do: it tells nothing new then.
      const asked = around.isDecided ? columns.filter((n) => n !== "position_after") : columns;
      const differs = one && other ? differing(one.fields, other.fields, asked) : [];
      const pair = { a: one, b: other, differs };
      const kind = kindOf(pair);
      counts[kind]++;
      around.add(pair, kind);
    }
  }
  const { first, pairs } = around;
  return { a: a.taken, b: b.taken, ...counts, first, around: pairs };
}

type PairKind = "equal" | "retimed" | "changed" | "onlyA" | "onlyB";

function kindOf({ a, b, differs }: FillPair): PairKind {
  if (!b) return "onlyA";
  if (!a) return "onlyB";
  if (differs.length === 0) return "equal";
  return differs.length === 1 && differs[0] === "local_ns" ? "retimed" : "changed";
}

/** The first difference and the pairs around it. */
class Around {
  first: FillPair | undefined;
  /** Whether the first difference is more than a time. */
  isDecided = false;
  readonly #limit: number;
  #pairs: FillPair[] = [];
  #last: readonly FillPair[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get pairs(): readonly FillPair[] {
    return this.first ? this.#pairs.slice(0, this.#limit) : [];
  }

  add(pair: FillPair, kind: PairKind): void {
    const decides = !this.isDecided && kind !== "equal" && kind !== "retimed";
    if (decides || (this.first === undefined && kind === "retimed")) {
      // What was kept after a retimed one ends with those before this one.
      this.#pairs = [...this.#last];
      this.first = pair;
      this.isDecided = decides;
    }
    this.#last = [...this.#last, pair].slice(-BEFORE);
    if (this.first !== undefined && this.#pairs.length < this.#limit) this.#pairs.push(pair);
  }
}

function differing(a: CsvFields, b: CsvFields, columns: readonly string[]): string[] {
  return columns.filter((name) => a.get(name) !== b.get(name));
}

type Pair = readonly [a: PlacedFill | undefined, b: PlacedFill | undefined];

/** Fills of one instant beside each other, in the order of `a`, then what only `b` has. */
function paired(a: readonly PlacedFill[], b: readonly PlacedFill[]): Pair[] {
  const rest = [...b];
  const partners = new Map<PlacedFill, PlacedFill>();
  for (const columns of [SAME_FILL, SAME_ORDER_KIND]) {
    for (const fill of a) {
      if (partners.has(fill)) continue;
      const same = (other: PlacedFill): boolean =>
        columns.every((name) => (fill.fields.get(name) ?? "") === (other.fields.get(name) ?? ""));
      const at = rest.findIndex(same);
      if (at >= 0) partners.set(fill, rest.splice(at, 1)[0]!);
    }
  }
  const ofA = a.map((fill): Pair => [fill, partners.get(fill)]);
  return [...ofA, ...rest.map((fill): Pair => [undefined, fill])];
}

function earlier(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

/** Fills of a file by their instants. */
class FillReader {
  taken = 0;
  readonly #lines: CsvLines;
  #next: CsvLine | undefined;

  constructor(file: string) {
    this.#lines = new CsvLines(file, [...COLUMNS, "order_id"]);
    this.#next = this.#lines.next();
  }

  get nextNs(): bigint | undefined {
    return this.#next && nsOf(this.#next, "exch_ns", this.#lines.file);
  }

  takeAt(ns: bigint): PlacedFill[] {
    const fills: PlacedFill[] = [];
    while (this.#next !== undefined && this.nextNs === ns) {
      fills.push({ ...this.#next, number: ++this.taken });
      this.#next = this.#lines.next();
    }
    return fills;
  }

  close(): void {
    this.#lines.close();
  }
}
