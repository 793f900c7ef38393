/** Growth from level to level, made once: powers by multiplication, the same on every machine. */
export interface GrowthOptions {
  readonly levels: number;
  readonly kind: "linear" | "geometric";
  readonly growth: number;
}

/** Steps from the first level to each: 0, 1, 2 ... or 0, 1, 1 + g, 1 + g + g*g ... */
export function stepsOf({ levels, kind, growth }: GrowthOptions): Float64Array {
  const steps = new Float64Array(levels);
  let step = 1;
  for (let level = 1; level < levels; level++) {
    steps[level] = steps[level - 1]! + step;
    if (kind === "geometric") step *= growth;
  }
  return steps;
}

/** Whole lots of each level, rounded down: size * (1 + i (g - 1)) or size * g^i. */
export function lotsOf(sizeLots: number, { levels, kind, growth }: GrowthOptions): Float64Array {
  const lots = new Float64Array(levels);
  let factor = 1;
  for (let level = 0; level < levels; level++) {
    lots[level] = Math.floor(sizeLots * Math.max(0, factor));
    factor = kind === "geometric" ? factor * growth : 1 + (level + 1) * (growth - 1);
  }
  return lots;
}
