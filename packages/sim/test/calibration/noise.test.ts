import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Prng } from "@mexoms/core";
import type { FilesCalibration } from "@mexoms/sim";
import { describe, expect, it } from "vitest";
import { Scratch } from "../scratch.ts";
import { calibrateRun, queueRun, sampleTape, type QueueRun } from "./queuers.ts";

const TAPE = sampleTape("inverse-BTCUSD");

interface Lines {
  readonly header: string;
  readonly lines: readonly string[];
}

function linesOf(folder: string, file: string): Lines {
  const [header, ...lines] = readFileSync(path.join(folder, file), "utf8").trimEnd().split("\n");
  return { header: header!, lines };
}

const orderId = (line: string, header: string): string =>
  line.split(",")[header.split(",").indexOf("order_id")]!;

/** A folder with the orders of `a`, each with the life that `choose` gives it, of `a` or of `b`. */
function mixture(a: QueueRun, b: QueueRun, choose: (id: number) => boolean): QueueRun {
  const dir = new Scratch().folder;
  for (const file of ["orders.csv", "fills.csv"]) {
    const [one, other] = [linesOf(a.folder, file), linesOf(b.folder, file)];
    const kept = [
      ...one.lines.filter((line) => !choose(Number(orderId(line, one.header)))),
      ...other.lines.filter((line) => choose(Number(orderId(line, other.header)))),
    ];
    writeFileSync(path.join(dir, file), `${[one.header, ...kept].join("\n")}\n`);
  }
  return { folder: dir, tapeFile: a.tapeFile };
}

/** As `run`, but each fill and close happened `shiftNs` later. */
function shifted(run: QueueRun, shiftNs: (line: number) => bigint): QueueRun {
  const dir = new Scratch().folder;
  copyFileSync(path.join(run.folder, "orders.csv"), path.join(dir, "orders.csv"));
  const { header, lines } = linesOf(run.folder, "fills.csv");
  const at = header.split(",").indexOf("exch_ns");
  const moved = lines.map((line, i) => {
    const fields = line.split(",");
    fields[at] = String(BigInt(fields[at]!) + shiftNs(i));
    return fields.join(",");
  });
  writeFileSync(path.join(dir, "fills.csv"), `${[header, ...moved].join("\n")}\n`);
  const orders = linesOf(run.folder, "orders.csv");
  const closed = orders.header.split(",").indexOf("closed_ns");
  const open = orders.lines.map((line) =>
    line
      .split(",")
      .map((field, i) => (i === closed ? "" : field))
      .join(","),
  );
  writeFileSync(path.join(dir, "orders.csv"), `${[orders.header, ...open].join("\n")}\n`);
  return { folder: dir, tapeFile: run.tapeFile };
}

const best = ({ models }: FilesCalibration): string => models[0]!.queue;

describe("fills that follow no model", () => {
  it("half by one model and half by another: the verdict names no clean winner", async () => {
    const scratch = new Scratch();
    const risk = await queueRun(scratch, TAPE, "risk");
    const power = await queueRun(scratch, TAPE, "power2:8");
    const prng = new Prng(7);
    const coins = Array.from({ length: 20_000 }, () => prng.below(2) === 1);
    const mixed = mixture(risk, power, (id) => coins[id]!);
    const calibration = await calibrateRun(mixed);
    const { models, fit, held, verdict } = calibration;
    expect(models[0]!.agreed).toBeLessThan(fit.orders + held.orders);
    expect(models[0]!.explained).toBeLessThan(0.99);
    expect(verdict.kind === "tied" || /closely/.test(verdict.text)).toBe(true);
    expect(verdict.text).not.toBe(`Best: --queue ${best(calibration)}.`);
  });

  it("at times when the tape shows nothing: they are counted as unmatched and teach nothing", async () => {
    const run = shifted(await queueRun(new Scratch(), TAPE, "log"), (i) => BigInt(1 + (i % 999)));
    const { counts, verdict, fit, held } = await calibrateRun(run);
    expect(counts.ends.reached).toBe(0);
    expect(counts.ends.unmatched).toBeGreaterThan(50);
    expect(fit.reached + held.reached).toBe(0);
    expect(verdict.queue).toBeUndefined();
    expect(verdict.text).toMatch(/unmatched|clock/);
  });
});

describe("orders that teach nothing", () => {
  it("is said of orders at whose price nothing traded, and no winner is named", async () => {
    const { folder, tapeFile } = await queueRun(new Scratch(), TAPE, "power3:3");
    const fills = linesOf(folder, "fills.csv");
    const filled = new Set(fills.lines.map((line) => orderId(line, fills.header)));
    const orders = linesOf(folder, "orders.csv");
    // What is left of each order is its first millisecond, in which nothing happened to it.
    const [accepted, closed] = ["accepted_ns", "closed_ns"].map((name) =>
      orders.header.split(",").indexOf(name),
    );
    const short = orders.lines
      .filter((line) => !filled.has(orderId(line, orders.header)))
      .map((line) => {
        const fields = line.split(",");
        fields[closed!] = String(BigInt(fields[accepted!] || 0) + 1n);
        return fields.join(",");
      });
    expect(short.length).toBeGreaterThan(100);
    const dir = new Scratch().folder;
    writeFileSync(path.join(dir, "orders.csv"), `${[orders.header, ...short].join("\n")}\n`);
    writeFileSync(path.join(dir, "fills.csv"), `${fills.header}\n`);
    const { verdict, held } = await calibrateRun({ folder: dir, tapeFile });
    expect(held.trades).toBe(0);
    expect(verdict).toMatchObject({ kind: "nothing-to-learn", queue: undefined, tied: [] });
    expect(verdict.text).toMatch(/^Nothing to learn: no trade printed/);
  });

  it("few orders are too few, however well one model does", async () => {
    const run = await queueRun(new Scratch(), TAPE, "power3:3");
    const dir = new Scratch().folder;
    for (const file of ["orders.csv", "fills.csv"]) {
      const { header, lines } = linesOf(run.folder, file);
      const first = lines.filter((line) => Number(orderId(line, header)) <= 600);
      writeFileSync(path.join(dir, file), `${[header, ...first].join("\n")}\n`);
    }
    const { verdict } = await calibrateRun({ folder: dir, tapeFile: run.tapeFile });
    expect(verdict).toMatchObject({ kind: "too-few", queue: undefined });
  });
});
