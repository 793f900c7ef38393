import { Prng } from "@mexoms/core";

/** Bars of worthless trials: independent, normal, mean 0 and deviation 1. */
export function noise(options: { seed: number; trials: number; bars: number }): Float64Array[] {
  const random = new Prng(options.seed);
  return Array.from({ length: options.trials }, () =>
    Float64Array.from({ length: options.bars }, () => {
      const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
      return radius * Math.cos(2 * Math.PI * random.next());
    }),
  );
}
