// Runs the benchmarks of the live engine one after the other, each in a process of its own; some minutes.
//
//   pnpm bench:live [NAME]...
//   pnpm bench:live --readme       writes what they print into docs/live.md as well
//
// Run it while nothing else runs: two processes that spin take two cores.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const DOCS = path.resolve(import.meta.dirname, "../../../../docs/live.md");
const [FROM, TO] = ["<!-- bench:live -->\n", "<!-- /bench:live -->"];

/** What is run, and the targets that its figures are held against. */
const BENCHES = [
  {
    name: "engine",
    target:
      "From a change of the book in shared memory to the new order at the gateway: p99 200 us aimed " +
      "at, 10 ms at most. From the strategy's wish to bytes at the gateway: p99 below 100 us.",
  },
  {
    name: "nats-away",
    target:
      "The same with nats-server killed as with it alive, by turns in one run: a ratio of 1, give or take " +
      "what the machine does.",
  },
  {
    name: "order-path",
    target: "An order through the ring to the gateway's process, by its wait.",
  },
  { name: "shared-memory", target: "Written to read in another process: p99 20 us, spinning." },
  { name: "journal", target: "An append: p99 below 5 us." },
  { name: "recorder", target: "To JetStream: 200,000 rows a second on one core at least." },
  { name: "engine-cost", target: "Time and heap of single steps, in one process." },
  { name: "memory-cost", target: "Time and heap of operations on shared memory." },
] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { readme: { type: "boolean", default: false } },
});
const wanted = BENCHES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const unknown = positionals.filter((name) => !BENCHES.some((bench) => bench.name === name));
if (unknown.length > 0 || (values.readme && positionals.length > 0)) {
  const known = BENCHES.map(({ name }) => name).join(", ");
  console.error(`give names out of ${known}; --readme goes with all of them`);
  process.exitCode = 2;
} else runAll();

function runAll(): void {
  const [loadBefore] = loadavg();
  const sections: string[] = [];
  let failed = false;
  for (const { name, target } of wanted) {
    console.log(`\n${name}: ${target}\n`);
    const { status, stdout } = spawnSync(
      process.execPath,
      [path.join(import.meta.dirname, `${name}.js`)],
      { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
    );
    console.log(stdout);
    failed ||= status !== 0;
    sections.push(`\`${name}\`: ${target}\n\n\`\`\`text\n${stdout.trim()}\n\`\`\``);
  }
  const facts = machineFacts(loadBefore!);
  console.log(facts);
  if (failed) {
    console.error("a benchmark has failed: nothing is written");
    process.exitCode = 1;
  } else if (values.readme) write([facts, ...sections].join("\n\n"));
}

function machineFacts(loadBefore: number): string {
  const all = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return (
    `${all[0]?.model ?? "unknown CPU"}, ${all.length} cores, ${memory} GB, ${process.platform} ${release()}, ` +
    `Node ${process.versions.node}; load ${loadBefore.toFixed(1)} before the first one; ` +
    `${new Date().toISOString().slice(0, 10)}.`
  );
}

function write(content: string): void {
  const text = readFileSync(DOCS, "utf8");
  const [start, end] = [text.indexOf(FROM), text.indexOf(TO)];
  if (start < 0 || end < start) throw new Error(`docs/live.md has no ${FROM.trim()} ... ${TO}`);
  writeFileSync(DOCS, `${text.slice(0, start + FROM.length)}\n${content}\n\n${text.slice(end)}`);
}
