import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { STRATEGY_PICTURES } from "../pictures/strategy-pictures.ts";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const FOLDER = path.join(ROOT, "docs/images/strategies");

describe("the pictures of strategies", () => {
  it.each(STRATEGY_PICTURES)("$name is what the strategy does now", async ({ name, draw }) => {
    const file = readFileSync(path.join(FOLDER, `${name}.svg`), "utf8");
    expect((await draw()) === file, "remake: node packages/cli/dist/pictures/main.js").toBe(true);
  });

  it("are those that can be remade, and each stands in its strategy's README with words", () => {
    const names = STRATEGY_PICTURES.map(({ name }) => name);
    expect(readdirSync(FOLDER).toSorted()).toEqual(names.map((name) => `${name}.svg`).toSorted());
    for (const name of names) {
      const readme = readFileSync(path.join(ROOT, "strategies", name, "README.md"), "utf8");
      const [, words] =
        new RegExp(`!\\[([^\\]]*)\\]\\([./]*docs/images/strategies/${name}.svg\\)`).exec(readme) ??
        [];
      expect(words?.length, name).toBeGreaterThan(40);
    }
  });
});
