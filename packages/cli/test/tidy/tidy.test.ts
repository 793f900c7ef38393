import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ROOT } from "../command.ts";
import { codeOnly } from "./code-only.ts";
import { projectFiles } from "./project-files.ts";

const FILES = projectFiles();
const SOURCES = FILES.filter(({ name }) => /\.(ts|mts|mjs|js|css|sh)$|^\.ci\//.test(name));
const CODE = SOURCES.filter(({ name }) => /\.(ts|mts|mjs|js)$/.test(name)).map(
  ({ name, text }) => ({
    name,
    text: codeOnly(text),
  }),
);
const PURE = CODE.filter(({ name }) =>
  /^(packages\/core\/src|packages\/sim\/engine|strategies\/[^/]+\/src)\//.test(name),
);

/** "name:line: text" of every line that matches. */
function hits(files: readonly { name: string; text: string }[], pattern: RegExp): string[] {
  return files.flatMap(({ name, text }) =>
    text
      .split("\n")
      .flatMap((line, i) => (pattern.test(line) ? [`${name}:${i + 1}: ${line.trim()}`] : [])),
  );
}

describe("the project's files", () => {
  it("are found, each kind of them", () => {
    expect(SOURCES.length).toBeGreaterThan(200);
    expect(PURE.length).toBeGreaterThan(50);
    expect(FILES.map(({ name }) => name)).toContain("packages/core/src/index.ts");
  });

  it("are of at most 500 lines where they are source", () => {
    const long = SOURCES.map(({ name, text }) => ({ name, lines: text.split("\n").length - 1 }));
    expect(long.filter(({ lines }) => lines > 500)).toEqual([]);
  });

  it("bear no notes of unfinished work", () => {
    // Written so that this line does not hold the words itself.
    const words = /TOD{1}O|FIXM{1}E|XX{1}X|HAC{1}K/;
    expect(hits(FILES, words).filter((hit) => !hit.startsWith("pnpm-lock.yaml"))).toEqual([]);
  });

  it("name no machine of ours: no home folder, no registry", () => {
    const folders = ["work", "root", "home/[a-z]", "Users"].map((name) => `["'\`\\s(=:]/${name}/`);
    expect(hits(FILES, new RegExp(folders.join("|")))).toEqual([]);
    expect(hits(FILES, /https?:\/\/[^/\s]*(registry|artifactory|nexus|npm-proxy)/)).toEqual([]);
    const lock = FILES.filter(({ name }) => name === "pnpm-lock.yaml");
    expect(lock).toHaveLength(1);
    expect(hits(lock, /https?:\/\/|tarball:/)).toEqual([]);
  });

  it("are named in kebab-case, and none for a bag of things", () => {
    const names = SOURCES.map(({ name }) => name).filter((name) => /\.(ts|mjs|css)$/.test(name));
    expect(names.filter((name) => !/^[a-z0-9-]+(\.[a-z]+)+$/.test(path.basename(name)))).toEqual(
      [],
    );
    expect(names.filter((name) => /(^|\/)(utils?|helpers?|misc|common)(\.|\/)/.test(name))).toEqual(
      [],
    );
  });

  it("come with a README in every package, once the project has one", () => {
    const names = new Set(FILES.map(({ name }) => name));
    const packages = [...names].filter((name) => /^[^/]+\/[^/]+\/package\.json$/.test(name));
    expect(packages.length).toBeGreaterThan(3);
    const wanted = names.has("README.md")
      ? packages.map((name) => name.replace("package.json", "README.md"))
      : [];
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  });
});

describe("the code", () => {
  it("switches no check off", () => {
    const off =
      /@ts-(ignore|nocheck|expect-error)|(ox|es)lint-disable|oxfmt-ignore|prettier-ignore/;
    const files = SOURCES.filter(({ name }) => !name.endsWith("tidy.test.ts"));
    expect(hits(files, off)).toEqual([]);
  });

  it("has no test that is skipped, alone or put off", () => {
    expect(hits(CODE, /\b(it|test|describe)\.(skip|only|todo|fails|skipIf)\b/)).toEqual([]);
  });

  it("has no any", () => {
    expect(hits(CODE, /[:<|&,(]\s*any\b\s*[,;)>\]|&=[]|\bas any\b/)).toEqual([]);
  });

  it("exports by name, but for strategies and files of settings", () => {
    const may = /^strategies\/|^examples\/|(^|\/)[a-z]+\.config\.(ts|mjs)$/;
    expect(
      hits(
        CODE.filter(({ name }) => !may.test(name)),
        /\bexport default\b|\bas default\b/,
      ),
    ).toEqual([]);
  });

  it("reads no clock and draws no lots where results are made", () => {
    const impure =
      /\bDate\b|\bMath\.random\b|\bperformance\b|\bprocess\b|\bconsole\b|\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b|\bcrypto\b|\bfetch\b/;
    expect(hits(PURE, impure)).toEqual([]);
    const pure = new Set(PURE.map(({ name }) => name));
    expect(
      hits(
        SOURCES.filter(({ name }) => pure.has(name)),
        /from "node:|import\("node:/,
      ),
    ).toEqual([]);
  });

  it("of strategies imports core only", () => {
    const strategies = SOURCES.filter(({ name }) => /^strategies\/[^/]+\/src\/.*\.ts$/.test(name));
    expect(strategies.length).toBeGreaterThan(2);
    const imports = hits(strategies, /\bfrom "/).filter(
      (hit) => !/from "(@mexoms\/core|decimal\.js|\.{1,2}\/[^"]+\.ts)"/.test(hit),
    );
    expect(imports).toEqual([]);
  });
});

describe("the linter refuses", () => {
  it.each([
    [
      "a function of 71 lines",
      `export function f(): void {\n${"  f();\n".repeat(69)}}\n`,
      "max-lines-per-function",
    ],
    [
      "a file of 501 lines",
      "export const x: number[] = [];\nx.push(1);\n".repeat(1) + "x.push(2);\n".repeat(499),
      "max-lines",
    ],
    ["any", "export const x: any = 1;\n", "no-explicit-any"],
  ])("%s", (_, text, rule) => {
    const folder = mkdtempSync(path.join(tmpdir(), "mexoms-tidy-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(path.join(folder, "planted.ts"), text);
    const oxlint = path.join(ROOT, "node_modules/.bin/oxlint");
    const args = ["-c", path.join(ROOT, ".oxlintrc.json"), "planted.ts"];
    const { status, stdout } = spawnSync(oxlint, args, { cwd: folder, encoding: "utf8" });
    expect(stdout).toContain(`(${rule})`);
    expect(status).toBe(1);
  });

  it("long functions everywhere but in tests and benches", () => {
    const config = FILES.find(({ name }) => name === ".oxlintrc.json")!;
    const { overrides } = JSON.parse(config.text) as {
      overrides: { files: string[]; rules: Record<string, unknown> }[];
    };
    const exempt = overrides.filter(({ rules }) => "max-lines-per-function" in rules);
    expect(exempt.flatMap(({ files }) => files)).toEqual(["**/test/**", "**/bench/**"]);
    expect(overrides.filter(({ rules }) => "max-lines" in rules)).toEqual([]);
  });
});

describe("codeOnly", () => {
  it("keeps code and lines, and drops what is quoted or told", () => {
    const text =
      'const a = "any"; // any\nconst b = `x ${f(`any`)} any`; /* any\n any */ let c: any = 1 / 2;\n' +
      "const d = /any[/]any/g.test('any');";
    expect(codeOnly(text)).toBe(
      'const a = "";  \nconst b = "";  \n let c: any = 1 / 2;\nconst d =  .test("");',
    );
  });
});
