import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError } from "@mexoms/core";
import { MappedFile } from "@mexoms/live/internal";
import { sharedScratch } from "./shared-scratch.ts";

describe("mapped file", () => {
  it("what one mapping stores, another one of the same file sees", () => {
    const file = path.join(sharedScratch(), "file");
    const a = new Float64Array(MappedFile.create(file, 4096).buffer);
    const b = new Float64Array(MappedFile.open(file, { writable: false }).buffer);
    a[511] = 7;
    expect(b[511]).toBe(7);
  });

  it("a view used after close reaches neither the file nor another mapping, and ends nothing", () => {
    const folder = sharedScratch();
    const file = path.join(folder, "file");
    const mapped = MappedFile.create(file, 8192);
    const view = new Float64Array(mapped.buffer);
    view[0] = 7;
    mapped.close();
    mapped.close();
    expect(mapped.closed).toBe(true);
    // Others that are mapped now must not come to lie where the kept view points.
    const others = Array.from(
      { length: 50 },
      (_, i) => new Float64Array(MappedFile.create(path.join(folder, `other-${i}`), 8192).buffer),
    );
    expect(view[0]).toBe(0);
    view[0] = 8;
    view[1023] = 9;
    expect(new Float64Array(MappedFile.open(file, { writable: false }).buffer)[0]).toBe(7);
    expect(others.every((other) => other[0] === 0 && other[1023] === 0)).toBe(true);
  });

  it("without room, the file's name and size are told and nothing is left behind", () => {
    const file = path.join(sharedScratch(), "huge");
    expect(() => MappedFile.create(file, 2 ** 45)).toThrow(ConfigError);
    expect(() => MappedFile.create(file, 2 ** 45)).toThrow(
      /huge: no room for 35184372088832 bytes/,
    );
    expect(existsSync(file)).toBe(false);
  });

  it("where no folder can be made, the path and the system's reason are told", () => {
    const file = path.join(sharedScratch(), "file");
    writeFileSync(file, "");
    expect(() => MappedFile.create(path.join(file, "x"), 64)).toThrow(/cannot be made: E/);
  });
});
