import type { SweepWarning, WarningCode } from "@mexoms/sim/engine";

/** What a reader can do about a warning. */
export function adviceOf({ code, figures }: SweepWarning): string {
  return figures["declaredLimit"] === "yes" ? AT_LIMIT : ADVICE[code];
}

const AT_LIMIT =
  "Sweep other parameters that could do the same, or look for a reason in the tear sheet.";

const ADVICE: Readonly<Record<WarningCode, string>> = {
  loses: "Do not choose the least loss: change the strategy, other parameters, or the market.",
  "few-fills":
    "Sweep over more data, or quote closer: so few fills may have come out otherwise by chance.",
  "all-alike":
    "Sweep other parameters, wider ranges, or data on which the strategy trades; what is called the best is only the first.",
  "edge-of-range":
    "Widen the range on that side and run again: trials that are known already are not run twice.",
  "one-part-earns":
    "Look at that part of the data in the tear sheet, and sweep over data with more such parts or without it.",
  "inventory-drift":
    "The profit comes from the price's move, not from quoting: limit the inventory, or sweep over data that also moves the other way.",
  "queue-model":
    "Calibrate the queue model with own fills (mexoms calibrate), and choose a point that is good under all of them.",
  latency: "Measure the latency of the live set-up, and sweep with it.",
  overfitting:
    "Try fewer parameters or coarser steps, and more data; do not choose by this ranking alone.",
  "deflated-sharpe":
    "So many trials find so good a one by chance: gather more data before any further search.",
  "walk-forward":
    "What wins in training does not earn afterwards: do not go live with it, look for a plateau instead.",
  "no-effect":
    "Nothing reads the parameter there, or something else decides: the tick size, a limit, another parameter. Leave it out of the sweep, or move its range.",
};
