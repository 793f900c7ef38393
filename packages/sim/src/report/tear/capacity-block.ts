import type { CapacityBucket } from "@mexoms/sim/engine";
import { html, type Html } from "../html.ts";
import { barTable, signedBar } from "./bars.ts";
import { block, nothing } from "./blocks.ts";
import { NO_FILL } from "./reasons.ts";
import { termLink } from "./term-link.ts";
import { bps, count, plainText, quantity } from "./values.ts";

/** What is left of the profit when fills are larger. */
export function capacityBlock(
  capacity: readonly CapacityBucket[],
  at: string,
  sizeUnit: string,
): Html {
  if (capacity.length === 0)
    return block("P&L by size of fill", nothing("No fill: nothing to compare."));
  const largest = Math.max(...capacity.map(({ bpsAfterFees }) => Math.abs(bpsAfterFees ?? 0)));
  return block(
    "P&L by size of fill",
    barTable(
      "Profit after fees by size of fill",
      capacity.map((bucket, i) => {
        const path = `${at}.${i}`;
        return {
          name: html`<span class="${bucket.fromQty === bucket.toQty ? "hidden" : ""}"
              >${plainText(`${path}.fromQty`, bucket.fromQty)} to</span
            >
            ${quantity(`${path}.toQty`, bucket.toQty, sizeUnit)}
            <small>${count(`${path}.fills`, bucket.fills)} fills</small>`,
          bar: signedBar(bucket.bpsAfterFees ?? 0, largest),
          value: bps(`${path}.bpsAfterFees`, bucket.bpsAfterFees, NO_FILL),
        };
      }),
    ),
    html`<p class="note">${termLink("capacity")}: after fees, in basis points of turnover.</p>`,
  );
}
