import { formatTimestamp, RISK_CODES, type RiskConfig } from "@mexoms/core";
import type { RiskSummary } from "@mexoms/sim";

const NAMED = ["accounts", "venues", "instruments"] as const;

/** The limits of a run, one line a scope. */
export function riskInputRows(risk: RiskConfig | undefined): [string, string][] {
  if (risk === undefined) return [];
  const rows: [string, string][] = [];
  for (const scope of ["order", "strategy", "global"] as const) {
    if (risk[scope]) rows.push(["risk", `${scope}: ${limitsText(risk[scope])}`]);
  }
  for (const group of NAMED) {
    for (const [name, limits] of Object.entries(risk[group] ?? {})) {
      rows.push(["risk", `${group.slice(0, -1)} ${name}: ${limitsText(limits)}`]);
    }
  }
  if (risk.thresholds !== undefined) {
    const { warn, reduceOnly, halt } = risk.thresholds;
    const steps = `warn ${warn.join(" ")}, reduce-only ${reduceOnly}, halt ${halt}`;
    rows.push(["risk", `losses: ${steps}, reset at ${risk.resetAt} UTC`]);
  }
  return rows;
}

function limitsText(limits: object): string {
  return Object.entries(limits)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");
}

/** What risk did: denials by code, changes of the state, and limits that were for nothing. */
export function riskLines({ denials, changes, unused }: RiskSummary): string[] {
  const names = new Map(RISK_CODES.map(({ code, name }) => [code, name]));
  const counts = Object.entries(denials).map(
    ([code, count]) => `risk denied ${count.toLocaleString("en-US")} by ${code} ${names.get(code)}`,
  );
  const states = changes.map(
    ({ ns, before, state, reason }) =>
      `risk ${formatTimestamp(ns).slice(0, 23)}Z ${before} -> ${state}: ${reason}`,
  );
  return [
    ...(counts.length > 0 ? counts : ["risk denied nothing"]),
    ...states,
    ...unused.map((name) => `risk limits ${name}, which is no part of this run`),
  ];
}
