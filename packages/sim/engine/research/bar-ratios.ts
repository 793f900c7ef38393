/** Mean over the standard deviation (of a sample); NaN for fewer than two bars or equal ones. */
export function sharpeOf(bars: Float64Array): number {
  const mean = meanOf(bars);
  let squares = 0;
  for (const bar of bars) squares += (bar - mean) ** 2;
  return squares > 0 ? mean / Math.sqrt(squares / (bars.length - 1)) : Number.NaN;
}

/** Mean over the root mean square of the losses, bars without one counting as 0; NaN without any. */
export function sortinoOf(bars: Float64Array): number {
  let squares = 0;
  for (const bar of bars) if (bar < 0) squares += bar * bar;
  return squares > 0 ? meanOf(bars) / Math.sqrt(squares / bars.length) : Number.NaN;
}

function meanOf(bars: Float64Array): number {
  let sum = 0;
  for (const bar of bars) sum += bar;
  return sum / bars.length;
}
