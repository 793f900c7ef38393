import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import {
  backtest,
  compareRuns,
  loadStrategyFile,
  openTape,
  type RunComparison,
  writeRunFolder,
} from "@mexoms/sim";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));
const TAPE = openTape(path.join(ROOT, "data/tapes/synthetic-swap-BTCUSDT.tape"), { verify: true });
const MAKER = path.join(ROOT, "examples/first-strategy/two-sided-quote.ts");

let folder: string;
const dir = (name: string): string => path.join(folder, name);

interface Changes {
  readonly halfSpread?: string;
  readonly latency?: string;
  readonly queue?: string;
  readonly fees?: { readonly maker: string; readonly taker: string };
  readonly seed?: number;
}

async function run(name: string, changes: Changes = {}): Promise<void> {
  const { definition, codeDigest } = await loadStrategyFile(MAKER);
  const { halfSpread = "2bps", ...models } = changes;
  const result = await backtest({
    strategy: definition,
    codeDigest,
    params: { halfSpread },
    tapes: [TAPE],
    latency: "5ms",
    queue: "power3:3",
    exchange: "no-partial",
    seed: 1,
    ...models,
  });
  await writeRunFolder({ dir: dir(name), result, report: "none" });
}

const compare = (a: string, b: string, fillLimit = 10): RunComparison =>
  compareRuns({ a: dir(a), b: dir(b), fillLimit });

/** A copy of the base run with a change to one file. */
function spoiled(name: string, file: string, change: (text: string) => string): string {
  cpSync(dir("base"), dir(name), { recursive: true });
  const at = path.join(dir(name), file);
  writeFileSync(at, change(readFileSync(at, "utf8")));
  return name;
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "mexoms-compare-"));
  await run("base");
  await run("again");
  await run("late", { latency: "20ms" });
  await run("wide", { halfSpread: "3bps" });
  await run("front", { halfSpread: "0.5bps", queue: "front" });
  await run("back", { halfSpread: "0.5bps", queue: "back" });
  await run("cheap", { fees: { maker: "-1bps", taker: "5bps" } });
  await run("seed", { seed: 2 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("two runs that did the same", () => {
  it("are equal in everything", () => {
    const compared = compare("base", "again");
    expect(compared).toMatchObject({ equal: true, outputsEqual: true, why: undefined, orders: [] });
    expect(compared.inputs.filter(({ differs }) => differs)).toEqual([]);
    expect(compared.inputs.length).toBeGreaterThan(15);
    const { fills } = compared;
    expect(fills.a).toBeGreaterThan(20);
    expect(fills).toEqual({
      a: fills.a,
      b: fills.a,
      equal: fills.a,
      retimed: 0,
      changed: 0,
      onlyA: 0,
      onlyB: 0,
      first: undefined,
      around: [],
    });
  });

  it("are equal too when an input differs that the run did not need", () => {
    const compared = compare("base", "seed");
    expect(compared.equal).toBe(true);
    expect(compared.inputs.filter(({ differs }) => differs)).toEqual([
      { name: "seed", a: "1", b: "2", differs: true },
    ]);
  });
});

describe("why two runs part", () => {
  it("is the spread when orders were sent at other prices", () => {
    const { equal, why, orders, fills } = compare("base", "wide");
    expect(equal).toBe(false);
    expect(why).toMatchObject({ parting: "sent", causes: ["parameters"] });
    expect(orders![0]).toMatchObject({ stage: "sent", number: 1, differs: ["price"] });
    expect(why!.text.at(-1)).toBe(
      "Nothing else differs in the inputs but params.halfSpread (2bps, 3bps).",
    );
    expect(fills.a).not.toBe(fills.b);
  });

  it("is the latency when the same order was answered later", () => {
    const { why, orders, fills } = compare("base", "late");
    expect(why).toMatchObject({ parting: "answered", causes: ["latency"] });
    expect(orders![0]).toMatchObject({ stage: "answered", number: 1, differs: ["accepted_ns"] });
    expect(why!.text[0]).toContain("accepted 15ms later in B");
    // What was only learned of later is not the first difference when there is a greater one.
    expect(fills.first!.differs).not.toEqual(["local_ns"]);
  });

  it("is the queue when equal orders were filled in one of them alone", () => {
    const { why, orders, fills } = compare("front", "back");
    expect(orders).toEqual([]);
    expect(why).toMatchObject({ parting: "fill", causes: ["queue"] });
    expect(fills.first!.a!.fields.get("reason")).toBe("queue-reached");
    expect(fills.first!.b).toBeUndefined();
    const text = why!.text.join(" ");
    expect(text).toContain("Up to this fill both sent the same orders and got the same answers.");
    expect(text).toMatch(/B had one buy order open then, order \d+ at this price/);
  });

  it("is the fee when nothing but the fee of a fill differs", () => {
    const { why, fills, metrics } = compare("base", "cheap");
    expect(why).toMatchObject({ parting: "fill", causes: ["fees"] });
    expect(fills.first!.differs).toEqual(["fee"]);
    expect(fills.changed).toBe(fills.a);
    const fees = metrics.find(({ name }) => name.endsWith(".fees"))!;
    expect(Number(fees.difference)).toBeCloseTo(Number(fees.b) - Number(fees.a), 6);
    expect(fees.b).toMatch(/^-/);
  });

  it("is the venue's answer when the same order was refused for other reasons", () => {
    const refusedFor = (reason: string) => (text: string) => {
      const [header = "", first = "", ...rest] = text.split("\n");
      const columns = header.split(",");
      const values = first.split(",").map((value, i) => {
        if (columns[i] === "state") return "rejected";
        if (columns[i] === "reason") return reason;
        return columns[i]!.startsWith("accepted") ? "" : value;
      });
      return [header, values.join(","), ...rest].join("\n");
    };
    spoiled("crossed", "orders.csv", refusedFor("would-cross"));
    spoiled("poor", "orders.csv", refusedFor("insufficient-margin"));
    const { equal, orders, why } = compare("crossed", "poor");
    expect(orders).toMatchObject([{ stage: "answered", number: 1, differs: ["reason"] }]);
    expect(why!.text[0]).toContain("reason would-cross in A, insufficient-margin in B");
    expect(equal).toBe(false);
  });

  it("is not known when no input differs: it says what may be", () => {
    spoiled("strange", "fills.csv", (text) => text.replace(/,buy,(\d+)/, ",sell,$1"));
    const { why } = compare("base", "strange");
    expect(why!.causes).toEqual([]);
    expect(why!.text.at(-1)).toContain("No input differs");
  });
});

describe("fills beside each other", () => {
  it("are those of the files: every fill stands in one pair, in order of time", () => {
    const { fills } = compare("base", "wide", 1e6);
    const { equal, retimed, changed, onlyA, onlyB } = fills;
    expect(equal + retimed + changed + onlyA).toBe(fills.a);
    expect(equal + retimed + changed + onlyB).toBe(fills.b);
    const times = fills.around.map(({ a, b }) => BigInt((a ?? b)!.fields.get("exch_ns")!));
    expect(times).toEqual(times.toSorted((x, y) => (x < y ? -1 : x > y ? 1 : 0)));
    const numbers = fills.around.flatMap(({ b }) => (b ? [b.number] : []));
    expect(numbers.at(-1)).toBe(fills.b);
  });

  it("give the one that a side lacks, and what that side had in the market then", () => {
    const lines = readFileSync(path.join(dir("base"), "fills.csv"), "utf8")
      .trimEnd()
      .split("\n");
    const cut = lines.toSpliced(5, 1);
    spoiled("lacking", "fills.csv", () => `${cut.join("\n")}\n`);
    const json = path.join(dir("lacking"), "run.json");
    const counts = readFileSync(json, "utf8").replace(
      `"fills": ${lines.length - 1},`,
      `"fills": ${cut.length - 1},`,
    );
    writeFileSync(json, counts);
    const { fills, why } = compare("base", "lacking");
    expect(fills).toMatchObject({ onlyA: 1, onlyB: 0, changed: 0 });
    expect(fills.first!.a!.line).toBe(6);
    expect(why!.text.join(" ")).toMatch(/is in A alone.*at this price.*was not filled by it/);
  });

  it("are as many as asked for", () => {
    expect(compare("base", "wide", 4).fills.around.length).toBe(4);
    expect(compare("base", "wide", 0).fills.around).toEqual([]);
  });
});

describe("a folder that cannot be compared", () => {
  it("is refused when it is no run", () => {
    expect(() => compareRuns({ a: dir("none"), b: dir("base"), fillLimit: 1 })).toThrow(
      /^a: .*none does not exist/,
    );
    expect(() => compareRuns({ a: dir("base"), b: folder, fillLimit: 1 })).toThrow(
      /^b: .*neither a run folder/,
    );
  });

  it.each<[string, string, (text: string) => string, RegExp]>([
    ["its fills are torn", "fills.csv", (t) => t.slice(0, -9), /fills\.csv:\d+: .*torn/],
    [
      "fills are missing",
      "fills.csv",
      (t) => t.split("\n").slice(0, 5).join("\n") + "\n",
      /4 fills/,
    ],
    ["orders are torn", "orders.csv", (t) => t.slice(0, -9), /orders\.csv:\d+: .*torn/],
    [
      "orders are missing",
      "orders.csv",
      (t) => t.split("\n").slice(0, 9).join("\n") + "\n",
      /8 orders/,
    ],
    ["a line is short", "fills.csv", (t) => t.replace(/,maker,/, ","), /fills\.csv:2: .*14 fields/],
    ["a column is gone", "fills.csv", (t) => t.replace("exch_ns", "ns"), /no column exch_ns/],
    [
      "a time is none",
      "fills.csv",
      (t) => t.replace(/,\d{19},/, ",soon,"),
      /csv:2: exch_ns: "soon"/,
    ],
    ["run.json is torn", "run.json", (t) => t.slice(0, 900), /run\.json: is not JSON/],
    ["run.json is another's", "run.json", (t) => t.replace("mexoms-run", "x"), /run\.json: kind/],
    ["run.json is newer", "run.json", (t) => t.replace('"format": 1', '"format": 2'), /: format/],
  ])("is refused when %s", (problem, file, change, message) => {
    const name = spoiled(`bad-${problem.replaceAll(/\W/g, "-")}`, file, change);
    expect(() => compare("base", name)).toThrow(message);
    expect(() => compare(name, "base")).toThrow(message);
  });

  it("is refused when a file is missing", () => {
    cpSync(dir("base"), dir("no-orders"), { recursive: true });
    rmSync(path.join(dir("no-orders"), "orders.csv"));
    expect(() => compare("base", "no-orders")).toThrow(/orders\.csv: is missing/);
  });
});
