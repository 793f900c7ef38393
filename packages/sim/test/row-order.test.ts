import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ROW_BUY, ROW_DEPTH, ROW_EXCH, ROW_LOCAL, ROW_TRADE } from "@mexoms/core/internal";
import { RowColumns, RowOrder } from "@mexoms/sim/engine";

interface Row {
  readonly event: number;
  readonly exchNs: number;
  readonly localNs: number;
  readonly id: number;
}

/** The order of a tape by the book: sort all rows both ways, then walk both lists. */
function naiveOrder(rows: readonly Row[]): [id: number, flags: number][] {
  const byExch = rows.toSorted((a, b) => a.exchNs - b.exchNs || a.id - b.id);
  const out: [number, number][] = [];
  let e = 0;
  let l = 0;
  while (e < rows.length || l < rows.length) {
    const exch = byExch[e];
    const local = rows[l];
    if (exch && local && exch === local) {
      out.push([exch.id, ROW_EXCH | ROW_LOCAL]);
      e++;
      l++;
    } else if (
      exch &&
      (!local ||
        exch.exchNs < local.exchNs ||
        (exch.exchNs === local.exchNs && exch.localNs <= local.localNs))
    ) {
      out.push([exch.id, ROW_EXCH]);
      e++;
    } else {
      out.push([local!.id, ROW_LOCAL]);
      l++;
    }
  }
  return out;
}

function disorderOf(rows: readonly Row[]): number {
  let newest = -Infinity;
  let disorder = 0;
  for (const { exchNs } of rows) {
    newest = Math.max(newest, exchNs);
    disorder = Math.max(disorder, newest - exchNs);
  }
  return disorder;
}

function streamedOrder(rows: readonly Row[], disorderNs: number): [number, number][] {
  const columns = new RowColumns();
  const order = new RowOrder(disorderNs, columns);
  for (const row of rows) order.push(row.event, row.exchNs, row.localNs, row.id, row.id);
  order.finish();
  const { event, priceTicks } = columns.rows();
  return Array.from(event, (flags, i) => [priceTicks[i]!, flags & (ROW_EXCH | ROW_LOCAL)]);
}

const rowsArbitrary = fc
  .array(fc.record({ stepNs: fc.nat({ max: 3 }), lagNs: fc.nat({ max: 12 }) }), {
    minLength: 1,
    maxLength: 200,
  })
  .map((steps) => {
    let localNs = 100;
    return steps.map(({ stepNs, lagNs }, id): Row => {
      localNs += stepNs;
      return { event: ROW_DEPTH | ROW_BUY, exchNs: localNs - lagNs, localNs, id };
    });
  });

describe("RowOrder", () => {
  it("gives the rows and flags of the naive twin for any disorder and any ties", () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.nat({ max: 5 }), (rows, slackNs) => {
        expect(streamedOrder(rows, disorderOf(rows) + slackNs)).toEqual(naiveOrder(rows));
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps each row once a side, in the side's own order", () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const out = streamedOrder(rows, disorderOf(rows));
        const side = (flag: number): number[] =>
          out.filter(([, flags]) => flags & flag).map(([id]) => id);
        expect(side(ROW_LOCAL)).toEqual(rows.map(({ id }) => id));
        const sorted = rows.toSorted((a, b) => a.exchNs - b.exchNs || a.id - b.id);
        expect(side(ROW_EXCH)).toEqual(sorted.map(({ id }) => id));
      }),
    );
  });

  it("holds back no more rows than the disorder spans, however long the tape is", () => {
    const order = new RowOrder(100, new RowColumns());
    let most = 0;
    for (let i = 0; i < 50_000; i++) {
      const late = i % 7 === 3 ? 95 : 0;
      order.push(ROW_TRADE, i * 10 - late, i * 10 + 500, 1, 1);
      most = Math.max(most, order.waiting);
    }
    expect(most).toBeLessThanOrEqual(40);
  });

  it("grows its window when many rows fall into one disorder", () => {
    const rows = Array.from({ length: 20_000 }, (_, id): Row => {
      const exchNs = id % 2 === 0 ? id : id - 15_000;
      return { event: ROW_TRADE, exchNs, localNs: 30_000 + id, id };
    });
    expect(streamedOrder(rows, disorderOf(rows))).toEqual(naiveOrder(rows));
  });

  it("refuses a row that lies further back than was promised, instead of misplacing it", () => {
    const order = new RowOrder(10, new RowColumns());
    order.push(ROW_TRADE, 100, 200, 1, 1);
    expect(() => order.push(ROW_TRADE, 89, 201, 1, 1)).toThrow(/further back than 10 ns/);
  });

  it("refuses a local time that goes back", () => {
    const order = new RowOrder(10, new RowColumns());
    order.push(ROW_TRADE, 100, 200, 1, 1);
    expect(() => order.push(ROW_TRADE, 100, 199, 1, 1)).toThrow(/local time goes back/);
  });
});
