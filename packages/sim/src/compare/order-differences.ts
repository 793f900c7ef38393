import { type CsvLine, CsvLines } from "./csv-lines.ts";
import { nsOf } from "./line-values.ts";

const SENT = [
  "instrument",
  "account",
  "side",
  "type",
  "time_in_force",
  "trigger",
  "trigger_by",
  "trail",
  "activation",
  "display_qty",
  "reduce_only",
  "expires_ns",
  "submitted_ns",
] as const;
/** As sent, or as last amended. */
const TERMS = ["price", "qty"] as const;
const ANSWERED = ["accepted_ns", "reason"] as const;
const ENDED = ["state", "filled_qty", "triggered_ns", "closed_ns", "amends"] as const;

/**
 * The first order of which two runs tell something else.
 * - "sent": the strategies sent other orders, or at other times, from this one on
 * - "answered": the venue answered at another time, or something else
 * - "ended": it was cancelled, filled or amended at another time, or otherwise
 */
export interface OrderDifference {
  readonly stage: "sent" | "answered" | "ended";
  /** Its place among the orders, from 1. */
  readonly number: number;
  /** The earlier of both times, ns since 1970. */
  readonly ns: bigint;
  readonly a: CsvLine | undefined;
  readonly b: CsvLine | undefined;
  readonly differs: readonly string[];
}

/**
 * The first difference of each stage up to a time, in order of time. Orders are compared one by one
 * until the strategies sent something else: from there on the orders of the two have nothing to do
 * with each other.
 */
export function firstOrderDifferences(
  files: { readonly a: string; readonly b: string },
  untilNs: bigint | undefined,
): OrderDifference[] {
  const a = openOrders(files.a);
  try {
    const b = openOrders(files.b);
    try {
      return new OrderWalk(a, b, untilNs).differences();
    } finally {
      b.close();
    }
  } finally {
    a.close();
  }
}

/** Opens an orders.csv. Throws DataError. */
export function openOrders(file: string): CsvLines {
  const account: string = "account";
  const needed = [...SENT, ...TERMS, ...ANSWERED, ...ENDED].filter((name) => name !== account);
  return new CsvLines(file, ["order_id", ...needed]);
}

class OrderWalk {
  readonly #a: CsvLines;
  readonly #b: CsvLines;
  readonly #untilNs: bigint | undefined;
  readonly #first = new Map<OrderDifference["stage"], OrderDifference>();

  constructor(a: CsvLines, b: CsvLines, untilNs: bigint | undefined) {
    this.#a = a;
    this.#b = b;
    this.#untilNs = untilNs;
  }

  differences(): OrderDifference[] {
    for (let number = 1; ; number++) {
      const [a, b] = [this.#a.next(), this.#b.next()];
      const ns = this.#earliest(a, b, "submitted_ns");
      if (ns === undefined || this.#isLate(ns)) break;
      const amended = [a, b].some((line) => (line?.fields.get("amends") ?? "0") !== "0");
      const sent = differing(a, b, amended ? SENT : [...SENT, ...TERMS]);
      if (!a || !b || sent.length > 0) {
        this.#note({ stage: "sent", number, ns, a, b, differs: sent });
        break;
      }
      this.#compareRest(a, b, number, amended);
    }
    return [...this.#first.values()].toSorted(
      (one, other) => Number(one.ns - other.ns) || STAGES[one.stage] - STAGES[other.stage],
    );
  }

  #compareRest(a: CsvLine, b: CsvLine, number: number, amended: boolean): void {
    const answered = differing(a, b, ANSWERED);
    // What both refuse was never accepted: the answer is its end.
    const answeredNs = this.#earliest(a, b, "accepted_ns") ?? this.#earliest(a, b, "closed_ns");
    if (answered.length > 0 && answeredNs !== undefined) {
      this.#note({ stage: "answered", number, ns: answeredNs, a, b, differs: answered });
    }
    const ended = differing(a, b, amended ? [...ENDED, ...TERMS] : ENDED);
    const endedNs = this.#earliest(a, b, "closed_ns");
    if (ended.length > 0 && endedNs !== undefined) {
      this.#note({ stage: "ended", number, ns: endedNs, a, b, differs: ended });
    }
  }

  #note(found: OrderDifference): void {
    const before = this.#first.get(found.stage);
    // What an order ended by at the very time of the fill is the fill itself.
    const isFill = found.stage === "ended" && found.ns === this.#untilNs;
    if (isFill || this.#isLate(found.ns) || (before !== undefined && before.ns <= found.ns)) return;
    this.#first.set(found.stage, found);
  }

  #isLate(ns: bigint): boolean {
    return this.#untilNs !== undefined && ns > this.#untilNs;
  }

  /** The earlier time of both, undefined when it never came. */
  #earliest(a: CsvLine | undefined, b: CsvLine | undefined, column: string): bigint | undefined {
    const times: bigint[] = [];
    for (const [line, { file }] of [
      [a, this.#a],
      [b, this.#b],
    ] as const) {
      if (line && line.fields.get(column) !== "") times.push(nsOf(line, column, file));
    }
    return times.reduce<bigint | undefined>(
      (least, ns) => (least === undefined || ns < least ? ns : least),
      undefined,
    );
  }
}

// What comes first when it is of the same instant.
const STAGES: Readonly<Record<OrderDifference["stage"], number>> = {
  answered: 0,
  ended: 1,
  sent: 2,
};

function differing(
  a: CsvLine | undefined,
  b: CsvLine | undefined,
  columns: readonly string[],
): string[] {
  if (!a || !b) return [];
  return columns.filter((name) => (a.fields.get(name) ?? "") !== (b.fields.get(name) ?? ""));
}
