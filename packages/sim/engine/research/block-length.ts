import { meanOf } from "./ranks.ts";

/**
 * Mean block length in bars for the stationary bootstrap: Politis and White, "Automatic Block-Length
 * Selection for the Dependent Bootstrap", Econometric Reviews 23(1), 2004, with the correction of
 * Patton, Politis and White, Econometric Reviews 28(4), 2009. At least 1, at most the smaller one of
 * 3*sqrt(n) and n/3.
 */
export function blockLength(bars: ArrayLike<number>): number {
  const n = bars.length;
  const most = Math.max(1, Math.ceil(Math.min(3 * Math.sqrt(n), n / 3)));
  const covariance = covariances(bars);
  const variance = covariance(0);
  if (!(variance > 0) || n < 4) return 1;
  const width = 2 * lastCorrelated(covariance, n);
  const lags = Math.min(width, Math.ceil(Math.sqrt(n)) + lagsInARow(n), n - 1);
  let spectrum = variance;
  let slope = 0;
  for (let lag = 1; lag <= lags; lag++) {
    const weighted = 2 * flatTop(lag / lags) * covariance(lag);
    spectrum += weighted;
    slope += weighted * lag;
  }
  if (!(spectrum > 0)) return 1;
  // b = (2 G^2 / D)^(1/3) n^(1/3) with D = 2 g(0)^2.
  const length = Math.cbrt((slope / spectrum) ** 2 * n);
  return Math.max(1, Math.min(most, length));
}

/** The lag after which a row of correlations is too small to tell from none, at least 1. */
function lastCorrelated(covariance: (lag: number) => number, n: number): number {
  const row = lagsInARow(n);
  const small = 2 * Math.sqrt(Math.log10(n) / n) * covariance(0);
  const most = Math.ceil(Math.sqrt(n)) + row;
  let last = 0;
  for (let lag = 1; lag <= most && lag < n; lag++) {
    if (Math.abs(covariance(lag)) >= small) last = lag;
    else if (lag - last >= row) break;
  }
  return Math.max(1, last);
}

function lagsInARow(n: number): number {
  return Math.max(5, Math.ceil(Math.sqrt(Math.log10(n))));
}

/** 1 up to the middle, then straight down to 0. */
function flatTop(place: number): number {
  return place <= 0.5 ? 1 : Math.max(0, 2 * (1 - place));
}

function covariances(bars: ArrayLike<number>): (lag: number) => number {
  const mean = meanOf(bars);
  const known = new Map<number, number>();
  return (lag) => {
    const found = known.get(lag);
    if (found !== undefined) return found;
    let sum = 0;
    for (let i = lag; i < bars.length; i++) sum += (bars[i]! - mean) * (bars[i - lag]! - mean);
    known.set(lag, sum / bars.length);
    return sum / bars.length;
  };
}
