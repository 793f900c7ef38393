import { describe, expect, it } from "vitest";
import { analyseSweep, type Point, type SweepWarning } from "@mexoms/sim/engine";
import { gridPoints, madeFacts, madeSpace, madeSweep } from "./made-sweep.ts";

const SPACE = { spread: "1bps:5bps:1bps", levels: "1,2,3" };
const POINTS = gridPoints({
  spread: ["1bps", "2bps", "3bps", "4bps", "5bps"],
  levels: ["1", "2", "3"],
});

/** The warnings about parameters of a sweep whose trials do what `outputs` says. */
function told(
  outputs: (spread: number, levels: number) => unknown,
  points: readonly Point[] = POINTS,
): readonly SweepWarning[] {
  const trial = (
    { spread, levels }: Point,
    i: number,
  ): { bars: Float64Array; outputs: string } => ({
    bars: Float64Array.of(3, 1, i),
    outputs: String(outputs(Number.parseInt(spread!, 10), Number(levels))),
  });
  const record = madeSweep({ space: SPACE, points, trial });
  const { warnings } = analyseSweep(record, madeFacts(madeSpace(SPACE)));
  return warnings.filter(({ code }) => code === "no-effect");
}

describe("a parameter without effect", () => {
  it("is told with the pairs that show it", () => {
    expect(told((spread) => spread)).toEqual([
      {
        code: "no-effect",
        text: "levels made no difference in any of 10 pairs of trials that differ in nothing else.",
        figures: { parameter: "levels", pairs: 10 },
      },
    ]);
    expect(told(() => "nothing sent").map(({ figures }) => figures["parameter"])).toEqual([
      "spread",
      "levels",
    ]);
  });

  it("is told by the part of its range that something else decides in", () => {
    expect(told((spread, levels) => `${Math.max(3, spread)} ${levels}`)).toEqual([
      {
        code: "no-effect",
        text: "spread made no difference between 1bps and 3bps in any of 6 pairs of trials that differ in nothing else.",
        figures: { parameter: "spread", from: "1bps", to: "3bps", pairs: 6 },
      },
    ]);
  });

  it("is not told when one pair did otherwise, or no two trials differ in it alone", () => {
    expect(told((spread, levels) => `${spread} ${levels}`)).toEqual([]);
    expect(told((spread, levels) => `${spread} ${spread === 4 && levels > 2}`)).toMatchObject([
      { figures: { parameter: "levels", from: "1", to: "2", pairs: 5 } },
    ]);
    const drawn = POINTS.filter(
      ({ spread, levels }) => Number(levels) === Number.parseInt(spread!, 10),
    );
    expect(told(() => "same", drawn)).toEqual([]);
  });
});
