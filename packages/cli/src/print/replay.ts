import { formatDuration } from "@mexoms/core";
import type { ParityResult, RecordedRun } from "@mexoms/live";
import type { ParityDifference, ReplayedSession } from "@mexoms/live/internal";
import { plainTable, WIDTH } from "./table.ts";

/** Open orders of a market that are shown. */
const TOLD_ORDERS = 6;

const count = (value: number): string => value.toLocaleString("en-US");

/** The sessions of a journal that was replayed, and the first difference. */
export function parityText(result: ParityResult): string {
  const { sessions, difference, skipped } = result;
  if (sessions.length === 0) return "NOT REPLAYED: the journal has no start of a session";
  const lines = [sessionTable(sessions), ""];
  if (skipped > 0) {
    lines.push(`${count(skipped)} records before the first start were left out: their session`);
    lines.push("began in a segment that is gone.");
  }
  for (const session of sessions) lines.push(...sessionNotes(session));
  if (difference !== undefined) {
    lines.push(differenceText(difference));
    return lines.join("\n");
  }
  const requests = sum(sessions, "requests");
  const explains = sum(sessions, "explains");
  const also = explains === 0 ? "" : ` and ${count(explains)} explanations`;
  lines.push(`parity: ${count(requests)} requests${also}, the same byte for byte`);
  return lines.join("\n");
}

function sessionTable(sessions: readonly ReplayedSession[]): string {
  return plainTable({
    head: ["session", "strategy", "inputs", "rows", "events", "requests", "end"],
    rows: sessions.map((session, i) => [
      String(i + 1),
      session.strategy,
      count(session.inputs),
      count(session.rows),
      count(session.events),
      count(session.requests),
      session.difference === undefined ? session.end : "different",
    ]),
    right: [2, 3, 4, 5],
  });
}

function sessionNotes({ notes, unwritten, difference }: ReplayedSession): string[] {
  // A difference is told with the notes of its session.
  const lines = difference === undefined ? notes.map((note) => `note: ${note}`) : [];
  if (unwritten === 0) return lines;
  const what = unwritten === 1 ? "request" : "requests";
  const told = `the session died before it had written ${count(unwritten)} ${what} of its last input`;
  return [...lines, `note: ${told}; they never left`];
}

function differenceText(difference: ParityDifference): string {
  const { markets, risk } = difference.state;
  const rows = [
    ["input", difference.inputs.at(-1) ?? String(difference.input)],
    ["time", difference.time],
    ["recorded", difference.recorded ?? "nothing more"],
    ["replayed", difference.replayed ?? "nothing more"],
    ["before it", `${count(difference.equalBefore)} equal after the same input`],
    ...difference.causes.map((cause) => ["cause", cause]),
    ...markets.flatMap((market) => [
      [market.id, `${market.bid ?? "no bid"} / ${market.ask ?? "no ask"}, has ${market.position}`],
      ...(market.suspended === undefined ? [] : [["", `suspended: ${market.suspended}`]]),
      ...openOrders(market.openOrders).map((order) => ["", order]),
    ]),
    ...(risk === undefined ? [] : [["risk", risk]]),
    ...difference.inputs.slice(0, -1).map((input, i) => [i === 0 ? "inputs before" : "", input]),
  ];
  return [
    "DIFFERENT. The first request that is not the same:",
    "",
    plainTable({ rows, width: WIDTH }),
  ].join("\n");
}

/** The youngest of them: what a request is about is most often one of these. */
function openOrders(orders: readonly string[]): string[] {
  const left = orders.length - TOLD_ORDERS;
  if (left <= 0) return [...orders];
  return [`${count(left)} older orders`, ...orders.slice(-TOLD_ORDERS)];
}

type Compared = Omit<RecordedRun, "result"> & { readonly digest: string };

/** A paper session and a backtest of it. */
export function recordedRunText(run: Compared): string {
  const { difference, fills, equalFills, strange, cut } = run;
  const rows = [
    ["strategy", run.strategy],
    ["length", formatDuration(Math.round(run.lengthNs / 1e6) * 1e6)],
    ["requests", count(run.requests)],
    ["fills", count(fills)],
    ["digest", run.digest],
    ...(cut === undefined
      ? []
      : [["cut", `compared up to a command, which a backtest has not: ${cut}`]]),
    ...run.notes.map((note) => ["note", note]),
    ...(strange === undefined ? [] : [["strange", strange]]),
  ];
  const table = plainTable({ rows, width: WIDTH });
  if (difference === undefined) {
    const same = `${count(fills)} fills of the paper session and of the backtest`;
    if (strange === undefined) return `${table}\n\nthe same: ${same}`;
    return `${table}\n\nDIFFERENT requests or answers (see strange), though the same ${same}`;
  }
  const told = plainTable({
    rows: [
      ["recorded", difference.recorded ?? "nothing more"],
      ["backtest", difference.backtest ?? "nothing more"],
    ],
    width: WIDTH,
  });
  return `${table}\n\nDIFFERENT after ${count(equalFills)} equal fills:\n\n${told}`;
}

/** A result as JSON. */
export function replayJson(result: object): string {
  return JSON.stringify({ kind: "mexoms-replay", format: 1, ...result }, undefined, 2);
}

function sum(sessions: readonly ReplayedSession[], field: "requests" | "explains"): number {
  return sessions.reduce((total, session) => total + session[field], 0);
}
