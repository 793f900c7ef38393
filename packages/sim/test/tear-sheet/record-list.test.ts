import { describe, expect, it } from "vitest";
import { RecordList } from "../../engine/venue/record-list.ts";

describe("a list of records", () => {
  it("keeps all of them beyond what one piece of its memory holds", () => {
    const list = new RecordList(3);
    for (let n = 0; n < 5000; n++) {
      expect(list.add()).toBe(n);
      for (let field = 0; field < 3; field++) list.chunk[list.at + field] = n * 10 + field;
    }
    list.set(4500, 2, -1);
    expect([list.get(0, 0), list.get(1023, 1), list.get(1024, 1)]).toEqual([0, 10_231, 10_241]);
    const column = list.column(2);
    expect(column).toHaveLength(5000);
    expect(column.every((value, n) => value === (n === 4500 ? -1 : n * 10 + 2))).toBe(true);
  });

  it("has empty columns while it is empty", () => {
    expect(new RecordList(2).column(1)).toHaveLength(0);
  });
});
