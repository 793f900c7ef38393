import type { BarSpan, FoldKind } from "./honesty.ts";

/** Bars to choose a trial on, and bars to see what it earns. */
export interface Fold {
  readonly train: readonly BarSpan[];
  readonly test: BarSpan;
}

/**
 * Folds of `bars` bars. Walk-forward cuts them into folds + 1 parts of equal length: each part but the
 * first is a test; an anchored training is all bars before it, a rolling one the part before it. Purged
 * folds cut them into `folds` parts: each is a test, the training all the rest. In every kind
 * `embargoBars` bars of the training next to the test are left out, so that a position held across the
 * border does not count on both sides; see Lopez de Prado, "Advances in Financial Machine Learning",
 * 2018, chapter 7. Undefined when a training or a test would have fewer than two bars.
 */
export function foldsOf(options: {
  readonly kind: FoldKind;
  readonly bars: number;
  readonly folds: number;
  readonly embargoBars: number;
}): readonly Fold[] | undefined {
  const { kind, bars, folds, embargoBars } = options;
  if (folds < (kind === "purged" ? 2 : 1)) return undefined;
  const parts = kind === "purged" ? folds : folds + 1;
  const border = (part: number): number => Math.floor((part * bars) / parts);
  const list: Fold[] = [];
  for (let part = kind === "purged" ? 0 : 1; part < parts; part++) {
    const test = { from: border(part), to: border(part + 1) };
    const start = kind === "rolling" ? border(part - 1) : 0;
    const before = { from: start, to: test.from - embargoBars };
    const after = { from: test.to + embargoBars, to: kind === "purged" ? bars : 0 };
    const train = [before, after].filter((span) => lengthOf(span) > 0);
    const trained = train.reduce((sum, span) => sum + lengthOf(span), 0);
    if (trained < 2 || lengthOf(test) < 2) return undefined;
    list.push({ train, test });
  }
  return list;
}

export function lengthOf({ from, to }: BarSpan): number {
  return to - from;
}
