import type { TearSheet } from "@mexoms/sim/engine";
import type { RunInstruments } from "../../run-folder/run-instruments.ts";
import { html, type Html } from "../html.ts";
import { waterfall } from "./attribution.ts";
import { block, figureList } from "./blocks.ts";
import { capacityBlock } from "./capacity-block.ts";
import { churnBlock } from "./churn-block.ts";
import { qualityBlock, queueBlock } from "./fill-blocks.ts";
import { inventoryBlock } from "./inventory-block.ts";
import { latencyBlock } from "./latency-block.ts";
import { markoutsSection } from "./markouts.ts";
import { presenceBlock } from "./presence-block.ts";
import { NO_MAKER_FILL } from "./reasons.ts";
import { bps, plainText } from "./values.ts";

/** Everything about one instrument: its markouts, and a card with a block for each kind of figure. */
export function instrumentSheet(
  sheet: TearSheet,
  index: number,
  instruments: RunInstruments,
): Html {
  const one = sheet.instruments[index]!;
  const at = `instruments.${index}`;
  const { sizeUnit } = instruments.get(one.instrument);
  const settle = one.settle;
  return html`${markoutsSection(sheet, index, sizeUnit)}
    <section
      class="card details"
      id="details-${String(index)}"
      aria-label="Details of ${one.instrument}"
    >
      <h2>
        Details: ${plainText(`${at}.instrument`, one.instrument)}
        <span class="dim">in ${plainText(`${at}.settle`, settle)}</span>
      </h2>
      <div class="blocks">
        ${block(
          "Attribution",
          waterfall({
            at: `${at}.attribution`,
            attribution: one.attribution,
            currency: settle,
            label: `Attribution of ${one.instrument}`,
          }),
          figureList([
            { term: "captureBps", value: bps(`${at}.captureBps`, one.captureBps, NO_MAKER_FILL) },
          ]),
        )}
        ${presenceBlock(one.presence, `${at}.presence`, sizeUnit)}
        ${qualityBlock(one.quality, `${at}.quality`, sizeUnit)}
        ${churnBlock(one.churn, `${at}.churn`)}
        ${inventoryBlock(one.inventory, `${at}.inventory`, { sizeUnit, settle })}
        ${queueBlock(one.queue, `${at}.queue`)} ${latencyBlock(one.latency, `${at}.latency`)}
        ${capacityBlock(one.capacity, `${at}.capacity`, sizeUnit)}
      </div>
    </section>`;
}
