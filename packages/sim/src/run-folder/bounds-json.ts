import { BOUND_NAMES, type BacktestBounds, disputedCurrencies } from "../bounds.ts";

/** The text of bounds.json: the three runs beside each other, money as exact decimal text. */
export function boundsJson(bounds: BacktestBounds): string {
  const runs = BOUND_NAMES.map((name) => {
    const { inputs, digest, outputsDigest, summary } = bounds[name];
    return [name, { queue: inputs.queue, digest, outputsDigest, summary }] as const;
  });
  const document = {
    kind: "mexoms-bounds",
    format: 1,
    signDiffers: disputedCurrencies(bounds),
    ...Object.fromEntries(runs),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
