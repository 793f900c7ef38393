import { Prng } from "@mexoms/core";
import { DIRECTIONS } from "./directions.ts";

export const SOBOL_DIMENSIONS_MAX: number = DIRECTIONS.length + 1;

const BITS = 32;
const SCALE = 2 ** -BITS;

/**
 * Sobol's sequence in the order of Gray code (Antonov and Saleev 1979), from its first point, zero.
 * With a seed it is scrambled by a random lower triangular matrix and a digital shift (Matousek
 * 1998), which keeps how evenly its points lie.
 */
export class SobolSequence {
  readonly #directions: readonly Uint32Array[];
  readonly #state: Uint32Array;
  #index = 0;

  /** At most SOBOL_DIMENSIONS_MAX dimensions. */
  constructor(dimensions: number, seed?: number) {
    const plain = Array.from({ length: dimensions }, (_, i) => directionsOf(i));
    this.#state = new Uint32Array(dimensions);
    if (seed === undefined) {
      this.#directions = plain;
      return;
    }
    this.#directions = plain.map((directions, i) => {
      const prng = new Prng(seed, i);
      this.#state[i] = prng.uint32();
      return scrambled(directions, prng);
    });
  }

  /** The next point, each place from 0 to below 1. */
  next(): Float64Array {
    const point = Float64Array.from(this.#state, (bits) => bits * SCALE);
    const changed = trailingOnes(this.#index++);
    for (const [i, directions] of this.#directions.entries()) {
      this.#state[i]! ^= directions[changed]!;
    }
    return point;
  }
}

function trailingOnes(index: number): number {
  return 31 - Math.clz32(~index & (index + 1));
}

/** The direction numbers of a dimension from 0, the first binary digit highest. */
function directionsOf(dimension: number): Uint32Array {
  const directions = new Uint32Array(BITS);
  if (dimension === 0) return directions.map((_, k) => 1 << (BITS - 1 - k));
  const [polynomial, first] = DIRECTIONS[dimension - 1]!;
  const degree = first.length;
  for (let k = 0; k < BITS; k++) {
    if (k < degree) {
      directions[k] = first[k]! << (BITS - 1 - k);
      continue;
    }
    const oldest = directions[k - degree]!;
    let bits = oldest ^ (oldest >>> degree);
    for (let i = 1; i < degree; i++) {
      if ((polynomial >>> (degree - 1 - i)) & 1) bits ^= directions[k - i]!;
    }
    directions[k] = bits;
  }
  return directions;
}

/** Each digit becomes itself plus a random choice of the digits before it. */
function scrambled(directions: Uint32Array, prng: Prng): Uint32Array {
  const rows = Uint32Array.from({ length: BITS }, (_, i) => {
    const own = 1 << (BITS - 1 - i);
    const before = i === 0 ? 0 : -1 << (BITS - i);
    return (prng.uint32() & before) | own;
  });
  return directions.map((bits) => {
    let mixed = 0;
    for (let i = 0; i < BITS; i++) mixed |= parity(bits & rows[i]!) << (BITS - 1 - i);
    return mixed;
  });
}

function parity(bits: number): number {
  let folded = bits ^ (bits >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  return (0x6996 >>> (folded & 15)) & 1;
}
