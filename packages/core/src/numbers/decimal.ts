import { Decimal as Base } from "decimal.js";

/**
 * decimal.js with enough digits that no product or sum of prices, sizes and contract sizes is
 * rounded. A constructor of our own, so that nobody's settings can change ours.
 */
export const Decimal: typeof Base = Base.clone({ precision: 100, toExpNeg: -100, toExpPos: 100 });
export type Decimal = Base;
