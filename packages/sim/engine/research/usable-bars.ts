/** Powers of larger ones are no numbers any more. */
const LARGEST = 1e60;

/** The place of the first bar that no figure can be made of, undefined when there is none. */
export function brokenBar(bars: Float64Array): number | undefined {
  const at = bars.findIndex((bar) => !(Math.abs(bar) <= LARGEST));
  return at < 0 ? undefined : at;
}
