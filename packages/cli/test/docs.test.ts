import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  findInstrument,
  importRecorder,
  inspectTape,
  loadInstruments,
  openTape,
} from "@mexoms/sim";
import { NatsServer } from "@mexoms/live";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CodeBlock, readDocs, ROOT } from "./code-blocks.ts";
import { DocsFolder } from "./docs-folder.ts";

const TAGS = ["sh", "ts", "ts start", "python", "json", "csv", "text"];
const HAS_PYTHON = spawnSync("python3", ["--version"]).status === 0;
const TAPES = ["data/tapes/synthetic-swap-BTCUSDT.tape", "data/tapes/synthetic-spot-BTCUSDT.tape"];
/** Inside the package, so that imports of the blocks are found as they would be in a project. */
const TYPED = path.join(ROOT, "packages/cli/dist/docs");

const docs = readDocs();
const blocks = docs.flatMap((doc) => doc.blocks);
const typed = blocks.filter(({ tag }) => tag === "ts" || tag === "ts start");
const folder = new DocsFolder();
afterAll(() => folder.remove());

/** What each block printed, by its place. */
const outputs = new Map<string, string>();
const nameOf = ({ place }: CodeBlock): string => place.replaceAll(/\W+/g, "-");
const textOf = (file: string): string => docs.find((doc) => doc.file === file)!.text;

/** The module that a block stands for: itself, or a strategy of which it is the start. */
function moduleOf({ tag, code }: CodeBlock): string {
  if (tag === "ts") return code;
  return `import { bps, defineStrategy, instrument, quantity } from "@mexoms/core";
export default defineStrategy({
  name: "from-the-docs",
  params: {
    instrument: instrument(),
    halfSpread: bps({ default: "2bps" }),
    size: quantity({ default: "0.01BTC" }),
  },
  start(ctx, p) {
${code}
  },
});
`;
}

describe("code blocks of the docs", () => {
  it("all have a tag that says how they are tested", () => {
    expect(blocks.length).toBeGreaterThan(20);
    expect(blocks.filter(({ tag }) => !TAGS.includes(tag))).toEqual([]);
  });

  it("that are no commands are not a way round the tests: no command on sample data is text", () => {
    const hidden = blocks.filter(
      ({ tag, code }) => tag === "text" && /--tape data\/|examples\//.test(code),
    );
    expect(hidden.map(({ place }) => place).filter((p) => !p.startsWith("CONTRIBUTING"))).toEqual(
      [],
    );
  });
});

describe("the reader of tapes in Python", () => {
  const reader = blocks.find(({ tag }) => tag === "python")!;

  it.runIf(HAS_PYTHON).each(TAPES)("reads %s as the program does", (tape) => {
    const file = path.join(ROOT, tape);
    const { status, stdout } = spawnSync("python3", ["-", file], {
      input: reader.code,
      encoding: "utf8",
    });
    const { rows, trades, tape: of } = inspectTape(openTape(file, { verify: true }));
    expect(status).toBe(0);
    expect(stdout).toBe(`${of.instrument.spec.symbol} ${rows} rows, ${trades.count} trades\n`);
  });

  it("says why it is not run, where it is not", () => {
    if (!HAS_PYTHON) console.log("not run: the reader of tapes in Python needs python3");
    expect(reader.code).toContain("MEXTAPE");
  });
});

describe("a ts block", () => {
  beforeAll(() => {
    rmSync(TYPED, { recursive: true, force: true });
    mkdirSync(TYPED, { recursive: true });
    for (const block of typed) {
      writeFileSync(path.join(TYPED, `${nameOf(block)}.ts`), moduleOf(block));
    }
    const tsconfig = {
      extends: "../../../../tsconfig.base.json",
      compilerOptions: {
        types: ["node"],
        composite: false,
        declaration: true,
        isolatedDeclarations: false,
      },
      include: ["*.ts"],
    };
    writeFileSync(path.join(TYPED, "tsconfig.json"), JSON.stringify(tsconfig));
    writeFileSync(path.join(TYPED, "package.json"), JSON.stringify({ type: "module" }));
  });

  it("is sound TypeScript, under the project's own settings", () => {
    const tsc = path.join(ROOT, "node_modules/typescript/bin/tsc");
    const done = spawnSync(process.execPath, [tsc, "-p", TYPED], { encoding: "utf8" });
    expect(done.stdout + done.stderr).toBe("");
    expect(done.status).toBe(0);
  });

  it.each(typed)("runs: $place", async (block) => {
    const file = path.join(TYPED, `${nameOf(block)}.ts`);
    const module = moduleOf(block);
    const roles = module.match(/: instrument\(/g)?.length ?? 0;
    const done = module.includes("export default defineStrategy")
      ? await folder.mexoms("backtest", file, "--tape", ...TAPES.slice(0, roles), "--no-report")
      : await folder.module(file.replace(/\.ts$/, ".js"));
    outputs.set(block.place, done.output);
    expect(done, done.output).toMatchObject({ status: 0 });
  });

  it("in the README is the first example, word for word", () => {
    const example = readFileSync(
      path.join(ROOT, "examples/first-strategy/two-sided-quote.ts"),
      "utf8",
    );
    const codes = blocks.filter(({ place }) => place.startsWith("README.md:"));
    expect(codes.map(({ code }) => code)).toContain(example);
  });
});

describe("an sh block", () => {
  // Who reads docs/nats.md has a server by then.
  let nats: NatsServer | undefined;
  beforeAll(async () => {
    const data = path.join(folder.dir, "nats-data");
    nats = await NatsServer.start({ folder: data, store: { fileBytes: 200e9 } });
    process.env["NATS_URL"] = nats.url;
  });
  afterAll(async () => {
    delete process.env["NATS_URL"];
    await nats?.stop();
  });

  it.each(blocks.filter(({ tag }) => tag === "sh"))("runs: $place", async (block) => {
    const done = await folder.block(block);
    outputs.set(block.place, done.output);
    expect(done, done.output).toMatchObject({ status: 0 });
  });

  it("of the command line and the same run from code give one digest, as the README says", () => {
    const digests = ["backtest ", "backtest("].map((word) => {
      const ran = docs[0]!.blocks.filter(
        ({ place, code }) => outputs.has(place) && code.includes(word),
      );
      return /\b[0-9a-f]{64}\b/.exec(outputs.get(ran[0]!.place)!)?.[0];
    });
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(digests[1]).toBe(digests[0]);
  });
});

describe("the data of import.md", () => {
  const blockOf = (tag: string): string =>
    docs.find(({ file }) => file === "docs/import.md")!.blocks.find((block) => block.tag === tag)!
      .code;

  it("has an instrument file that loads", () => {
    const dir = path.join(folder.dir, "my-instruments");
    mkdirSync(dir);
    writeFileSync(path.join(dir, "mine.json"), blockOf("json"));
    expect([...loadInstruments([dir])].length).toBe(1);
  });

  it("has a CSV file that imports", async () => {
    const file = path.join(folder.dir, "example.csv");
    writeFileSync(file, blockOf("csv"));
    const out = path.join(folder.dir, "example.tape");
    await importRecorder({
      format: "mexoms-csv",
      sources: [
        {
          instrument: findInstrument("binance:usdm:BTCUSDT"),
          files: [file],
          out,
        },
      ],
      lenient: false,
    });
    expect(inspectTape(openTape(out, { verify: true })).gapsNs).toHaveLength(1);
  });
});

describe("links of the docs", () => {
  it.each(docs)("of $file lead to files and headings that are there", ({ file, text }) => {
    const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, "");
    const broken: string[] = [];
    for (const [, target] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target!)) continue;
      const [to, heading] = target!.split("#");
      const found = to === "" ? file : path.join(path.dirname(file), to!);
      const there = existsSync(path.join(ROOT, found));
      if (!there || (heading !== undefined && !hasHeading(found, heading))) broken.push(target!);
    }
    expect(broken).toEqual([]);
  });

  function hasHeading(file: string, heading: string): boolean {
    const text = readFileSync(path.join(ROOT, file), "utf8");
    return [...text.matchAll(/^#+ (.*)$/gm)].some(
      ([, title]) =>
        title!
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, "")
          .replaceAll(" ", "-") === heading,
    );
  }
});

describe("an error message that troubleshooting.md explains", () => {
  const quoter = "examples/first-strategy/two-sided-quote.ts";
  const run = (...args: string[]): string[] => ["backtest", quoter, "--tape", TAPES[0]!, ...args];
  const strategy = (body: string): string[] => {
    const file = path.join(folder.dir, "broken.ts");
    const block = { place: "", tag: "ts start", code: body };
    writeFileSync(file, moduleOf(block).replace('"2bps"', '"2bps", doc: ""'));
    return ["backtest", file, "--tape", TAPES[0]!];
  };

  it.each<[string, () => string[]]>([
    ["required option", () => ["lookahead", quoter]],
    ["give either --tape", () => ["backtest", quoter]],
    ["unknown command", () => ["backtets"]],
    ["is no file and no built-in strategy", () => ["backtest", "nothing.ts", "--tape", TAPES[0]!]],
    ["needs a unit", () => run("--set", "halfSpread=2")],
    ["is not a duration with its unit", () => run("--latency", "5")],
    ["is not a size in", () => run("--set", "size=1")],
    ["is not a multiple of", () => run("--set", "size=0.0015BTC")],
    ["is not a parameter of this strategy", () => run("--set", "halfspraed=2bps")],
    ["it returned a promise", () => strategy("return { async book() {} };")],
    ["a strategy called Date.now()", () => strategy("Date.now();")],
    ["a strategy called Math.random()", () => strategy("Math.random();")],
    ["a strategy called setTimeout()", () => strategy("setTimeout(() => {}, 1);")],
    [
      "quote at NaN ticks is no price",
      () =>
        strategy(
          'ctx.quotes(p.instrument).target([{ side: "buy", price: ctx.book(p.instrument).mid, size: 1 }]);',
        ),
    ],
    ["none runs", () => ["books", "--memory", folder.dir]],
    ["has no engine", () => ["top", "./gone"]],
    ["has no segment of a journal", () => ["journal", "check", "examples"]],
    ["nobody answers at", () => ["nats", "status", "--nats", "nats://127.0.0.1:1"]],
    ["there is no session", () => ["books", "gone", "--memory", folder.dir]],
    ["cannot be opened", () => ["inspect", "nothing.tape"]],
    ["not a tape file", () => ["inspect", quoter]],
    ["overlap in time", () => run(TAPES[0]!)],
    [
      "is not known; known are",
      () => ["import", "tardis", "--instrument", "binance:usdm:NOPE=x", "--out", "."],
    ],
    [
      "is required: these files have no receipt times",
      () => [
        "import",
        "binance-public",
        "--instrument",
        `binance:usdm:BTCUSDT=${quoter}`,
        "--out",
        ".",
      ],
    ],
    ["exists and is not a run folder", () => run("--out", "examples")],
  ])("reads %s", async (message, command) => {
    const done = await folder.mexoms(...command());
    expect(done.status).toBe(1);
    expect(done.output).toContain(message);
    expect(textOf("docs/troubleshooting.md")).toContain(`\`${message}\``);
  });
});
