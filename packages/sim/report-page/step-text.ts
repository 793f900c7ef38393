import type { StepData } from "./report-data.ts";

/**
 * The exact decimal text of `count` steps, with all decimals of the step: what Step.format of core
 * gives, for a page that does not carry core. A test holds the two together.
 */
export function stepText(count: number, step: StepData): string {
  const product = count * step.mantissa;
  // A product that a double holds exactly needs no bigint, which is several times slower.
  const exact = Number.isSafeInteger(product);
  const scaled = exact ? product : BigInt(count) * BigInt(step.mantissa);
  const negative = scaled < 0;
  const digits = String(scaled)
    .slice(negative ? 1 : 0)
    .padStart(step.decimals + 1, "0");
  const whole = digits.slice(0, digits.length - step.decimals);
  const text = step.decimals === 0 ? whole : `${whole}.${digits.slice(-step.decimals)}`;
  return negative ? `-${text}` : text;
}

/** The double nearest to `count` steps, for drawing. */
export function stepNumber(count: number, step: StepData): number {
  return (count * step.mantissa) / 10 ** step.decimals;
}
