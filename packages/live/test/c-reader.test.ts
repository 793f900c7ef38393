import { spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { spawnChild, startChild } from "./child.ts";
import { sharedScratch } from "./shared-scratch.ts";

const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
const compiler = ["cc", "gcc", "clang"].find(
  (name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0,
);

it.runIf(compiler === undefined)("without a C compiler, the C header is not tested", () => {
  console.log("not run: books read from C (none of cc, gcc, clang is installed)");
});

describe.runIf(compiler !== undefined)("a reader in C", () => {
  it("reads whole books and trades while a Node process writes, and says stale once that is killed", async () => {
    const folder = sharedScratch();
    const program = path.join(folder, "reader");
    const source = path.join(PACKAGE, "test/processes/reader.c");
    const strict = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-pedantic"];
    const include = path.join(PACKAGE, "include");
    const compile = spawnSync(compiler!, [...strict, "-I", include, source, "-o", program]);
    expect(compile.stderr.toString()).toBe("");
    const [book, trades] = [path.join(folder, "book"), path.join(folder, "trades")];
    const writer = await startChild("pattern-writer", [book, trades, "10", "0"]);
    const reader = spawnChild(program, [book, trades]);
    await Promise.race([once(reader.process.stdout!, "data"), reader.ended]);
    await writer.kill();
    expect(await reader.ended).toBe(0);
    const seen = JSON.parse(reader.text.replace("seen\n", "")) as Record<string, unknown>;
    expect(seen).toMatchObject({ instrument: "binance:usdm:BTCUSDT", torn: 0 });
    expect(seen["stale"]).toBeGreaterThan(0);
    expect(seen["valid"]).toBeGreaterThan(10_000);
    expect(seen["trades"]).toBeGreaterThan(10_000);
  });
});
