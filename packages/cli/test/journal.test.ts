import { once } from "node:events";
import { INPUT, JournalWriter, OUTPUT } from "@mexoms/live";
import { describe, expect, it, onTestFinished } from "vitest";
import { mkdirSync } from "node:fs";
import { Desk, printed, refusal } from "./command.ts";

/** Three timers and two explanations, a second apart. */
function journalOn(desk: Desk): JournalWriter {
  const options = { dir: desk.path("journal"), epochNs: 0n, segmentBytes: 65_536, sync: "none" };
  const { writer } = JournalWriter.open({ ...options, identity: "0k3x9q2m" });
  for (const second of [1, 2, 3]) {
    writer.begin(INPUT.timer, second * 1e9, 0);
    writer.commit();
    if (second < 3) writer.text(OUTPUT.explain, second * 1e9, `quote\tat ${second}`);
  }
  return writer;
}

describe("mexoms journal", () => {
  it("shows records as lines, from where, as many and of the kinds that are asked for", async () => {
    const desk = new Desk();
    journalOn(desk).close();
    const lines = printed(await desk.call("journal", "show", "journal"))
      .trimEnd()
      .split("\n");
    expect(lines[1]).toBe("1970-01-01T00:00:01.000000000Z         2 explain  quote: at 1");
    expect(lines).toHaveLength(5);
    const some = ["--from", "2", "--limit", "1", "--kind", "timer", "--json"];
    const json = printed(await desk.call("journal", "show", "journal", ...some));
    expect(JSON.parse(json)).toMatchObject({ sequence: 3, kind: "timer" });
  });

  it("checks a journal and prints what there is", async () => {
    const desk = new Desk();
    journalOn(desk).close();
    const text = printed(await desk.call("journal", "check", "journal"));
    expect(text).toMatch(/journal +0k3x9q2m/);
    expect(text).toMatch(/records +5, from 1 to 5, all whole/);
    expect(text).toMatch(/timer +3\n.*explain +2/);
  });

  it("follows a journal that is being written until it is stopped", async () => {
    const desk = new Desk();
    const writer = journalOn(desk);
    const child = desk.start("journal", "show", "journal", "--follow", "--kind", "explain");
    onTestFinished(() => void child.kill("SIGKILL"));
    let text = "";
    for await (const chunk of child.stdout) {
      text += String(chunk);
      if (text.includes("at 2") && !text.includes("at 9")) {
        writer.text(OUTPUT.explain, 9e9, "quote\tat 9");
      }
      if (text.includes("at 9")) break;
    }
    writer.close();
    child.kill("SIGINT");
    if (child.exitCode === null && child.signalCode === null) await once(child, "close");
    expect(text.match(/quote: at 9/g)).toHaveLength(1);
  });

  it("ends with whoever reads its lines", async () => {
    const desk = new Desk();
    const writer = journalOn(desk);
    for (let i = 0; i < 100_000; i++) writer.text(OUTPUT.explain, 9e9, "quote\tagain");
    writer.close();
    const child = desk.start("journal", "show", "journal");
    onTestFinished(() => void child.kill("SIGKILL"));
    await once(child.stdout, "data");
    child.stdout.destroy();
    const [code] = (await once(child, "close")) as [number];
    expect(code).toBe(0);
  });

  it("says in a line what is wrong with the folder or the flags", async () => {
    const desk = new Desk();
    journalOn(desk).close();
    expect(refusal(await desk.call("journal", "show", "nowhere"))).toContain("is not a folder");
    desk.file("readme.txt", "nothing");
    expect(refusal(await desk.call("journal", "check", "readme.txt"))).toContain("is not a folder");
    mkdirSync(desk.path("other"));
    expect(refusal(await desk.call("journal", "check", "other"))).toMatch(
      /other has no segment of a journal: name the folder of a session, such as out\/paper,/,
    );
    expect(
      (await desk.call("journal", "check", ".")).code,
      "a session's folder is named like its journal",
    ).toBe(0);
    const kind = await desk.call("journal", "show", "journal", "--kind", "row");
    expect(refusal(kind)).toContain('"row" is none of start, rows');
    const from = await desk.call("journal", "show", "journal", "--from", "x");
    expect(refusal(from)).toContain("--from");
  });
});
