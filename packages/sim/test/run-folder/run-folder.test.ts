import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { formatTimestamp, Money, parseTimestamp } from "@mexoms/core";
import { writeRunFolder, type RunFolder } from "@mexoms/sim";
import type { BacktestResult } from "@mexoms/sim/engine";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BTC_SWAP, ETH_SWAP, exampleRun } from "../report/example-run.ts";

const RESULT = exampleRun({
  seed: 7,
  samples: 400,
  instruments: [BTC_SWAP, ETH_SWAP],
  fillEvery: 12,
});

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), "mexoms-run-"));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const write = (
  name = "run",
  result: BacktestResult = RESULT,
  report: "html" | "none" = "none",
): Promise<RunFolder> => writeRunFolder({ dir: path.join(parent, name), result, report });

const read = (run: RunFolder, file: string): string =>
  readFileSync(path.join(run.dir, file), "utf8");

/** Rows of a file of ours without quoted fields, by column name. */
function rows(run: RunFolder, file: string): Record<string, string>[] {
  const [header, ...lines] = read(run, file).trimEnd().split("\n");
  const names = header!.split(",");
  return lines.map((line) => {
    const fields = line.split(",");
    expect(fields.length).toBe(names.length);
    return Object.fromEntries(names.map((name, i) => [name, fields[i]!]));
  });
}

describe("a run folder", () => {
  it("holds the files it says it holds, and no others", async () => {
    const run = await write("a/b/run", RESULT, "html");
    expect(readdirSync(run.dir).toSorted()).toEqual([...run.files].toSorted());
    expect(run.reportFile).toBe(path.join(run.dir, "report.html"));
    expect(readdirSync(path.join(parent, "a/b"))).toEqual(["run"]);
    expect((await write("plain")).reportFile).toBeUndefined();
  });

  it("is equal byte for byte when written twice", async () => {
    const [one, two] = [await write("one", RESULT, "html"), await write("two", RESULT, "html")];
    for (const file of one.files) expect(read(two, file), file).toBe(read(one, file));
  });

  it("records every input, the digests, versions and exact money in run.json", async () => {
    const document = JSON.parse(read(await write(), "run.json")) as Record<string, unknown>;
    expect(document).toMatchObject({
      kind: "mexoms-run",
      digest: RESULT.digest,
      outputsDigest: RESULT.outputsDigest,
      versions: { mexoms: "0.1.0", node: process.versions.node },
      start: { ns: RESULT.startNs.toString(), iso: formatTimestamp(RESULT.startNs) },
      end: { ns: RESULT.endNs.toString() },
      inputs: RESULT.inputs,
      counts: { fills: RESULT.fills.length, orders: RESULT.orders.length, samples: 400 },
      sampleEvery: "100ms",
    });
    const summary = document["summary"] as Record<string, unknown>[];
    expect(summary.map((one) => one["equity"])).toEqual(
      RESULT.summary.map((one) => one.equity.toString()),
    );
    expect(summary.map((one) => one["fees"])).toEqual(
      RESULT.summary.map((one) => one.fees.toString()),
    );
  });

  it("notes the command that made the run, if it is told", async () => {
    const command = "mexoms backtest market-maker --seed 7";
    const run = await writeRunFolder({
      dir: path.join(parent, "run"),
      result: RESULT,
      report: "html",
      command,
    });
    expect(JSON.parse(read(run, "run.json"))).toMatchObject({ command });
    expect(read(run, "report.html")).toContain(command);
  });
});

describe("fills.csv", () => {
  it("has every fill with both times twice, exact numbers and the position after it", async () => {
    const fills = rows(await write(), "fills.csv");
    expect(fills.length).toBe(RESULT.fills.length);
    for (const [i, row] of fills.entries()) {
      const fill = RESULT.fills[i]!;
      expect(row).toMatchObject({
        exch_ns: fill.exchNs.toString(),
        exch_time: formatTimestamp(fill.exchNs),
        local_ns: fill.localNs.toString(),
        instrument: fill.instrument,
        side: fill.side,
        price: fill.price,
        qty: fill.qty,
        reason: fill.reason,
        fee: fill.fee.toString(),
        fee_currency: "USDT",
      });
      expect(parseTimestamp(row["local_time"]!, "local_time")).toBe(fill.localNs);
    }
    for (const { instrument, positionQty } of RESULT.summary) {
      const last = fills.findLast((row) => row["instrument"] === instrument);
      expect(last?.["position_after"]).toBe(positionQty);
    }
  });
});

describe("orders.csv", () => {
  it("leaves the time empty of what never happened", async () => {
    const orders = rows(await write(), "orders.csv");
    expect(orders.length).toBe(RESULT.orders.length);
    const unanswered = RESULT.orders.findIndex((order) => order.acceptedNs === 0n);
    expect(unanswered).toBeGreaterThanOrEqual(0);
    expect(orders[unanswered]).toMatchObject({ accepted_time: "", accepted_ns: "" });
    expect(orders[unanswered]!["closed_ns"]).not.toBe("");
  });
});

describe("equity.csv", () => {
  it("has one exact row a sample, and an empty field where there was no price", async () => {
    const samples = rows(await write(), "equity.csv");
    expect(samples.length).toBe(400);
    expect(samples.map((row) => row["equity:USDT"])).toEqual(
      RESULT.samples.equity[0]!.amount.map(String),
    );
    const last = samples.at(-1)!;
    const [btc, eth] = RESULT.samples.instruments;
    expect(last["synthetic:swap:BTCUSDT:bid"]).toBe((btc!.bidTicks.at(-1)! / 10).toFixed(1));
    expect(last["binance:swap:ETHUSDT:own_ask"]).toBe((eth!.ownAskTicks.at(-1)! / 100).toFixed(2));
    expect(last["binance:swap:ETHUSDT:position"]).toBe(RESULT.summary[1]!.positionQty);
    expect(last["time_ns"]).toBe(RESULT.endNs.toString());
    expect(samples[0]!["synthetic:swap:BTCUSDT:bid"]).toBe("");
    expect(samples[0]!["synthetic:swap:BTCUSDT:position"]).toBe("0.000");
  });

  it("keeps more digits than a double holds", async () => {
    const [series] = RESULT.samples.equity;
    const fine = new Money(12_345_678_901_234_567_890_123n, 14);
    const amount = [...series!.amount.slice(0, -1), fine];
    const samples = { ...RESULT.samples, equity: [{ currency: "USDT", amount }] };
    const run = await write("run", { ...RESULT, samples });
    expect(rows(run, "equity.csv").at(-1)!["equity:USDT"]).toBe("123456789.01234567890123");
  });
});

describe("explained.csv", () => {
  it("quotes what would break a line", async () => {
    const text = 'says "a, b"\nand c';
    const run = await write("run", { ...RESULT, explained: [{ ns: 1n, topic: "t", text }] });
    expect(read(run, "explained.csv")).toBe(
      'time,time_ns,topic,text\n1970-01-01T00:00:00.000000001Z,1,t,"says ""a, b""\nand c"\n',
    );
  });
});

describe("writing over what exists", () => {
  const other = { ...RESULT, digest: "0".repeat(64) };

  it("replaces an older run whole, and leaves nothing else behind", async () => {
    await write("run", RESULT, "html");
    const run = await write("run", other, "none");
    expect(JSON.parse(read(run, "run.json"))).toMatchObject({ digest: other.digest });
    expect(existsSync(path.join(run.dir, "report.html"))).toBe(false);
    expect(readdirSync(parent)).toEqual(["run"]);
  });

  it("brings an older run back that a killed process had moved away, and clears up after it", async () => {
    const run = await write();
    const before = read(run, "run.json");
    const killed = path.join(parent, ".run.4194305-7-0123456789ab.partial");
    mkdirSync(path.join(killed, "new"), { recursive: true });
    renameSync(run.dir, path.join(killed, "old"));
    const alive = path.join(parent, `.run.${process.pid}-0-0123456789ab.partial`);
    mkdirSync(alive);
    const [fill] = RESULT.fills;
    const broken = { ...RESULT, fills: [{ ...fill!, instrument: "absent:spot:X" }] };
    await expect(write("run", broken)).rejects.toThrow(/names absent:spot:X/);
    expect(read(run, "run.json")).toBe(before);
    expect(readdirSync(parent).toSorted()).toEqual([path.basename(alive), "run"]);
  });

  it("takes an empty folder, and follows a link to a run", async () => {
    mkdirSync(path.join(parent, "empty"));
    const run = await write("empty");
    symlinkSync(run.dir, path.join(parent, "latest"));
    expect((await write("latest", other)).dir).toBe(run.dir);
    expect(JSON.parse(read(run, "run.json"))).toMatchObject({ digest: other.digest });
  });

  it.each([
    [
      "a folder without run.json",
      "notes.txt",
      "text",
      /is not a run folder \(it has no run\.json\)/,
    ],
    ["a run.json of someone else", "run.json", "{}", /its run\.json was not written by mexoms/],
    ["a run.json that is not JSON", "run.json", "{", /its run\.json was not written by mexoms/],
  ])("refuses %s, and leaves it as it was", async (_what, file, text, message) => {
    const dir = path.join(parent, "mine");
    mkdirSync(dir);
    writeFileSync(path.join(dir, file), text);
    await expect(write("mine")).rejects.toThrow(message);
    expect(readFileSync(path.join(dir, file), "utf8")).toBe(text);
    expect(readdirSync(parent)).toEqual(["mine"]);
  });

  it("refuses to delete a file that a person put into a run folder, and names it", async () => {
    const run = await write();
    writeFileSync(path.join(run.dir, "notes.md"), "mine");
    await expect(write()).rejects.toThrow(/^dir: .*also holds notes\.md, which is not ours; give/);
    expect(read(run, "notes.md")).toBe("mine");
  });

  it("refuses a file in the place of the folder", async () => {
    writeFileSync(path.join(parent, "run"), "text");
    await expect(write()).rejects.toThrow(/^dir: .*run is not a folder; give a folder that/);
  });

  it("leaves the older run and no partial folder when writing fails in the middle", async () => {
    const run = await write();
    const before = read(run, "run.json");
    const [fill] = RESULT.fills;
    const broken = { ...RESULT, fills: [fill!, { ...fill!, instrument: "absent:spot:X" }] };
    await expect(write("run", broken)).rejects.toThrow(/names absent:spot:X/);
    expect(read(run, "run.json")).toBe(before);
    await expect(write("fresh", broken)).rejects.toThrow(/names absent:spot:X/);
    expect(readdirSync(parent)).toEqual(["run"]);
  });
});
