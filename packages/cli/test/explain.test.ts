import { describe, expect, it } from "vitest";
import { Desk, printed, refusal, SWAP } from "./command.ts";
import { strategyText } from "./strategy-text.ts";

// Says how often it has looked, and sends one order that the run's record would show.
const LOOKER = `
    const book = ctx.book(p.instrument);
    let looks = 0;
    ctx.every("1s", () => { looks += 1; });
    return {
      explain: () => ({
        text: \`\${looks} looks, bid \${book.bid}, warming \${ctx.warming}\`,
        event: { looks },
      }),
    };`;

function looker(desk: Desk): void {
  desk.file("mine.ts", strategyText(LOOKER));
}

describe("mexoms explain", () => {
  it("asks at times after the start and of the clock, in order, after all that happened by then", async () => {
    const desk = new Desk();
    looker(desk);
    const at = ["--at", "2024-01-01T00:00:10.5Z", "3s"];
    const text = printed(await desk.call("explain", "mine.ts", "--tape", SWAP, ...at));
    expect(text).toMatch(
      /^2024-01-01T00:00:03[^\n]*\n3 looks, bid \d+, warming false\n\n2024-01-01T00:00:10[^\n]*\n1[01] looks/,
    );
    expect(desk.names()).toEqual(["mine.ts"]);
  });

  it("prints JSON lines", async () => {
    const desk = new Desk();
    looker(desk);
    const args = ["explain", "mine.ts", "--tape", SWAP, "--at", "2.5s", "4.5s", "--json"];
    const lines = printed(await desk.call(...args))
      .trim()
      .split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { event: { looks: 2 } },
      { event: { looks: 4 } },
    ]);
  });

  it("asks a strategy that warms up, and says that it does", async () => {
    const desk = new Desk();
    looker(desk);
    const args = ["explain", "mine.ts", "--tape", SWAP, "--warmup", "3s", "--at", "2s", "4s"];
    expect(printed(await desk.call(...args))).toMatch(
      /warming true\n\n[^\n]+\n[^\n]*warming false/,
    );
  });

  it.each([
    [["--at", "90"], /--at: "90" is not a duration/],
    [["--at", "10h"], /--at: 2024-01-01T10:00:00[^ ]* is not in the data: 2024-01-01T00:00:00/],
    [["--at", "2023-08-08T00:00:00Z"], /is not in the data/],
    [["--at", "1s", "--warmup", "10h"], /--warmup: .* is not shorter than the data/],
  ])("refuses %o and says what is there", async (flags, message) => {
    const desk = new Desk();
    looker(desk);
    expect(refusal(await desk.call("explain", "mine.ts", "--tape", SWAP, ...flags))).toMatch(
      message,
    );
  });

  it("refuses a strategy that does not explain itself", async () => {
    const args = ["explain", "book-watcher", "--tape", SWAP, "--at", "1s"];
    expect(refusal(await new Desk().call(...args))).toMatch(/book-watcher has no explain handler/);
  });
});
