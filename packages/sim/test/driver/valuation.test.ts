import { describe, expect, it } from "vitest";
import { run } from "./run.ts";
import { BTC, tape } from "./tape.ts";

describe("the value of a position at the end", () => {
  it("is that of the last price that was known, in the summary as in the last sample", () => {
    const rows = [
      ["depth", "buy", 100, 5, 0],
      ["depth", "sell", 103, 5, 0],
      ["depth", "sell", 103, 0, 600],
      ["depth", "buy", 99, 1, 1000],
    ] as const;
    const result = run(
      tape(rows),
      (ctx) => {
        const taker = {
          instrument: BTC,
          side: "buy",
          priceTicks: 103,
          timeInForce: "ioc",
        } as const;
        ctx.after(10, () => ctx.orders.submit({ ...taker, qtyLots: 2 }));
      },
      { sampleNs: 100 },
    );
    const summary = result.summary[0]!;
    expect(summary.positionQty).toBe("0.002");
    // Bought at 10.3, valued at the last mid of 10.15: 0.002 * -0.15.
    expect(summary.unrealized.toString()).toBe("-0.0003");
    expect(summary.equity).toEqual(result.samples.equity[0]!.amount.at(-1));
  });
});
