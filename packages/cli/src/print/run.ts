import type { EngineView, PaperAbout, PaperEnd } from "@mexoms/live";
import { shellWord } from "./shell-word.ts";
import { plainTable } from "./table.ts";

/** The models of a run's venue, as they were asked for. */
export interface RunModels {
  readonly tape: readonly string[];
  readonly speed: string;
  readonly latency: string;
  readonly queue: string;
  readonly exchange: string;
  readonly fees?: string;
  readonly accounts?: string;
  readonly rules: string;
  readonly faults?: string;
  readonly risk: string;
  readonly seed: string;
  readonly journalSync: string;
  readonly wait: string;
}

/** What a run will do, so that nothing that decides the result goes unsaid. */
export function aboutText(about: PaperAbout, models: RunModels): string {
  const rows: [string, string][] = [
    ["session", about.session],
    ["journal", `${about.journal} (${about.journalId}), on disk ${models.journalSync}`],
    ...models.tape.map((tape): [string, string] => ["tape", tape]),
    ["speed", models.speed],
    ["latency", models.latency === "none" ? "the real way alone" : models.latency],
    ["queue", models.queue],
    ["exchange", models.exchange],
    ["rules", models.rules],
    ...optional("fees", models.fees),
    ...optional("accounts", models.accounts),
    ...optional("faults", models.faults),
    ["risk", models.risk],
    ["seed", models.seed],
    ["wait", models.wait],
    ["nats", about.nats ?? "none"],
    ...about.found.map((line): [string, string] => ["found", line]),
  ];
  return plainTable({ rows });
}

/** How an engine stands, in a line. */
export function viewLine(view: EngineView): string {
  const { counts, instruments, ordersByState, time, phase } = view;
  const open = ordersByState.working + ordersByState["partly-filled"] + ordersByState.sent;
  const unknown = ordersByState.unknown > 0 ? `, ${ordersByState.unknown} UNKNOWN` : "";
  const positions = instruments.map(({ position, equity }) => `${position} (${equity})`).join(" ");
  const facts = `${open} open${unknown}, ${counts.fills} fills, position ${positions}`;
  return `${time.slice(0, 19)}Z ${phase}: ${counts.rows.toLocaleString("en-US")} rows, ${facts}`;
}

/** What came of a run. */
export function endText({ why, view }: PaperEnd, dir: string): string {
  const { counts, ordersByState, instruments, latencies, recovered } = view;
  const count = (value: number): string => value.toLocaleString("en-US");
  const states = Object.entries(ordersByState).filter(([, number]) => number > 0);
  // Orders and positions are the session's, over all its starts.
  const since = recovered.length === 0 ? "" : " since this start";
  const rows: [string, string][] = [
    ["ended", why],
    ...recovered.map((line): [string, string] => ["recovered", line]),
    [`rows${since}`, count(counts.rows)],
    [`requests${since}`, count(counts.requests)],
    ["orders", states.map(([state, number]) => `${count(number)} ${state}`).join(", ") || "none"],
    [`fills${since}`, count(counts.fills)],
    ...instruments.flatMap(({ id, position, equity, fees, currency }): [string, string][] => [
      [id, `position ${position}, equity ${equity} ${currency}, fees ${fees} ${currency}`],
    ]),
    ...latencies
      .filter(({ count: samples }) => samples > 0)
      .map(({ name, p50Ns, p99Ns }): [string, string] => [
        name,
        `p50 ${micros(p50Ns)}, p99 ${micros(p99Ns)}`,
      ]),
  ];
  const table = plainTable({ rows });
  return `${table}\n\nreplay it, and compare every request: mexoms replay ${shellWord(dir)}`;
}

function optional(name: string, text: string | undefined): [string, string][] {
  return text === undefined ? [] : [[name, text]];
}

function micros(ns: number): string {
  return `${(ns / 1_000).toFixed(1)} us`;
}
