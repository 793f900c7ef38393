import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Desk, digestIn, outcomeOf, printed, ROOT, SWAP } from "./command.ts";
import { QUOTES, strategyText } from "./strategy-text.ts";

const COMMANDS = [
  "backtest",
  "lookahead",
  "calibrate",
  "params",
  "import",
  "inspect",
  "export",
  "generate",
];

describe("mexoms params", () => {
  it("lists name, kind, default, range and meaning of every parameter, in 80 columns", async () => {
    const text = printed(await new Desk().call("params", "market-maker"));
    expect(text).toMatch(/^parameter +default +kind and range$/m);
    expect(text).toMatch(/^spread +10bps +bps 0bps \.\. 1000bps\n {4}from the first bid /m);
    expect(text).toMatch(/^refresh +100ms +duration >= 1ms\n {4}time between looks/m);
    expect(text).toMatch(/^instrument +\(next tape\) +instrument$/m);
    expect(text).toMatch(/^hedge +\(none\) +instrument$/m);
    expect(text).toMatch(/^volatility +ewma +ewma \| time-ewma \| /m);
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("does so for a person's own file", async () => {
    const desk = new Desk();
    desk.file("mine.ts", strategyText(QUOTES));
    expect(printed(await desk.call("params", "mine.ts"))).toMatch(/^halfSpread +1bps +bps$/m);
  });
});

describe("mexoms inspect", () => {
  it("tells of span, counts, gaps and latency, of several tapes", async () => {
    const spot = `${ROOT}/data/tapes/synthetic-spot-BTCUSDT.tape`;
    const text = printed(await new Desk().call("inspect", SWAP, spot));
    expect(text).toMatch(/^tape +synthetic:swap:BTCUSDT of synthetic$/m);
    expect(text).toMatch(/^tape +synthetic:spot:BTCUSDT of synthetic$/m);
    expect(text).toMatch(/^gaps +none$/m);
    expect(text).toMatch(/^latency +min /m);
    expect(
      text.split("\n").filter((line) => line.length > 80 && !/^\/|^trades/.test(line)),
    ).toEqual([]);
  });

  it("ends in peace when its reader has seen enough", async () => {
    const child = new Desk().start("inspect", ...Array.from({ length: 60 }, () => SWAP));
    child.stdout.once("data", () => child.stdout.destroy());
    const { stderr } = await outcomeOf(child);
    expect(stderr).toBe("");
  });
});

describe("mexoms export, import and generate", () => {
  it("export and import again give a tape of the same digest", async () => {
    const desk = new Desk();
    const id = "binance:usdm:BTCUSDT";
    const rows = ["exch_ns,local_ns,kind,side,price,qty"];
    for (let i = 0; i < 50; i++) {
      const ns = 1_723_161_600_000_000_000n + BigInt(i) * 1_000_000n;
      rows.push(
        `${ns},${ns + 2_000_000n},trade,${i % 2 ? "buy" : "sell"},61800.${i % 10},0.01${i % 10}`,
      );
    }
    desk.file("in.csv.gz", `${rows.join("\n")}\n`);
    const into = async (file: string, out: string): Promise<string> =>
      digestIn(
        printed(
          await desk.call("import", "mexoms-csv", "--instrument", `${id}=${file}`, "--out", out),
        ),
      );
    const first = await into("in.csv.gz", "first");
    const tape = "first/binance-usdm-BTCUSDT.tape";
    for (const csv of ["again.csv", "again.csv.gz"]) {
      expect(printed(await desk.call("export", tape, "--csv", csv))).toBe(`${csv}\n`);
      expect(await into(csv, "second")).toBe(first);
    }
    expect(digestIn(printed(await desk.call("inspect", tape)))).toBe(first);
  });

  it("generate gives the tapes that come with the project, byte for byte", async () => {
    const desk = new Desk();
    const text = printed(
      await desk.call("generate", "--seed", "1", "--minutes", "8", "--out", "tapes"),
    );
    const names = desk.names("tapes");
    expect(text.trimEnd().split("\n").toSorted()).toEqual(
      names.map((name) => desk.path(`tapes/${name}`)),
    );
    expect(names).toHaveLength(3);
    for (const name of names) {
      const made = readFileSync(desk.path(`tapes/${name}`));
      expect(made.equals(readFileSync(`${ROOT}/data/tapes/${name}`)), name).toBe(true);
    }
  });

  it("an import reports as JSON, and one clock for all its files", async () => {
    const desk = new Desk();
    const header = "exch_ns,local_ns,kind,side,price,qty\n";
    desk.file("a.csv", `${header}1723161600000000000,1723161600000000000,trade,buy,61800.0,1\n`);
    desk.file("b.csv", `${header}1723161600000000000,1723161600002000000,trade,buy,2600.00,1\n`);
    const sources = ["binance:usdm:BTCUSDT=a.csv", "binance:usdm:ETHUSDT=b.csv"];
    const args = ["--instrument", ...sources, "--out", "tapes", "--json"];
    const report = JSON.parse(printed(await desk.call("import", "mexoms-csv", ...args))) as {
      clockShiftNs: number;
      tapes: { instrument: string; rows: number; quarantined: number }[];
    };
    expect(report.clockShiftNs).toBe(0);
    expect(report.tapes.map((tape) => tape.instrument)).toEqual([
      "binance:usdm:BTCUSDT",
      "binance:usdm:ETHUSDT",
    ]);
    expect(desk.names("tapes")).toEqual(["binance-usdm-BTCUSDT.tape", "binance-usdm-ETHUSDT.tape"]);
  });
});

describe("mexoms itself", () => {
  it("tells every command with an example, and its version", async () => {
    const desk = new Desk();
    const help = printed(await desk.run("--help"));
    for (const command of COMMANDS) {
      expect(help).toMatch(new RegExp(`^  ${command} `, "m"));
      const own = printed(await desk.call(command, "--help"));
      expect(own).toMatch(new RegExp(`^Usage: mexoms ${command} `));
      expect(own).toMatch(new RegExp(`^Examples?:\n  mexoms ${command} `, "m"));
      expect(own).not.toContain("default: []");
    }
    const { version } = JSON.parse(readFileSync(`${ROOT}/packages/cli/package.json`, "utf8")) as {
      version: string;
    };
    expect(printed(await desk.run("--version"))).toBe(`${version}\n`);
  });

  it("shows its help when nothing is asked, and fails, as nothing was done", async () => {
    const { code, stderr } = await new Desk().run();
    expect(stderr).toMatch(/^Usage: mexoms/);
    expect(code).toBe(1);
  });

  it("says where help is when a command, a flag or an argument is wrong", async () => {
    const desk = new Desk();
    for (const [args, message] of [
      [
        ["backtst"],
        "error: unknown command 'backtst'\n(Did you mean backtest?)\n(mexoms --help lists the commands)\n",
      ],
      [
        ["inspect"],
        "error: missing required argument 'tape'\n(mexoms inspect --help tells more)\n",
      ],
      [
        ["params", "market-maker", "--tapes"],
        "error: unknown option '--tapes'\n(mexoms params --help tells more)\n",
      ],
      [
        ["lookahead", "market-maker"],
        "error: required option '--tape <file...>' not specified\n(mexoms lookahead --help tells more)\n",
      ],
    ] as const) {
      const { code, stdout, stderr } = await desk.call(...args);
      expect(stderr).toBe(message);
      expect(stdout).toBe("");
      expect(code).toBe(1);
    }
    expect(desk.names()).toEqual([]);
  });
});
