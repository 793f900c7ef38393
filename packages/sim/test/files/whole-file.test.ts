import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { WholeFile, writeWholeFile } from "../../src/files/whole-file.ts";
import { Scratch } from "../scratch.ts";

const KILLED_WRITER = fileURLToPath(new URL("./processes/killed-writer.js", import.meta.url));

describe("a file that is written whole", () => {
  it("whose writer is killed before its end stays as it was, and what is left goes with the next", () => {
    const scratch = new Scratch();
    const file = scratch.file("table.csv", "old");
    const other = scratch.file("table.csv.123.partial", "a person's own");
    const killed = spawnSync(process.execPath, [KILLED_WRITER, file, "new,", "rows"]);
    expect(killed.signal, String(killed.stderr)).toBe("SIGKILL");
    expect(readFileSync(file, "utf8")).toBe("old");
    const [draft] = scratch.names.filter((name) => name !== "table.csv" && !other.endsWith(name));
    expect(draft).toMatch(/^table\.csv\.\d+-\d+-[0-9a-f]{12}\.partial$/);
    expect(readFileSync(scratch.file(draft!), "utf8")).toMatch(/^new,rowsx+$/);

    writeWholeFile(file, ["new,", "rows"], { sync: true });
    expect(readFileSync(file, "utf8")).toBe("new,rows");
    expect(scratch.names).toEqual(["table.csv", "table.csv.123.partial"]);
  });

  it("leaves nothing when what it is made of fails", () => {
    const scratch = new Scratch();
    const file = scratch.file("table.csv", "old");
    const failing = function* (): Generator<string> {
      yield "new";
      throw new Error("no more rows");
    };
    expect(() => writeWholeFile(file, failing(), { sync: false })).toThrow("no more rows");
    expect(scratch.names).toEqual(["table.csv"]);
    expect(readFileSync(file, "utf8")).toBe("old");
  });

  it("leaves nothing when it cannot have its name, and tells that name", () => {
    const scratch = new Scratch();
    const folder = scratch.file("taken/by/a-folder");
    writeWholeFile(`${folder}/file`, "there", { sync: false });
    const write = (): void => writeWholeFile(folder, "new", { sync: true });
    expect(write).toThrow(expect.objectContaining({ code: "EISDIR", path: folder }));
    expect(scratch.names).toEqual(["taken"]);
    expect(readFileSync(`${folder}/file`, "utf8")).toBe("there");
    const begin = (): WholeFile => new WholeFile(scratch.file("no/such/folder"));
    expect(begin).toThrow(expect.objectContaining({ path: scratch.file("no/such/folder") }));
  });

  it("may be written by two at once: each is whole, and the last one stays", () => {
    const scratch = new Scratch();
    const file = scratch.file("module.mjs");
    const slow = new WholeFile(file, 0o600);
    slow.write("slow ");
    writeWholeFile(file, Uint8Array.of(0x66, 0x61, 0x73, 0x74), { sync: false });
    expect(readFileSync(file, "utf8")).toBe("fast");
    slow.write("and whole");
    slow.finish({ sync: false });
    slow.abandon();
    expect(readFileSync(file, "utf8")).toBe("slow and whole");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(scratch.names).toEqual(["module.mjs"]);
  });
});
