import type { Money } from "@mexoms/core";
import { type InstrumentRun, negative, NOTHING, sumOf } from "./instrument-run.ts";
import type { Attribution } from "./tear-sheet.ts";

/** Where the profit of one instrument came from, from its fills; to the last unit. */
export function attribute(run: InstrumentRun): Attribution {
  const { worth, summary, fills, endHalf } = run;
  let spread = 0n;
  let hedge = 0n;
  let adverse = 0n;
  let inventory = 0n;
  for (const { fill, sign, priceHalf, midHalf, adverseHalf } of fills) {
    const lots = sign * fill.qtyLots;
    const captured = worth.gain(lots, priceHalf, midHalf);
    if (fill.liquidity === "maker") spread += captured;
    else hedge += captured;
    adverse += worth.gain(lots, midHalf, adverseHalf);
    inventory += worth.gain(lots, adverseHalf, endHalf);
  }
  const { charges } = summary;
  return withResidual({
    spreadCapture: worth.money(spread),
    adverseSelection: worth.money(adverse),
    inventory: worth.money(inventory),
    hedgeSlippage: worth.money(hedge),
    fees: negative(sumOf(fills.map(({ fill }) => fill.fee))),
    funding: charges?.funding ?? NOTHING,
    other: charges ? charges.insurance.minus(charges.liquidationFees) : NOTHING,
    equityChange: summary.equity,
  });
}

/**
 * The attributions of all instruments that settle in a currency, with the interest that its accounts
 * paid (negative) beside them.
 */
export function attributeCurrency(
  parts: readonly Attribution[],
  interest: Money,
  equityChange: Money,
): Attribution {
  const sum = (pick: (part: Attribution) => Money): Money => sumOf(parts.map(pick));
  return withResidual({
    spreadCapture: sum((part) => part.spreadCapture),
    adverseSelection: sum((part) => part.adverseSelection),
    inventory: sum((part) => part.inventory),
    hedgeSlippage: sum((part) => part.hedgeSlippage),
    fees: sum((part) => part.fees),
    funding: sum((part) => part.funding),
    other: sum((part) => part.other).plus(interest),
    equityChange,
  });
}

function withResidual(parts: Omit<Attribution, "residual">): Attribution {
  const { equityChange, ...explained } = parts;
  const residual = equityChange.minus(sumOf(Object.values(explained)));
  return { ...explained, residual, equityChange };
}
