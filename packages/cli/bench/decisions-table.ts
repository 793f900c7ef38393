import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import path from "node:path";
import { formatDuration } from "@mexoms/core";
import type { DecisionTimes } from "./time-decisions.ts";

const README = path.resolve(import.meta.dirname, "../../../../README.md");
const BEGIN = "<!-- bench:decisions -->\n";
const END = "<!-- /bench:decisions -->";

/** Rewrites the README's table of decisions. */
export function writeDecisionsTable(measured: readonly DecisionTimes[]): void {
  const text = readFileSync(README, "utf8");
  const start = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (start < 0 || end < start) throw new Error(`README.md has no ${BEGIN.trim()} ... ${END}`);
  const table = decisionsTable(measured);
  writeFileSync(README, `${text.slice(0, start + BEGIN.length)}\n${table}\n\n${text.slice(end)}`);
}

function decisionsTable(measured: readonly DecisionTimes[]): string {
  const rows = measured.map((one) => {
    const { p50Ns, p99Ns, p999Ns, limitNs, aimNs, bytesPerTurn } = one;
    const times = [p50Ns, p99Ns, p999Ns].map(rounded);
    const heap = bytesPerTurn === undefined ? "-" : bytesPerTurn.toFixed(1);
    const goals = [limitNs, aimNs].map((ns) => formatDuration(ns));
    return `| \`${one.name}\`: ${one.question} | ${[...times, heap, ...goals].join(" | ")} |`;
  });
  const clock = Math.max(...measured.map(({ clockNs }) => clockNs));
  const load = loadavg()[0]!.toFixed(1);
  return [
    "| decision | p50 | p99 | p99.9 | heap bytes | p99 at most | aim |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...rows,
    "",
    `${measured[0]!.turns.toLocaleString("en-US")} decisions each, timed one by one, with ${clock} ns ` +
      `for reading the clock twice in each figure; ${cpus()[0]?.model ?? "unknown CPU"}, ` +
      `Node ${process.versions.node}, load ${load}.`,
  ].join("\n");
}

/** Three digits say enough of a time. */
function rounded(ns: number): string {
  return formatDuration(Number(ns.toPrecision(3)));
}
