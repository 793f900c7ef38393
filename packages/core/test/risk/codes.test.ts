import { readFileSync } from "node:fs";
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

  it("are each there once, in order, and say what was found and what to do", () => {
    const codes = RISK_CODES.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].toSorted());
    for (const { code, name, means, todo } of RISK_CODES) {
      expect(code).toMatch(/^R\d{3}$/);
      expect([name, means, todo].every((text) => text.length > 3)).toBe(true);
    }
  });
});
