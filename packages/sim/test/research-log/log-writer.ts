import { logSweep } from "@mexoms/sim";
import { madeSweep } from "../research/made-sweep.ts";

/** A process of its own that logs so many sweeps of one point each. */
const [project, study, sweeps] = process.argv.slice(2) as [string, string, string];
for (let i = 0; i < Number(sweeps); i++) {
  const record = madeSweep({
    space: {},
    points: [{ spread: `${i}bps` }],
    trial: () => ({ bars: new Float64Array(1) }),
    study: { strategy: { name: "made", codeDigest: study } },
  });
  logSweep({ project, record, time: "2024-01-01T00:00:00Z" });
}
