import { Book, ROW_KIND_MASK, ROW_TRADE } from "@mexoms/core/internal";
import { blocksOf } from "@mexoms/sim";
import type { BenchCase } from "./bench-case.ts";

export const bookUpdate: BenchCase = {
  name: "book-update",
  question: "one book, all rows of the tape",
  unit: "rows",
  prepare: ({ tape }) => ({
    units: tape.rowCount,
    run() {
      const book = new Book();
      for (const { event, priceTicks, qtyLots } of blocksOf(tape)) {
        for (let i = 0; i < event.length; i++) {
          if ((event[i]! & ROW_KIND_MASK) === ROW_TRADE) continue;
          book.apply(event[i]!, priceTicks[i]!, qtyLots[i]!);
        }
      }
      return book.bids.best;
    },
  }),
};
