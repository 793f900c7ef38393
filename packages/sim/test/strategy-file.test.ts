import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { ConfigError, Decimal, Instrument, StrategyError } from "@mexoms/core";
import { loadStrategyFile } from "@mexoms/sim";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

interface Probe {
  readonly name: string;
  readonly params: object;
  start(value: string): unknown;
}

// What these files export has the shape of a strategy and answers the tests.
const probe = (definition: unknown): Probe => definition as Probe;

const QUOTER = `
import { Decimal, type Instrument as Kind } from "@mexoms/core";
import { halfSpread } from "./lib/spread.ts";
import table from "./lib/table.json";

type Params = { readonly spread: string };

export default {
  name: "quoter",
  params: { spread: "5bps" } satisfies Params,
  start(value: string): unknown {
    const kind: Kind | undefined = undefined;
    return { kind, Decimal, sum: new Decimal(value).add(halfSpread(table.factor)).toString() };
  },
};
`;
const SPREAD = `export const halfSpread = (factor: number): number => factor * 2;\n`;
const PLAIN = `export default { name: "plain", params: {}, start() { return 1; } };\n`;

let root: string;
const write = (name: string, text: string): string => {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};
const writeQuoter = (folder: string): string => {
  write(`${folder}/lib/spread.ts`, SPREAD);
  write(`${folder}/lib/table.json`, `{ "factor": 3 }`);
  return write(`${folder}/quoter.ts`, QUOTER);
};
const errorOf = async (file: string): Promise<Error> => {
  const error: unknown = await loadStrategyFile(file).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  return error as Error;
};

beforeAll(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "mexoms strategies of a user-"));
});
afterAll(() => rmSync(root, { recursive: true }));

describe("loadStrategyFile", () => {
  it("runs TypeScript with local files, far from any node_modules, on the host's own core", async () => {
    const { definition, codeDigest } = await loadStrategyFile(writeQuoter("a"));
    const strategy = probe(definition);
    expect(strategy.name).toBe("quoter");
    const started = strategy.start("0.5") as { Decimal: unknown; sum: string };
    expect(started.sum).toBe("6.5");
    expect(started.Decimal).toBe(Decimal);
    expect(codeDigest).toMatch(/^[0-9a-f]{64}$/);
  });

  it("runs plain JavaScript, and classes of core are those of the host", async () => {
    const text = PLAIN.replace("return 1", "return Instrument");
    const file = write("b/plain.js", `import { Instrument } from "@mexoms/core";\n${text}`);
    const { definition } = await loadStrategyFile(file);
    expect(probe(definition).start("")).toBe(Instrument);
  });

  it("gives decimal.js as the copy that core uses", async () => {
    const text = PLAIN.replace("return 1", "return new Decimal(1)");
    const file = write("b/decimal.ts", `import { Decimal } from "decimal.js";\n${text}`);
    const { definition } = await loadStrategyFile(file);
    expect(Object.getPrototypeOf(probe(definition).start(""))).toBe(Decimal.prototype);
  });

  it("bundles an installed package, also in CommonJS", async () => {
    write("c/node_modules/stats/package.json", `{ "name": "stats", "main": "main.js" }`);
    write("c/node_modules/stats/main.js", `exports.mean = (a, b) => (a + b) / 2;\n`);
    const text = PLAIN.replace("return 1", "return mean(1, 2)");
    const file = write("c/with-package.ts", `import { mean } from "stats";\n${text}`);
    const { definition } = await loadStrategyFile(file);
    expect(probe(definition).start("")).toBe(1.5);
  });

  it("takes built-in strategies by name, and names them when there is none", async () => {
    const builtIn = { "two-sided": write("d/built-in.js", PLAIN) };
    const { definition } = await loadStrategyFile("two-sided", { builtIn });
    expect(probe(definition).name).toBe("plain");
    const missing = loadStrategyFile("tow-sided", { builtIn });
    await expect(missing).rejects.toThrow(ConfigError);
    await expect(missing).rejects.toThrow(
      `strategy: "tow-sided" is no file and no built-in strategy (two-sided); give the path`,
    );
    await expect(loadStrategyFile(root)).rejects.toThrow(/is no file; give the path/);
    await expect(loadStrategyFile(write("d/x.py", ""))).rejects.toThrow(/does not end in .ts/);
  });

  it("loads the new code of a file that was changed", async () => {
    const file = write("e/changing.ts", PLAIN);
    const before = await loadStrategyFile(file);
    write("e/changing.ts", PLAIN.replace("plain", "changed"));
    const after = await loadStrategyFile(file);
    expect(probe(after.definition).name).toBe("changed");
    expect(after.codeDigest).not.toBe(before.codeDigest);
  });

  it("loads the same file many times at once", async () => {
    const file = write("e/at-once.ts", PLAIN.replace("plain", `at-once-${process.pid}`));
    const all = await Promise.all(Array.from({ length: 8 }, () => loadStrategyFile(file)));
    expect(new Set(all.map((one) => one.modulePath)).size).toBe(1);
    expect(new Set(all.map((one) => one.definition)).size).toBe(1);
    const folder = path.dirname(all[0]!.modulePath);
    const stem = path.basename(all[0]!.modulePath);
    const files = readdirSync(folder).filter((name) => name.startsWith(stem));
    expect(files.toSorted()).toEqual([stem, `${stem}.map`]);
  });

  it("gives a module that a worker thread can import", async () => {
    const { modulePath } = await loadStrategyFile(writeQuoter("f"));
    const code = `
      import { parentPort, workerData } from "node:worker_threads";
      const { default: strategy } = await import(workerData);
      parentPort.postMessage([strategy.name, strategy.start("1").sum]);`;
    const url = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
    const worker = new Worker(url, { workerData: pathToFileURL(modulePath).href });
    const message = await new Promise((resolve, reject) => {
      worker.once("message", resolve).once("error", reject);
    });
    await worker.terminate();
    expect(message).toEqual(["quoter", "7"]);
  });

  it("can itself run in a worker thread", async () => {
    const file = writeQuoter("g");
    const { codeDigest } = await loadStrategyFile(file);
    const sim = import.meta.resolve("@mexoms/sim");
    const code = `
      import { parentPort, workerData } from "node:worker_threads";
      const { loadStrategyFile } = await import(${JSON.stringify(sim)});
      parentPort.postMessage((await loadStrategyFile(workerData)).codeDigest);`;
    const url = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
    const worker = new Worker(url, { workerData: file });
    const message = await new Promise((resolve, reject) => {
      worker.once("message", resolve).once("error", reject);
    });
    await worker.terminate();
    expect(message).toBe(codeDigest);
  });

  it("keeps a map to the source, so that errors name the user's own lines", async () => {
    const file = writeQuoter("h");
    const { modulePath } = await loadStrategyFile(file);
    const name = /\n\/\/# sourceMappingURL=(.*)\n$/.exec(readFileSync(modulePath, "utf8"))![1]!;
    const text = readFileSync(path.join(path.dirname(modulePath), name), "utf8");
    const map = JSON.parse(text) as { sources: string[] };
    const sources = map.sources.map((source) => path.resolve(path.dirname(modulePath), source));
    expect(sources).toContain(file);
  });
});

describe("the code digest of a strategy", () => {
  it("is equal in every folder, under every file name and whatever the comments", async () => {
    const here = await loadStrategyFile(writeQuoter("one"));
    const there = await loadStrategyFile(writeQuoter("far/away/two"));
    const renamed = write("one/renamed.ts", `// A comment.\n${QUOTER}`);
    expect(there.codeDigest).toBe(here.codeDigest);
    expect((await loadStrategyFile(renamed)).codeDigest).toBe(here.codeDigest);
    // A change here means that recorded digests of strategies no longer hold, for example because
    // another version of esbuild prints code in another way.
    expect(here.codeDigest).toBe(
      "32b70f4989c6cdb3f8e6e63d86cf37b0d41df6558b950b13cd43171c8efe5f14",
    );
  });

  it("is equal where packages are installed in another way, and near a tsconfig.json", async () => {
    const used = PLAIN.replace("return 1", "return new Pair()");
    const pair = "class Pair { readonly mid: number = mean(1, 2); }";
    const text = `import { mean } from "stats";\n${pair}\n${used}`;
    const main = `exports.mean = (a, b) => (a + b) / 2;\n`;
    write("k/node_modules/stats/package.json", `{ "name": "stats", "main": "main.js" }`);
    write("k/node_modules/stats/main.js", main);
    write("l/node_modules/stats/package.json", `{ "name": "stats", "main": "deep/other.js" }`);
    write("l/node_modules/stats/deep/other.js", main);
    write("l/tsconfig.json", `{ "compilerOptions": { "useDefineForClassFields": false } }`);
    const one = await loadStrategyFile(write("k/s.ts", text));
    const two = await loadStrategyFile(write("l/sub/s.ts", text));
    expect(two.codeDigest).toBe(one.codeDigest);
  });

  it("differs when a file that it imports differs", async () => {
    const before = await loadStrategyFile(writeQuoter("m"));
    const file = writeQuoter("n");
    write("n/lib/spread.ts", SPREAD.replace("2", "3"));
    expect((await loadStrategyFile(file)).codeDigest).not.toBe(before.codeDigest);
  });
});

describe("a strategy file is refused", () => {
  it("for a syntax error, with file, line and column, and no stack", async () => {
    const file = write("p/broken.ts", `export default {\n  name: "x",\n  start( { }\n};\n`);
    const error = await errorOf(file);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toMatch(
      /broken\.ts:4:1: Expected "\)" but found "}"|broken\.ts:\d+:\d+: /,
    );
    expect(error.message).toBe(`strategy: ${file}:4:1: Expected ")" but found "}"`);
  });

  it("for an error in a file that it imports, naming that file", async () => {
    const helper = write("p/helper.ts", `export const x = ;\n`);
    const file = write("p/with-helper.ts", `import { x } from "./helper.ts";\n${PLAIN}\nx;`);
    expect((await errorOf(file)).message).toBe(`strategy: ${helper}:1:18: Unexpected ";"`);
  });

  const imports: [reason: string, text: string, message: RegExp][] = [
    ["a Node module", `import fs from "node:fs";`, /:1:16: import of "node:fs" belongs to Node: a/],
    [
      "an old Node name",
      `import fs from "fs/promises";`,
      /import of "fs\/promises" belongs to Node/,
    ],
    ["a required Node module", `const os = require("os");`, /:1:20: import of "os" belongs/],
    ["a Node module at run time", `await import("node:net");`, /import of "node:net" belongs/],
    ["a module known at run time only", "await import(String(1));", /:1:7: .*not a string literal/],
    ["what is not installed", `import x from "no-such-package";`, /"no-such-package" is not inst/],
    ["a web address", `import x from "https://x.test/a.js";`, /"https:\/\/x.test\/a.js" is not a/],
    ["the inside of core", `import x from "@mexoms/core/dist/x.js";`, /is internal: import "@mex/],
    ["a file that is not there", `import x from "./gone.ts";`, /:1:15: .*"\.\/gone\.ts"/],
  ];
  for (const [index, [reason, line, message]] of imports.entries()) {
    it(`for an import of ${reason}`, async () => {
      const used = line.startsWith("import") ? `\n${/import (\w+)/.exec(line)![1]!};` : "";
      const file = write(`q/import-${index}.ts`, `${line}\n${PLAIN}${used}`);
      const error = await errorOf(file);
      expect(error).toBeInstanceOf(ConfigError);
      expect(error.message.startsWith(`strategy: ${file}:1:`)).toBe(true);
      expect(error.message).toMatch(message);
      if (index < 4) {
        expect(error.message).toContain(`may import "@mexoms/core"`);
      }
    });
  }

  it("for a package that needs Node, naming the file in it", async () => {
    write("r/node_modules/io/package.json", `{ "name": "io", "main": "main.js" }`);
    const main = write("r/node_modules/io/main.js", `exports.x = require("child_process");\n`);
    const file = write("r/with-io.ts", `import { x } from "io";\n${PLAIN}\nx;`);
    expect((await errorOf(file)).message).toContain(`${main}:1:21: import of "child_process"`);
  });

  const shapes: [reason: string, text: string, message: string][] = [
    ["no default export", `export const strategy = 1;`, "has no default export; write export def"],
    ["a function", `export default () => 1;`, "its default export is a function; write"],
    ["null", `export default null;`, "its default export is null"],
    ["no name", `export default { params: {}, start() {} };`, "has no string `name`"],
    ["no params", `export default { name: "x", start() {} };`, "has no object `params`"],
    ["no start", `export default { name: "x", params: {} };`, "has no function `start`"],
  ];
  for (const [reason, text, message] of shapes) {
    it(`for its default export: ${reason}`, async () => {
      const file = write("s/shape.ts", text);
      const error = await errorOf(file);
      expect(error).toBeInstanceOf(ConfigError);
      expect(error.message).toContain(`${file}: `);
      expect(error.message).toContain(message);
    });
  }

  it("for a name that core does not have, and for an error at its top level", async () => {
    const unknown = write("t/a.ts", `import { nope } from "@mexoms/core";\nnope();\n${PLAIN}`);
    expect((await errorOf(unknown)).message).toMatch(/cannot be loaded: .*'@mexoms\/core'.*nope/);
    const failing = write("t/b.ts", `throw new RangeError("mine");\n${PLAIN}`);
    const error = await errorOf(failing);
    expect(error).toBeInstanceOf(StrategyError);
    expect(error.message).toBe(`${failing}: cannot be loaded: mine`);
    expect(error.cause).toBeInstanceOf(RangeError);
  });
});
