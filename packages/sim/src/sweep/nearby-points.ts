import { ConfigError, Decimal, type Instrument, type Params } from "@mexoms/core";
import { bindParams } from "@mexoms/core/internal";
import type { Point, SearchSpace } from "@mexoms/sim/engine";
import { canonicalValue } from "@mexoms/sim/internal";

const FACTORS = ["0.8", "0.9", "1.1", "1.2"];
const NUMBER_AND_UNIT = /^(-?\d+(?:\.\d+)?)(.*)$/;
const DECIMALS = 12;

export interface NearbyOptions {
  readonly space: SearchSpace;
  readonly params: Params;
  readonly given: Readonly<Record<string, string>>;
  readonly instruments: readonly Instrument[];
}

/**
 * A point with each ordered parameter moved by -20, -10, +10 and +20 %, the others kept. A value that
 * cannot be had exactly, such as 3.3 levels, is rounded; one that the declaration, the instrument or
 * the conditions refuse is left out.
 */
export function nearbyPoints(point: Point, options: NearbyOptions): Point[] {
  return options.space.axes
    .filter(({ ordered }) => ordered)
    .flatMap(({ name }) =>
      FACTORS.flatMap((factor) => {
        const text = moved(point, name, factor, options);
        return text === undefined ? [] : [{ ...point, [name]: text }];
      }),
    )
    .filter((each) => options.space.allows(each));
}

function moved(
  point: Point,
  name: string,
  factor: string,
  { params, given, instruments }: NearbyOptions,
): string | undefined {
  const [, number, unit] = NUMBER_AND_UNIT.exec(point[name]!) ?? [];
  if (number === undefined) return undefined;
  const exact = new Decimal(number).mul(factor);
  for (let decimals = Math.min(DECIMALS, exact.decimalPlaces()); decimals >= 0; decimals--) {
    const text = `${exact.toDecimalPlaces(decimals, Decimal.ROUND_HALF_EVEN).toFixed()}${unit}`;
    if (text === point[name]) return undefined;
    try {
      bindParams({ params, given: { ...given, ...point, [name]: text }, instruments });
      return canonicalValue(text);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
    }
  }
  return undefined;
}
