import { logSweep } from "@mexoms/sim";
import { trialId } from "@mexoms/sim/engine";
import { madeSweep } from "../research/made-sweep.ts";

/** A process of its own that logs so many sweeps of one point each. */
const [project, study, sweeps] = process.argv.slice(2) as [string, string, string];
for (let i = 0; i < Number(sweeps); i++) {
  const { plan, rows } = madeSweep({
    space: {},
    points: [{ spread: `${i}bps` }],
    trial: () => ({ bars: new Float64Array(1) }),
  });
  const own = rows.map((row) => ({
    ...row,
    trial: { ...row.trial, id: trialId(study, row.trial) },
  }));
  logSweep({ project, record: { plan, rows: own }, time: "2024-01-01T00:00:00Z" });
}
