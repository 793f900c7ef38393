import { bps, choice, distance, duration, flag, instrument } from "@mexoms/core";
import { inventoryParams } from "./inventory/params.ts";
import { quoteParams } from "./quote/params.ts";

/** Parameters of the market maker. Every default is a text of the kind a user would write. */
export const params = {
  instrument: instrument({ doc: "what to quote" }),
  anchor1: instrument({ optional: true, doc: "another market whose price counts, see anchor" }),
  anchor2: instrument({ optional: true, doc: "a second such market" }),
  anchor3: instrument({ optional: true, doc: "a third such market" }),
  fairValue: choice(["mid", "microprice"], {
    default: "mid",
    doc: "price that the quotes stand around",
  }),
  spread: bps({
    default: "10bps",
    min: "0bps",
    max: "1000bps",
    doc: "from the first bid to the first ask",
  }),
  minSpread: bps({
    default: "0bps",
    min: "0bps",
    max: "1000bps",
    doc: "never quote closer than this, from the first bid to the first ask",
  }),
  ...quoteParams,
  ...inventoryParams,
  requoteTolerance: distance({
    default: "0.5bps",
    doc: "quotes this near to their target keep their place in the queue",
  }),
  refresh: duration({ default: "100ms", min: "1ms", doc: "time between looks at the book" }),
  lookOnBook: flag({
    default: "false",
    doc: "look at every change of the book as well: follows closest, and costs time at every change",
  }),
};
