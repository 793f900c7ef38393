import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { RISK_CODES } from "@mexoms/core";

const ROOT = fileURLToPath(new URL("../../../../..", import.meta.url));

describe("the codes of risk", () => {
  it("stand in docs/risk.md as they are in the code: remake with node scripts/risk-codes.mjs", async () => {
    const page = readFileSync(path.join(ROOT, "docs/risk.md"), "utf8");
    const script = pathToFileURL(path.join(ROOT, "scripts/risk-codes.mjs")).href;
    const { withCodes } = (await import(script)) as { withCodes: (page: string) => string };
    expect(withCodes(page)).toBe(page);
    for (const { code } of RISK_CODES) expect(page).toContain(`| ${code} |`);
  });

  it("are those that the checks answer with, no more and no less", () => {
    const folder = path.join(ROOT, "packages/core/src/risk");
    const used = readdirSync(folder)
      .filter((file) => file !== "codes.ts")
      .flatMap((file) => readFileSync(path.join(folder, file), "utf8").match(/"R\d{3}"/g) ?? []);
    const filters = ["R101", "R102", "R103", "R104", "R105", "R106"];
    const all = [...filters, ...used.map((text) => text.slice(1, -1))];
    expect([...new Set(all)].toSorted()).toEqual(RISK_CODES.map(({ code }) => code));
  });

  it("are each there once, in order, and say what was found and what to do", () => {
    const codes = RISK_CODES.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].toSorted());
    for (const { code, name, means, todo } of RISK_CODES) {
      expect(code).toMatch(/^R\d{3}$/);
      expect([name, means, todo].every((text) => text.length > 3)).toBe(true);
    }
  });
});
