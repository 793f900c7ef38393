import { expect, it } from "vitest";
import type { StrategyContext } from "@mexoms/core";
import { streams } from "@mexoms/core/rx";
import { loadTape } from "@mexoms/sim/engine";
import { run } from "./run.ts";
import { BTC, type Row, tape } from "./tape.ts";

const ROWS: Row[] = [
  ["depth", "buy", 100, 1, 0],
  ["depth", "buy", 100, 2, 50],
  ["depth", "buy", 100, 3, 60],
  ["trade", "buy", 101, 1, 100],
];

it.each([1, 2, 64])(
  "who listens to books from the middle of a run on is woken by the next one, in blocks of %i",
  (blockRows) => {
    const books: number[] = [];
    const trades: number[] = [];
    run(loadTape(tape(ROWS), blockRows), (ctx: StrategyContext) => {
      const { book$, trade$ } = streams(ctx);
      trade$(BTC).subscribe(() => trades.push(ctx.nowNs));
      ctx.after(10, () => {
        book$(BTC).subscribe(() => books.push(ctx.nowNs));
      });
    });
    expect(books.filter((ns) => ns > 10)).toEqual([50, 60]);
  },
);
