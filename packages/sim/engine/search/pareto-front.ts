/** One figure per objective, more is better; undefined for a failed trial. */
export type Scores = readonly number[] | undefined;

/**
 * Indices, ascending, of the rows that no other row beats: one beats another when it is at least as
 * good everywhere and better somewhere. Rows that are undefined or have a NaN are never among them.
 */
export function paretoFront(scores: readonly Scores[]): number[] {
  return paretoFronts(scores)[0] ?? [];
}

/**
 * All rows that are defined by front: the second is the front of what is left without the first, and
 * so on (efficient non-dominated sort, Zhang et al. 2015). Indices ascend within a front.
 */
export function paretoFronts(scores: readonly Scores[]): number[][] {
  const rows = scores.flatMap((row, index) => (isUsable(row) ? [{ row, index }] : []));
  // Nobody is beaten by one that comes later in this order.
  rows.sort((a, b) => compare(b.row, a.row) || a.index - b.index);
  const fronts: Front[] = [];
  let last: { readonly row: readonly number[]; readonly front: Front } | undefined;
  for (const { row, index } of rows) {
    if (last === undefined || compare(last.row, row) !== 0) {
      last = { row, front: frontFor(row, fronts) };
      last.front.rows.push(row);
    }
    // Equal rows stand side by side, and on one front.
    last.front.indices.push(index);
  }
  return fronts.map(({ indices }) => indices.toSorted((a, b) => a - b));
}

interface Front {
  /** Different ones. */
  readonly rows: (readonly number[])[];
  readonly indices: number[];
}

/** The first front that does not beat a row; a new one, added to them, when all do. */
function frontFor(row: readonly number[], fronts: Front[]): Front {
  // Who is beaten by one of a front is beaten by one of each front before it.
  let [low, high] = [0, fronts.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isBeaten(row, fronts[middle]!)) low = middle + 1;
    else high = middle;
  }
  return fronts[low] ?? (fronts[low] = { rows: [], indices: [] });
}

function isBeaten(row: readonly number[], { rows }: Front): boolean {
  // In the order of rows the first objective falls; on a front of two the other one rises with it.
  if (row.length <= 2) return beats(rows.at(-1)!, row);
  return rows.some((each) => beats(each, row));
}

/**
 * Indices of all rows, the best first: by front, then those with more room around them in it
 * (crowding distance, Deb 2002), then by index; rows that are not defined last. With one objective
 * this is the order of the scores.
 */
export function bestFirst(scores: readonly Scores[]): number[] {
  const order = paretoFronts(scores).flatMap((front) => {
    const room = crowding(front.map((index) => scores[index]!));
    return front
      .map((index, i) => ({ index, room: room[i]! }))
      .toSorted((a, b) => (a.room === b.room ? a.index - b.index : b.room - a.room))
      .map(({ index }) => index);
  });
  const unusable = scores.flatMap((row, index) => (isUsable(row) ? [] : [index]));
  return [...order, ...unusable];
}

/** Whether a row is defined: an answer, without a NaN. */
export function isUsable(row: Scores): row is readonly number[] {
  return row !== undefined && !row.some(Number.isNaN);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((score, i) => score !== b[i]);
  return at < 0 ? 0 : a[at]! < b[at]! ? -1 : 1;
}

/** Whether a row is at least as good everywhere, and better somewhere. */
export function beats(row: readonly number[], other: readonly number[]): boolean {
  let isBetter = false;
  for (let i = 0; i < row.length; i++) {
    if (row[i]! < other[i]!) return false;
    isBetter ||= row[i]! > other[i]!;
  }
  return isBetter;
}

/** For each row of a front the room between its neighbours, infinite at the ends. */
function crowding(front: readonly (readonly number[])[]): Float64Array {
  const room = new Float64Array(front.length);
  for (let objective = 0; objective < (front[0]?.length ?? 0); objective++) {
    const order = front
      .map((row, i) => ({ score: row[objective]!, i }))
      .toSorted((a, b) => (a.score === b.score ? a.i - b.i : a.score < b.score ? -1 : 1));
    const [low, high] = [order[0]!, order.at(-1)!];
    if (low.score === high.score) continue;
    room[low.i] = Infinity;
    room[high.i] = Infinity;
    const span = high.score - low.score;
    for (let k = 1; k < order.length - 1; k++) {
      const gap = (order[k + 1]!.score - order[k - 1]!.score) / span;
      room[order[k]!.i]! += Number.isFinite(span) ? gap : 0;
    }
  }
  return room;
}
