/** What came out of a sweep's hold-out, in the sweep's folder. */
export const HOLDOUT_FILE = "holdout.json";
