import { ConfigError, type Instrument } from "@mexoms/core";
import { gcd } from "./ratio-test.ts";

/** A scaled price must stay whole in a double for any tick below 2^31. */
const MAX_SCALE = 2 ** 22;

/**
 * One integer grid for the prices and one for the sizes of several instruments with the same base:
 * ticks * priceScale and lots * sizeScale of different instruments may be compared and added.
 * A value (price times size) is a whole number of 10^-valueDecimals * valueUnit of the quote.
 */
export class Grid {
  /** Price units in one tick, for each instrument. */
  readonly priceScale: readonly number[];
  /** Size units in one lot, for each instrument; contract sizes are in it. */
  readonly sizeScale: readonly number[];
  readonly valueUnit: bigint;
  readonly valueDecimals: number;

  /** Throws ConfigError when the instruments have no common grid that is exact in doubles. */
  constructor(instruments: readonly Instrument[]) {
    const ticks = instruments.map(({ tick }) => ({
      mantissa: BigInt(tick.mantissa),
      decimals: tick.decimals,
    }));
    const lots = instruments.map(({ lot, contractSize }) => ({
      mantissa: BigInt(lot.mantissa) * BigInt(contractSize.mantissa),
      decimals: lot.decimals + contractSize.decimals,
    }));
    const price = common(ticks);
    const size = common(lots);
    this.priceScale = scalesOf(price.scales, instruments, "tickSize");
    this.sizeScale = scalesOf(size.scales, instruments, "lotSize");
    this.valueUnit = price.unit * size.unit;
    this.valueDecimals = price.decimals + size.decimals;
  }
}

interface Scaled {
  readonly mantissa: bigint;
  readonly decimals: number;
}

function common(steps: readonly Scaled[]): { scales: bigint[]; unit: bigint; decimals: number } {
  const decimals = Math.max(...steps.map((step) => step.decimals));
  const whole = steps.map((step) => step.mantissa * 10n ** BigInt(decimals - step.decimals));
  const unit = whole.reduce((a, b) => gcd(a, b));
  return { scales: whole.map((each) => each / unit), unit, decimals };
}

function scalesOf(
  scales: readonly bigint[],
  instruments: readonly Instrument[],
  field: string,
): readonly number[] {
  const wide = scales.findIndex((scale) => scale > MAX_SCALE);
  if (wide >= 0) {
    const ids = instruments.map(({ id }) => id).join(", ");
    throw new ConfigError(
      `instrument ${instruments[wide]!.id} ${field}`,
      `is more than ${MAX_SCALE} times the finest step of ${ids}; they cannot be compared exactly`,
    );
  }
  return scales.map(Number);
}
