import type { BacktestResult } from "@mexoms/sim/engine";
import { formatTimestamp } from "@mexoms/core";
import { html, type Html } from "./html.ts";
import { pageHeading } from "./page-heading.ts";

/** What ran, on what, when; and the digest that proves it. */
export function pageHeader(result: BacktestResult): Html {
  const { inputs, startNs, endNs } = result;
  return html`<header>
    ${pageHeading({ kind: "mexoms backtest", strategy: inputs.strategy.name, instruments: inputs.instruments })}
    <dl class="facts">
      <div>
        <dt>From</dt>
        <dd>${timeElement(startNs)}</dd>
      </div>
      <div>
        <dt>To</dt>
        <dd>${timeElement(endNs)}</dd>
      </div>
      <div>
        <dt>Span</dt>
        <dd>${spanText(endNs - startNs)}</dd>
      </div>
      <div>
        <dt>Digest</dt>
        <dd><code title="${result.digest}">${result.digest.slice(0, 16)}</code></dd>
      </div>
    </dl>
  </header>`;
}

/** The first line of a browser tab. */
export function pageTitle(result: BacktestResult): string {
  const symbols = result.inputs.instruments.map((spec) => spec.symbol).join(", ");
  return `${result.inputs.strategy.name} on ${symbols}, ${formatTimestamp(result.startNs).slice(0, 10)}`;
}

/** A time to read, which a program can read too. */
export function timeElement(ns: bigint): Html {
  const iso = formatTimestamp(ns);
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 23)} UTC</time>`;
}

/** A length of time to read, for example "5 min 44.8 s". */
export function spanText(ns: bigint): string {
  const tenths = Number((ns + 50_000_000n) / 100_000_000n);
  const parts: string[] = [];
  let rest = Math.floor(tenths / 600);
  const minutes = rest % 60;
  rest = Math.floor(rest / 60);
  if (rest >= 24) parts.push(`${Math.floor(rest / 24)} d`);
  if (rest % 24 > 0) parts.push(`${rest % 24} h`);
  if (minutes > 0) parts.push(`${minutes} min`);
  const seconds = tenths % 600;
  if (seconds > 0 || parts.length === 0) {
    parts.push(`${Math.floor(seconds / 10)}${seconds % 10 === 0 ? "" : `.${seconds % 10}`} s`);
  }
  return parts.join(" ");
}
