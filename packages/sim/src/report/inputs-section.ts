import type { BacktestResult } from "@mexoms/sim/engine";
import type { InstrumentSpec } from "@mexoms/core";
import { formatDuration } from "@mexoms/core";
import type { Versions } from "../run-folder/versions.ts";
import { html, type Html } from "./html.ts";
import { type PairRow, pairsTable } from "./pairs-table.ts";

export interface Provenance {
  readonly versions: Versions;
  readonly command: string | undefined;
}

/** Every input that decides the result, so that a reader can run it again. */
export function inputsSection(result: BacktestResult, provenance: Provenance): Html {
  const { inputs } = result;
  const { versions, command } = provenance;
  return html`<section class="card inputs" id="inputs" aria-labelledby="inputs-title">
    <h2 id="inputs-title">Parameters and models</h2>
    <div class="columns">
      ${pairsTable("Parameters", Object.entries(inputs.params))}
      ${pairsTable("Models", [
        ["latency", inputs.latency],
        ["queue", inputs.queue],
        ["exchange", inputs.exchange],
        ...inputs.fees.map((fee, i): PairRow => [
          inputs.fees.length > 1 ? `fees ${i + 1}` : "fees",
          fee,
        ]),
        ["seed", String(inputs.seed)],
        ["sampled every", formatDuration(result.samples.everyNs)],
      ])}
      ${inputs.instruments.map((spec) => pairsTable(`Instrument ${spec.symbol}`, specRows(spec)))}
      ${pairsTable("Proof", [
        ["digest", result.digest],
        ["outputs digest", result.outputsDigest],
        ["strategy", inputs.strategy.name],
        ["strategy code", inputs.strategy.codeDigest],
        ...inputs.tapes.map((tape): PairRow => [`tape ${tape.instrument}`, tape.digest]),
        ["engine", inputs.engine],
        ["mexoms", versions.mexoms],
        ["Node", versions.node],
        ...(command === undefined ? [] : [["command", command] as const]),
      ])}
    </div>
  </section>`;
}

function specRows(spec: InstrumentSpec): PairRow[] {
  return Object.entries(spec).map(([name, value]) => [name, String(value)]);
}
