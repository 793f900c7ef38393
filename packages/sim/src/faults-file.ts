import type { FaultSpec } from "@mexoms/sim/engine";
import { z } from "zod";
import { readJsonFile } from "./json-file.ts";

const name = z.string().min(1);
const time = z
  .string()
  .regex(/^-?\d+(\.\d+)?(ns|us|ms|s|m|h|d)$/, 'a length of time such as "30s"');
const share = z.string().regex(/^\d+(\.\d+)?(%|bps)$/, 'a share with its unit such as "1%"');
const at = z.union([time, z.strictObject({ random: z.int().min(1), over: time.optional() })], {
  error: 'a time after the start such as "2m", or {"random": 3}',
});
const span = { at, for: time };

const faultSchema: z.ZodType<FaultSpec> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("outage"),
    venue: name,
    ...span,
    requests: z.enum(["reject", "lose"]),
    recovery: time,
    feed: z.enum(["on", "gap", "stale"]),
  }),
  z.strictObject({ kind: z.literal("feed-gap"), instrument: name, ...span }),
  z.strictObject({ kind: z.literal("stale-book"), instrument: name, ...span }),
  z.strictObject({ kind: z.literal("reject-burst"), venue: name, ...span, share }),
  z.strictObject({ kind: z.literal("lost-answer"), venue: name, share, recovery: time }),
  z.strictObject({ kind: z.literal("late-event"), venue: name, share, by: time }),
  z.strictObject({ kind: z.literal("duplicate-event"), venue: name, share, by: time }),
  z.strictObject({ kind: z.literal("clock-skew"), venue: name, by: time }),
]);
const fileSchema = z.strictObject({ faults: z.array(faultSchema).min(1) });

/** The faults in a JSON file. Throws DataError with file and field. */
export function readFaults(file: string): readonly FaultSpec[] {
  return readJsonFile(file, fileSchema).faults;
}
