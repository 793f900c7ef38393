import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { GOLDEN_CASES } from "../cases.ts";
import { benchData } from "../data.ts";
import { NODE_FLAGS } from "../node-flags.ts";
import { scaleTable } from "../scale-table.ts";
import { type Duel, duel, startPeer } from "./duel.ts";
import { LineServer } from "./line-server.ts";

const README = path.resolve(import.meta.dirname, "../../../../../README.md");
const OWN_SIDE = path.join(import.meta.dirname, "own-side.js");
const ROUNDS = 21;

/**
 * Measures the README's workloads and rewrites its tables; in a smoke run every workload once, and the
 * tables are printed. A further table of figures gets markers of its own and `section`.
 * `cpuNs` gives the nanoseconds of processor time of a unit of a benchmark.
 */
export async function benchReadme(smoke: boolean, cpuNs: (name: string) => number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "mexoms-bench-"));
  try {
    const tables = [
      ["speed", await speedTable(smoke, folder)],
      ["scale", scaleTable(cpuNs)],
    ] as const;
    if (smoke) {
      for (const [, table] of tables) console.log(`${table}\n`);
      return;
    }
    const text = readFileSync(README, "utf8");
    writeFileSync(
      README,
      tables.reduce((all, [name, table]) => section(all, name, table), text),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The text with what stands between the markers of `name` replaced. */
export function section(text: string, name: string, content: string): string {
  const [from, to] = [`<!-- bench:${name} -->\n`, `<!-- /bench:${name} -->`];
  const start = text.indexOf(from);
  const end = text.indexOf(to);
  if (start < 0 || end < start) throw new Error(`README.md has no ${from.trim()} ... ${to}`);
  return `${text.slice(0, start + from.length)}\n${content}\n\n${text.slice(end)}`;
}

async function speedTable(smoke: boolean, folder: string): Promise<string> {
  const data = await benchData(smoke, 0);
  const peer = await startPeer({ ...data, tapeFile: path.join(folder, "rows") });
  const rows = data.tape.rowCount;
  const lines: string[] = [];
  for (const { name, question, config } of GOLDEN_CASES) {
    const own = new LineServer(process.execPath, [...NODE_FLAGS, OWN_SIDE, name, data.tapeFile]);
    const one = await duel({ own, peer, config, rows, rounds: smoke ? 1 : ROUNDS });
    own.end();
    lines.push(row(`\`${name}\`: ${question}`, one));
  }
  peer?.end();
  const head = [
    "workload",
    "rows/s",
    "heap bytes/row",
    "hftbacktest rows/s",
    "ratio",
    "orders, fills",
  ];
  return [
    cells(head),
    cells(["---", "---:", "---:", "---:", "---:", "---"]),
    ...lines,
    "",
    `${data.name}: ${rows.toLocaleString("en-US")} rows in memory. What has no order at the venue leaves the venue's side behind until a request comes, so that \`replay\` counts one side's work for a row; the others count both.`,
    `${cpus()[0]?.model ?? "unknown CPU"}, one core, Node ${process.versions.node}, load ${loadavg()[0]!.toFixed(1)}; ` +
      `rows for a second of CPU time, best of ${ROUNDS} runs${peer ? ", run in turn with hftbacktest 2.4.4 (its Python interface and fastest book, ROI vector); the ratio is the median of the pairs" : ""}.`,
  ].join("\n");
}

function row(name: string, { ownBest, bytesPerRow, orders, fills, peer }: Duel): string {
  const counts = `${orders.toLocaleString("en-US")}, ${fills.toLocaleString("en-US")}`;
  return cells([
    name,
    millions(ownBest),
    Math.abs(bytesPerRow).toFixed(1),
    peer ? millions(peer.best) : "not measured here",
    peer ? `${peer.ratio.toFixed(2)}x` : "",
    peer ? `${counts} (${peer.same ? "the same" : "NOT the same"} there)` : counts,
  ]);
}

function millions(perSecond: number): string {
  return `${(perSecond / 1e6).toFixed(1)} million`;
}

function cells(texts: readonly string[]): string {
  return `| ${texts.join(" | ")} |`;
}
