import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { Desk, printed, refusal, ROOT } from "./command.ts";
import { troubledPage } from "./engine-page.ts";

const MAIN = path.join(ROOT, "packages/cli/dist/src/main.js");
const SCRIPT = "/usr/bin/script";
const HAS_TERMINALS = existsSync(SCRIPT) && process.platform === "linux";

/** A terminal of 24 lines with `mexoms top` in it. */
class Terminal {
  screen = "";
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;

  constructor(page: string, columns = 100) {
    const top = `stty rows 24 cols ${columns}; exec ${process.execPath} ${MAIN} top ${page} --every 20ms`;
    const child = spawn(SCRIPT, ["-qefc", top, "/dev/null"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#child = child;
    child.stdout.setEncoding("utf8").on("data", (text: string) => (this.screen += text));
    this.ended = new Promise((resolve) => child.once("exit", resolve));
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
  }

  async shows(what: RegExp): Promise<void> {
    const until = Date.now() + 20_000;
    while (!what.test(this.screen)) {
      if (Date.now() > until) throw new Error(`not on the screen: ${what.source}\n${this.screen}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async draws(times: number): Promise<void> {
    while (this.screen.split("\u001B[H").length <= times) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  type(keys: string): void {
    this.#child.stdin.write(keys);
  }
}

describe("mexoms top", () => {
  it("prints once where there is no terminal, without a control character, the worst first", async () => {
    const desk = new Desk();
    troubledPage(desk.path("paper-1"));
    const text = printed(await desk.run("top", desk.path("paper-1")));
    expect(text).not.toContain("\u001B");
    const [head, ...alarms] = text.split("\n");
    expect(head).toMatch(/^mexoms paper-1 {2}SUSPENDED {2}2024-08-08 23:54:18\.298 UTC {2}50x/);
    expect(alarms[0]).toMatch(/1 order is UNKNOWN: counted as exposure/);
    expect(alarms[2]).toContain("binance:swap:BTCUSDT is suspended: order 313 is unknown");
    expect(text).toContain("P&L       -10.0000 USDT");
    expect(text).toMatch(
      /^binance:swap:BTCUSDT +-1\.250 +-12\.3457 USDT +2 +14 +12 ms +61800\.0 +61800\.1 +3\.2100 +1\.5000$/m,
    );
    expect(text).toMatch(/^binance:spot:BTCUSDT +0\.000 +2\.3457 USDT +0 +1 +never +- +- /m);
    expect(text).toMatch(/^orders +UNKNOWN 1 .* canceled 1,300 /m);
    expect(text).toMatch(/^NATS +lost {2}10 records behind {2}the server has closed$/m);
    expect(text).toMatch(/^intent to gateway +9\.0 us +61 us +90 us +1\.4 ms +318$/m);
    expect(text).toMatch(/^row to intent +- +- +- +- +0$/m);
    expect(text).toMatch(/gateway full 3x/);
    expect(text).toMatch(/not reconciled yet/);
    expect(text).toMatch(/^ +313 .*UNKNOWN +3\.0 s\n +312 /m);
    expect(text).toMatch(/^recovered +2 fills that the journal did not have$/m);
  });

  it("prints every value as JSON, money exact", async () => {
    const desk = new Desk();
    troubledPage(desk.path("paper-1"));
    const reading = JSON.parse(printed(await desk.call("top", desk.path("paper-1"), "--json"))) as {
      status: { engine: { instruments: { equity: string }[] } };
    };
    expect(reading.status.engine.instruments[0]!.equity).toBe("-12.3456789");
    expect(reading).toMatchObject({ process: "running", pid: process.pid });
  });

  it("finds sessions by name, the running one without, and says what there is otherwise", async () => {
    const desk = new Desk();
    const memory = desk.path("memory");
    const before = process.env["MEXOMS_MEMORY"];
    process.env["MEXOMS_MEMORY"] = memory;
    onTestFinished(() => {
      if (before === undefined) delete process.env["MEXOMS_MEMORY"];
      else process.env["MEXOMS_MEMORY"] = before;
    });
    mkdirSync(memory);
    expect(refusal(await desk.call("top"))).toMatch(
      /no engine runs .* mexoms run market-maker --paper/,
    );
    const endFirst = troubledPage(desk.path("memory/one"));
    troubledPage(desk.path("memory/two"));
    expect(printed(await desk.call("top", "one"))).toContain("SUSPENDED");
    expect(refusal(await desk.call("top"))).toMatch(
      /2 engines run; name one of (one|two), (one|two)/,
    );
    expect(refusal(await desk.call("top", "three"))).toMatch(/"three" has no engine; there are: /);
    endFirst();
    expect(printed(await desk.call("top", "--once"))).toContain("SUSPENDED");
    const over = printed(await desk.call("top", "one"));
    expect(over).toMatch(/^mexoms paper-1 {2}ENDED.*\nThe session is over; .*mexoms replay /);
    expect(over, "what was suspended for the end is no alarm").not.toContain("is suspended");
  });

  it("says of a session's folder that it is over once its page is gone, and where to look then", async () => {
    const desk = new Desk();
    mkdirSync(desk.path("out/paper/journal"), { recursive: true });
    expect(refusal(await desk.call("top", "out/paper"))).toMatch(
      /"out\/paper" is over; its fills are in "out\/paper\/files", and mexoms journal show/,
    );
    expect(refusal(await desk.call("top", "out/other"))).toContain("has no engine");
  });

  it.runIf(HAS_TERMINALS)(
    "breaks an alarm that is wider than the screen, and shows where a line was cut",
    async () => {
      const desk = new Desk();
      troubledPage(desk.path("paper-1"));
      const terminal = new Terminal(desk.path("paper-1"), 50);
      await terminal.shows(/q quits/);
      const plain = stripVTControlCharacters(terminal.screen).split("\r\n");
      expect(plain[1]).toMatch(/^ ! 1 order is UNKNOWN: counted as exposure until/);
      expect(plain[2]).toMatch(/^ {3}\S.*became of them/);
      expect(plain.find((line) => line.startsWith("binance:swap"))).toMatch(/^.{49}>$/);
      terminal.type("q");
      expect(await terminal.ended).toBe(0);
    },
  );

  it.runIf(HAS_TERMINALS)(
    "in a terminal it draws in place, within its size, and puts it back for q and for Ctrl-C",
    async () => {
      const desk = new Desk();
      troubledPage(desk.path("paper-1"));
      for (const key of ["q", "\u0003"]) {
        const terminal = new Terminal(desk.path("paper-1"));
        await terminal.shows(/q quits; \d+ more lines/);
        const frames = terminal.screen.split("\u001B[H");
        const lines = frames[1]!.split("\r\n");
        expect(lines.length).toBeLessThanOrEqual(24);
        const plain = lines.map((line) => stripVTControlCharacters(line));
        expect(plain.filter((line) => line.length > 100)).toEqual([]);
        expect(plain[1]).toContain("UNKNOWN");
        expect(lines[1]).toContain("\u001B[1;37;41m");
        await terminal.draws(3);
        terminal.type(key);
        expect(await terminal.ended).toBe(0);
        expect(terminal.screen.startsWith("\u001B[?1049h\u001B[?25l")).toBe(true);
        expect(terminal.screen.trimEnd().endsWith("\u001B[?25h\u001B[?1049l")).toBe(true);
      }
    },
  );

  it.runIf(!HAS_TERMINALS)("is not tried in a terminal: there is no /usr/bin/script here", () => {
    expect(HAS_TERMINALS).toBe(false);
  });
});
