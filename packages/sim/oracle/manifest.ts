import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { ConfigError } from "@mexoms/core";

const config = z.object({
  mode: z.enum(["elapse", "feed"]),
  dt: z.int().positive(),
  levels: z.int(),
  grid: z.int().positive(),
  half: z.int(),
  skew: z.int(),
  qty: z.int().positive(),
  max_inv: z.int(),
  tif: z.enum(["gtc", "gtx", "ioc", "fok"]),
  queue: z.enum(["risk", "log", "log2", "power", "power2", "power3", "fifo"]),
  n: z.number(),
  exchange: z.enum(["nopartial", "partial"]),
  entry: z.int(),
  resp: z.int(),
  latency: z.enum(["const", "intp"]),
  ref: z.boolean(),
  trade: z.boolean(),
});

const manifest = z.object({
  local_shift_ns: z.int(),
  assets: z.array(
    z.object({
      market: z.enum(["usdm", "cm", "spot"]),
      tick: z.number(),
      lot: z.number(),
      contract: z.number(),
      files: z.array(z.string()).min(1),
      events: z.int(),
      exch_sha256: z.string(),
      local_sha256: z.string(),
    }),
  ),
  runs: z.record(
    z.string(),
    z.object({
      rc: z.int(),
      steps: z.int(),
      submitted: z.int(),
      end_ts: z.number(),
      fills: z.int(),
      position_lots: z.int(),
      config,
    }),
  ),
});

export type GridConfig = z.infer<typeof config>;
export type Manifest = z.infer<typeof manifest>;
export type GoldenAsset = Manifest["assets"][number];
export type GoldenRun = Manifest["runs"][string];

/** Reads manifest.json of a golden folder. Throws ConfigError when it is not one. */
export function readManifest(folder: string): Manifest {
  const file = path.join(folder, "manifest.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new ConfigError("golden folder", `${file} cannot be read`);
  }
  const parsed = manifest.safeParse(JSON.parse(text));
  if (!parsed.success) throw new ConfigError(file, z.prettifyError(parsed.error));
  return parsed.data;
}
