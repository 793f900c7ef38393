// In which order test files run: the longest first, so that none of them is left alone at the end;
// those that share a process last and together.
import path from "node:path";
import { BaseSequencer } from "vitest/node";

/** Files that take longest, as a clone that never ran them cannot know; the longest first. */
const LONGEST = [
  "packages/cli/dist/test/docs.test.js",
  "packages/live/dist/test/sweep/sweep-nats.test.js",
  "packages/cli/dist/test/bench.test.js",
  "packages/cli/dist/test/run-nats.test.js",
  "packages/cli/dist/test/sweep-kills.test.js",
  "packages/cli/dist/test/compare.test.js",
  "packages/cli/dist/test/sweep.test.js",
  "packages/live/dist/test/shared-memory.stress.test.js",
  "packages/sim/dist/test/calibration/recovery.test.js",
];

/** Orders as vitest does, but for LONGEST and for projects without isolation. */
export class LongestFirst extends BaseSequencer {
  async sort(/** @type {import("vitest/node").TestSpecification[]} */ specs) {
    const sorted = await super.sort(specs);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank(/** @type {import("vitest/node").TestSpecification} */ { moduleId, project }) {
  const place = LONGEST.indexOf(path.relative(process.cwd(), moduleId));
  if (!project.config.isolate) return LONGEST.length + 1;
  return place === -1 ? LONGEST.length : place;
}
