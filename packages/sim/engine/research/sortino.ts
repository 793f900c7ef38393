/** Mean over the root mean square of the losses, bars without one counting as 0; NaN without any. */
export function sortinoOf(bars: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (const bar of bars) {
    sum += bar;
    if (bar < 0) squares += bar * bar;
  }
  return squares > 0 ? sum / bars.length / Math.sqrt(squares / bars.length) : Number.NaN;
}
