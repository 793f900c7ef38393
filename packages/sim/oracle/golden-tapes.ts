import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ConfigError, Decimal, Instrument } from "@mexoms/core";
import { ROW_EXCH, ROW_LOCAL } from "@mexoms/core/internal";
import { importRecorder, loadTape, openTape, type Tape } from "@mexoms/sim";
import type { GoldenAsset, Manifest } from "./manifest.ts";
import { sideDigest } from "./row-digest.ts";

/** The tapes of a golden folder, one an asset, and what is to be said about them. */
export interface GoldenTapes {
  readonly tapes: readonly Tape[];
  readonly notes: readonly string[];
}

/**
 * Imports the recordings that a manifest names, as one recorder's. Checks that the rows are those of
 * the golden runs. Throws ConfigError when files are missing or rows differ.
 */
export async function goldenTapes(manifest: Manifest, raw: string): Promise<GoldenTapes> {
  const folder = mkdtempSync(path.join(tmpdir(), "mexoms-oracle-"));
  try {
    const root = findRoot(manifest, raw);
    const sources = manifest.assets.map((asset, i) => ({
      instrument: goldenInstrument(asset),
      files: asset.files.map((file) => path.join(root, asset.market, file)),
      out: path.join(folder, `${i}.tape`),
    }));
    const report = await importRecorder({
      format: "binance-raw",
      sources,
      lenient: false,
      offLotSizes: "round",
    });
    const tapes = sources.map(({ out }) => loadTape(openTape(out, { verify: true })));
    const notes = manifest.assets.flatMap((asset, i) =>
      checkRows(asset, tapes[i]!, report.tapes[i]!.rounded),
    );
    if (report.clockShiftNs !== manifest.local_shift_ns) {
      throw new ConfigError(
        "recordings",
        `clock shift ${report.clockShiftNs} ns, golden ${manifest.local_shift_ns} ns`,
      );
    }
    return { tapes, notes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Facts from the manifest; the symbol stands in the file's name, as in btcusd_perp_20240808.gz. */
function goldenInstrument(asset: GoldenAsset): Instrument {
  const inverse = asset.market === "cm";
  const text = (value: number): string => new Decimal(value).toFixed();
  return new Instrument({
    venue: "binance",
    market: asset.market,
    symbol: asset.files[0]!.replace(/(_\d{8})?(\.\w+)*$/, "").toUpperCase(),
    base: "BASE",
    quote: "QUOTE",
    payoff: inverse ? "inverse" : "linear",
    contractSize: text(asset.contract),
    tickSize: text(asset.tick),
    lotSize: text(asset.lot),
    makerFee: "-0.5bps",
    takerFee: "7bps",
  });
}

/** The folder that holds MARKET/FILE of every asset: `raw` itself or one of the folders in it. */
function findRoot(manifest: Manifest, raw: string): string {
  if (!existsSync(raw) || !statSync(raw).isDirectory()) {
    throw new ConfigError("--raw", `${raw} is not a folder`);
  }
  const wanted = manifest.assets.flatMap((asset) =>
    asset.files.map((file) => path.join(asset.market, file)),
  );
  const inside = readdirSync(raw, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(raw, entry.name));
  for (const root of [raw, ...inside.toSorted()]) {
    if (wanted.every((file) => existsSync(path.join(root, file)))) return root;
  }
  throw new ConfigError("--raw", `${raw} does not hold ${wanted.join(" and ")}`);
}

/** Compares rows by digest. Sizes that were rounded to whole lots cannot agree to the bit. */
function checkRows(asset: GoldenAsset, tape: Tape, rounded: number): string[] {
  const name = asset.files.join("+");
  if (rounded > 0) {
    return [
      `${name}: ${rounded} sizes were rounded to whole lots, so row digests are not compared`,
    ];
  }
  const same =
    sideDigest(tape, ROW_EXCH) === asset.exch_sha256 &&
    sideDigest(tape, ROW_LOCAL) === asset.local_sha256;
  if (!same) throw new ConfigError(name, "the rows differ from those of the golden runs");
  return [];
}
