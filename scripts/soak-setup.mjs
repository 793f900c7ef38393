// Makes property tests run longer: MEXOMS_SOAK times as many cases as usual, from a new seed.
// A failure prints its seed and path, as always.
import fc from "fast-check";

const factor = Number(process.env.MEXOMS_SOAK ?? "1");
if (factor > 1) fc.configureGlobal({ numRuns: 100 * factor });
