import type { TearSheet } from "@mexoms/sim/engine";
import type { MarkoutsData } from "../../../report-page/report-data.ts";

/** The markouts of each instrument as the page's script draws them. */
export function markoutsData({ instruments, horizonsNs }: TearSheet): MarkoutsData[] {
  return instruments.map(({ markouts }) => ({
    seconds: horizonsNs.map((ns) => ns / 1e9),
    groups: markouts.map(({ by, group, fills, markouts: points }) => ({
      by,
      group,
      fills,
      bps: points.map(({ bps }) => bps ?? null),
      low: points.map(({ lowBps }) => lowBps ?? null),
      high: points.map(({ highBps }) => highBps ?? null),
    })),
  }));
}
