import { readFileSync } from "node:fs";
import { arbitrage } from "@mexoms/arbitrage";
import { describe, expect, it } from "vitest";
import { run, threeTapes } from "./two-venues.ts";

describe("the parameters of arbitrage", () => {
  it("all stand in the README with their defaults, once, and no others do", () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const rows = readme.split("\n").filter((line) => line.startsWith("| `"));
    const names = rows.map((line) => line.slice(3, line.indexOf("`", 3)));
    expect(names.toSorted()).toEqual(Object.keys(arbitrage.params).toSorted());
    for (const [i, name] of names.entries()) {
      const param = arbitrage.params[name as keyof typeof arbitrage.params];
      expect(rows[i]).toContain(`\`${param.default}\``);
      expect(param.doc, name).not.toBe("");
    }
  });

  it.each([
    [{ maxResidual: "10000" }, /maxResidual: "10000" is no amount with its currency/],
    [{ unwind: "50" }, /unwind: "50" needs a unit/],
    [{ stageTime: "0ms" }, /stageTime: 0ms is below the minimum of 1ms/],
    [{ first: "fast" }, /first: "fast" is not one of both, thinner/],
    [{ takerShare: "2" }, /takerShare: 2 is above the maximum of 1/],
    [{ instruments: "east:spot:BTCUSDT" }, /instruments: arbitrage needs two or more/],
    [{ rehegde: "1bps" }, /did you mean rehedge\?/],
  ] as [Record<string, string>, RegExp][])("%o is refused by name", async (params, message) => {
    await expect(run(threeTapes(1), { params })).rejects.toThrow(message);
  });
});
