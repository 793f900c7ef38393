import { duration, flag, instrument } from "@mexoms/core";
import { inventoryParams } from "./inventory/params.ts";
import { lifecycleParams } from "./params/lifecycle-params.ts";
import { pricingParams } from "./params/pricing-params.ts";
import { quoteParams } from "./quote/params.ts";

/** Parameters of the market maker. Every default is a text of the kind a user would write. */
export const params = {
  instrument: instrument({ doc: "what to quote" }),
  anchor1: instrument({
    optional: true,
    doc: "another market of the same thing whose price counts, see anchor",
  }),
  anchor2: instrument({ optional: true, doc: "a second such market" }),
  anchor3: instrument({ optional: true, doc: "a third such market" }),
  ...pricingParams,
  ...quoteParams,
  ...inventoryParams,
  ...lifecycleParams,
  refresh: duration({ default: "100ms", min: "1ms", doc: "time between looks at the book" }),
  lookOnBook: flag({
    default: "false",
    doc: "look at every change of the book as well: follows closest, and costs time at every change",
  }),
};
