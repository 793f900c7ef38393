import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError } from "@mexoms/core";
import { tearSheet, type TearSheetOptions, writeRunFolder } from "@mexoms/sim";
import { runPlan, send } from "../driver/run.ts";
import { type Row, tape } from "../driver/tape.ts";
import { Scratch } from "../scratch.ts";
import { OPTIONS, quote, SECOND, story } from "./sheet-of.ts";

const ROWS: readonly Row[] = [
  ...quote(0, 999, 1001),
  ["trade", "sell", 999, 12, 1 * SECOND],
  ...quote(3 * SECOND, 999, 1001),
];

async function written(): Promise<{ json: Record<string, unknown>; csv: string; dir: string }> {
  const { result, sheet } = story(ROWS, [[10, send("buy", 999, 5)]]);
  const dir = new Scratch().file("run");
  const { files } = await writeRunFolder({ dir, result, tearSheet: sheet, report: "none" });
  expect(files).toContain("tearsheet.json");
  expect(files).toContain("tearsheet.csv");
  const json: unknown = JSON.parse(await readFile(path.join(dir, "tearsheet.json"), "utf8"));
  const csv = await readFile(path.join(dir, "tearsheet.csv"), "utf8");
  return { json: json as Record<string, unknown>, csv, dir };
}

/** Every number and text below a value, empty for null, but for names that tell figures apart. */
function leaves(value: unknown, names: readonly string[] = []): string[] {
  if (value === null) return [""];
  if (typeof value === "number" || typeof value === "string") return [value.toString()];
  return Object.entries(value as object)
    .filter(([name]) => !names.includes(name))
    .flatMap(([, part]) => leaves(part));
}

function inTextOrder(all: readonly string[]): string[] {
  return all.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

describe("the files of a tear sheet", () => {
  it("hold money as exact text, times since 1970 as text, and null for what has no meaning", async () => {
    const { json } = await written();
    expect(json["kind"]).toBe("mexoms-tearsheet");
    expect(json["startNs"]).toBe("1700006400000000000");
    const [own] = json["instruments"] as Record<string, Record<string, unknown>>[];
    expect(own!["attribution"]!["spreadCapture"]).toBe("0.0005");
    expect(own!["attribution"]!["fees"]).toBe("-0.00004995");
    expect(own!["latency"]!["tickToIntent"]).toBeNull();
    expect(own!["inventory"]!["halfLifeNs"]).toBeNull();
  });

  it("have as CSV every figure that they have as JSON", async () => {
    const { json, csv } = await written();
    const lines = csv
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    expect(lines[0]).toEqual(["section", "instrument", "group", "metric", "value", "unit"]);
    const values = lines.slice(1).map((fields) => fields[4]!);
    // Names of currencies and groups are columns there, not values.
    const { kind: _kind, currencies, instruments, ...rest } = json;
    const parts = [...(currencies as object[]), ...(instruments as { markouts: object[] }[])];
    const wanted = [
      ...leaves(rest),
      ...parts.flatMap((part) => leaves(part, ["currency", "instrument", "markouts"])),
      ...(instruments as { markouts: object[] }[])
        .flatMap(({ markouts }) => markouts)
        .flatMap((group) => leaves(group, ["by", "group"])),
    ];
    expect(inTextOrder(values)).toEqual(inTextOrder(wanted));
    expect(csv).toContain("attribution,,USDT,spreadCapture,0.0005,USDT\n");
    expect(csv).toContain("markouts,test:swap:BTCUSDT,side: buy,qty,0.005,BTC\n");
    expect(csv).toContain("latency,test:swap:BTCUSDT,,ack.p50Ns,30,ns\n");
  });

  it("are not written for another run's sheet", async () => {
    const { result } = story(ROWS, []);
    const { sheet } = story(ROWS, [[10, send("buy", 999, 5)]]);
    const dir = new Scratch().file("run");
    await expect(writeRunFolder({ dir, result, tearSheet: sheet, report: "none" })).rejects.toThrow(
      "another run",
    );
  });
});

describe("a tear sheet", () => {
  const { result } = runPlan([tape(ROWS)], []);
  const make = (options: Partial<TearSheetOptions>): (() => unknown) => {
    return () => tearSheet({ result, tapes: [tape(ROWS)], options: { ...OPTIONS, ...options } });
  };

  it("is not made of other tapes than those of the run", () => {
    const other = tape(ROWS.slice(0, -1));
    const of = (tapes: ReturnType<typeof tape>[]): (() => unknown) => {
      return () => tearSheet({ result, tapes, options: OPTIONS });
    };
    expect(of([other])).toThrow(ConfigError);
    expect(of([])).toThrow(/^tapes: are not those of the run: it has [0-9a-f]{12}/);
  });

  it("is not made with times that cannot be, and says which and what can", () => {
    expect(make({ adverse: "0s" })).toThrow('adverse: "0s" must be above zero, for example 1s');
    expect(make({ horizons: ["1s", "x"] })).toThrow('horizons.1: "x" is not a duration');
    expect(make({ horizons: ["1s", "1000ms"] })).toThrow("horizons: 1s, 1000ms: one stands twice");
    expect(make({ returnInterval: "7m" })).toThrow(
      'returnInterval: an hour is no whole number of "7m"; give for example 1m',
    );
  });

  it("has its horizons in order", () => {
    const sheet = tearSheet({
      result,
      tapes: [tape(ROWS)],
      options: { ...OPTIONS, horizons: ["10s", "100ms"] },
    });
    expect(sheet.horizonsNs).toEqual([100e6, 10e9]);
  });
});
