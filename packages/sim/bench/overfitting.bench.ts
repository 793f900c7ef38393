import { Prng } from "@mexoms/core";
import { overfitting } from "@mexoms/sim/internal";
import type { BenchCase } from "./bench-case.ts";

const TRIALS = 200;
const BARS = 1000;
const SPLITS = 12_870;

/** Does not depend on the data: what it takes is in the number of trials and of splits. */
export const overfittingCase: BenchCase = {
  name: "overfitting",
  question: `probability of overfitting of ${TRIALS} trials of ${BARS} bars, ${SPLITS} splits`,
  unit: "splits",
  prepare() {
    const random = new Prng(1);
    const bars = Array.from({ length: TRIALS }, () =>
      Float64Array.from({ length: BARS }, () => random.next() - 0.5),
    );
    return { units: SPLITS, run: () => overfitting({ bars, by: "sharpe" }) };
  },
};
