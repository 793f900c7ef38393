import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { Prng } from "@mexoms/core";
import { cutTape, openTape, writeTape } from "@mexoms/sim";
import { Desk, outcomeOf, SWAP } from "./command.ts";
import { QUOTES, strategyText } from "./strategy-text.ts";

const SOAK = process.env["MEXOMS_SOAK"] !== undefined;
const KILLS = SOAK ? 20 : 2;
const SEED = Number(process.env["MEXOMS_SEED"] ?? "1");
const SECOND_NS = 1_000_000_000n;
const DEADLINE_MS = 240_000;
const TABLES = ["trials.csv", "trials.jsonl", "trials.columns"];

/** Moments of a sweep's life that it may be killed at. */
const MOMENTS = ["starting", "running", "running", "running", "writing"] as const;
type Moment = (typeof MOMENTS)[number];

const SEARCHES: Readonly<Record<string, readonly string[]>> = {
  "a grid": ["--grid", "halfSpread=0.5bps:4bps:0.25bps"],
  "a search that learns": ["--search", "evolve:40", "--space", "halfSpread=0.5bps:9bps"],
  "a search that halves": [
    "--search",
    "sobol:16",
    "--space",
    "halfSpread=0.5bps:9bps",
    "--halving",
  ],
};

function digests(desk: Desk, dir: string): Record<string, string> {
  const digest = (name: string): string =>
    createHash("sha256")
      .update(readFileSync(desk.path(`${dir}/${name}`)))
      .digest("hex");
  return Object.fromEntries(["sweep.json", ...TABLES].map((name) => [name, digest(name)]));
}

function length(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

async function until(over: () => boolean): Promise<void> {
  const endMs = performance.now() + DEADLINE_MS;
  while (!over() && performance.now() < endMs) await sleep(0);
}

/** A sweep in a folder of its own that is killed and started again. */
class KilledSweep {
  readonly #desk: Desk;
  readonly #args: readonly string[];
  readonly #random: Prng;
  /** Bytes of the log of one that nobody kills. */
  readonly #whole: number;
  readonly moments: Moment[] = [];

  constructor(desk: Desk, args: readonly string[], whole: number) {
    this.#desk = desk;
    this.#args = [...args, "--out", "killed"];
    this.#random = new Prng(SEED, args.length);
    this.#whole = whole;
  }

  async kill(left: number): Promise<void> {
    const before = length(this.#log);
    const drawn = MOMENTS[Math.floor(this.#random.next() * MOMENTS.length)]!;
    // Tables are written when the log is full.
    const moment = before >= this.#whole && drawn === "running" ? "writing" : drawn;
    this.moments.push(moment);
    const child = this.#desk.start(...this.#args);
    const outcome = outcomeOf(child);
    const ended = (): boolean => child.exitCode !== null;
    const draw = this.#random.next();
    if (moment === "starting") {
      await sleep(draw * 900);
    } else if (moment === "running") {
      const least = before + (draw * (this.#whole - before) * 2) / left;
      await until(() => ended() || length(this.#log) >= least);
      await sleep(this.#random.next() * 20);
    } else {
      const table = TABLES[Math.floor(draw * TABLES.length)]!;
      await until(() => existsSync(this.#desk.path("killed/sweep.lock")) || ended());
      await until(() => ended() || this.#begun(table));
      await sleep(this.#random.next() * 3);
    }
    child.kill("SIGKILL");
    await outcome;
  }

  get #log(): string {
    return this.#desk.path("killed/trials.log");
  }

  #begun(table: string): boolean {
    const log = length(this.#log);
    return log >= this.#whole && this.#desk.names("killed").some((name) => name.startsWith(table));
  }
}

it.each(Object.keys(SEARCHES))(
  `%s killed ${KILLS} times at any moment ends in the same files, seed ${SEED}`,
  { timeout: SOAK ? 900_000 : 300_000 },
  async (search) => {
    const desk = new Desk();
    desk.file("package.json", "{}");
    desk.file("mine.ts", strategyText(QUOTES));
    const tape = openTape(SWAP, { verify: false });
    const endNs = tape.epochNs + BigInt(tape.index.firstLocalNs[0]!) + 60n * SECOND_NS;
    writeTape(desk.path("small.tape"), cutTape(tape, endNs));
    const args = ["sweep", "mine.ts", "--tape", "small.tape", "--workers", "2"];
    args.push(...SEARCHES[search]!);
    const whole = await desk.run(...args, "--out", "whole");
    expect(whole.code, whole.stderr).toBe(0);

    const killed = new KilledSweep(desk, args, length(desk.path("whole/trials.log")));
    for (let left = KILLS; left > 0; left--) await killed.kill(left);
    const { code, stderr } = await desk.run(...args, "--out", "killed");
    const moments = killed.moments.join(", ");
    expect(code, `${stderr} ${moments}`).toBe(0);
    const notes = stderr.replace(/^note: .*last line was not written to its end.*\n/m, "");
    expect(notes, moments).toBe(whole.stderr);
    expect(digests(desk, "killed"), moments).toEqual(digests(desk, "whole"));
    expect(desk.names("killed"), "nothing half done is left").toEqual(desk.names("whole"));
    const log = readFileSync(desk.path("mexoms-research.jsonl"), "utf8").trimEnd().split("\n");
    expect(log, "what was run again is not counted again").toHaveLength(1);
  },
);
