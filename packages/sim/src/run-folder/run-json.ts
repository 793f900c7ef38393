import type { BacktestResult, RiskSummary } from "@mexoms/sim/engine";
import { formatDuration, formatTimestamp } from "@mexoms/core";
import type { Versions } from "./versions.ts";

/** Marks a run.json as ours; a folder with one may be replaced by a later run. */
export const RUN_KIND = "mexoms-run";
export const RUN_FORMAT = 1;

/** The text of run.json. Money is exact decimal text, times are ISO and nanoseconds. */
export function runJson(options: {
  readonly result: BacktestResult;
  readonly versions: Versions;
  readonly command: string | undefined;
  readonly files: readonly string[];
}): string {
  const { result, versions, command, files } = options;
  const document = {
    kind: RUN_KIND,
    format: RUN_FORMAT,
    versions,
    command,
    digest: result.digest,
    outputsDigest: result.outputsDigest,
    start: time(result.startNs),
    end: time(result.endNs),
    counts: {
      fills: result.fills.length,
      orders: result.orders.length,
      samples: result.samples.timeNs.length,
      explained: result.explained.length,
      ...(result.accounts.length > 0 ? { ledger: result.ledger.length } : {}),
    },
    sampleEvery: formatDuration(result.samples.everyNs),
    inputs: result.inputs,
    summary: result.summary,
    ...(result.accounts.length > 0 ? { accounts: result.accounts } : {}),
    ...(result.risk === undefined ? {} : { risk: riskOf(result.risk) }),
    ignoredAnswers: result.ignoredAnswers,
    files,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function riskOf({ denials, changes, unused }: RiskSummary): object {
  const told = changes.map(({ ns, ...rest }) => ({ time: time(ns), ...rest }));
  return { denials, changes: told, unused };
}

function time(ns: bigint): { readonly iso: string; readonly ns: string } {
  return { iso: formatTimestamp(ns), ns: ns.toString() };
}
