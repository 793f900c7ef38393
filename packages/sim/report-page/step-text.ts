import type { StepData } from "./report-data.ts";

/** The exact decimal text of `count` steps, with all decimals of the step. */
export function stepText(count: number, step: StepData): string {
  const scaled = BigInt(count) * BigInt(step.mantissa);
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(step.decimals + 1, "0");
  const whole = digits.slice(0, digits.length - step.decimals);
  const text = step.decimals === 0 ? whole : `${whole}.${digits.slice(-step.decimals)}`;
  return scaled < 0n ? `-${text}` : text;
}

/** The double nearest to `count` steps, for drawing. */
export function stepNumber(count: number, step: StepData): number {
  return (count * step.mantissa) / 10 ** step.decimals;
}
